#include "journal/entry_text.h"

#include <fmt/format.h>

#include "canon/record.h"

namespace writ::journal {

// Where the name stands in canonical JSON it is the member's: no text can hold an unescaped quote,
// and no member that comes before has a name that ends so. Its quote before is left out, since
// looking for one would stop at every member.
EntryText::EntryText(const Entry& entry) {
  constexpr std::string_view name = R"(sequence":)";
  text_.reserve(1024);
  canon::append_record(text_, canon::record_type<Entry>(), &entry);
  number_at_ = text_.find(name) + name.size();
  text_.erase(number_at_, text_.find_first_of(",}", number_at_) - number_at_);
}

void EntryText::append_to(std::string& out, std::uint64_t sequence) const {
  const std::string_view text = text_;
  out += text.substr(0, number_at_);
  out += fmt::format_int(sequence).c_str();
  out += text.substr(number_at_);
}

}  // namespace writ::journal
