// An entry's canonical JSON, written before its place in the log is known.
//
// Writing an entry takes a microsecond, and only its place depends on who else appends: so that
// those who append at once do not wait for each other's writing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "journal/entry.h"

namespace writ::journal {

class EntryText {
 public:
  explicit EntryText(const Entry& entry);  // whose `sequence` is not read

  // In bytes, at whatever place.
  std::size_t largest_size() const { return text_.size() + largest_number; }

  // Appends the whole, as that of the entry with this `sequence`.
  void append_to(std::string& out, std::uint64_t sequence) const;

 private:
  static constexpr std::size_t largest_number = 20;

  std::string text_;  // without the number
  std::size_t number_at_ = 0;
};

}  // namespace writ::journal
