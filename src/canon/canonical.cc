#include "canon/canonical.h"

#include <algorithm>
#include <iterator>
#include <vector>

#include "canon/writer.h"

namespace writ::canon {

void append_number(std::string& out, double number) { Writer(out).number(number); }

void append_text(std::string& out, std::string_view text) { Writer(out).text(text); }

void append_canonical(std::string& out, const Value& value) { Writer(out).value(value); }

// What is kept takes no more memory than it must: it is written where there is room, and copied.
std::string canonical(const Value& value) {
  constexpr std::size_t usual = 4096;
  thread_local std::string room(usual, '\0');
  room.clear();
  append_canonical(room, value);
  std::string text(room);
  if (text.size() > usual) room = std::string(usual, '\0');
  return text;
}

std::string canonical_without(const Value& object, std::string_view name) {
  std::vector<Member> members;
  std::ranges::copy_if(object.members(), std::back_inserter(members),
                       [&](const Member& member) { return member.name != name; });
  return canonical(Value(std::span<const Member>(members)));
}

}  // namespace writ::canon
