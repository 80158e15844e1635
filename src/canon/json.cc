// The grammar, UTF-8 and escapes are Boost.JSON's push parser's, which knows the exact byte of
// every syntax error. What it is lax about is decided here, in its handler: it would keep the last
// of duplicate names, round integers, and (in 1.81) get the last digit of many doubles wrong, so
// names are checked when an object closes and numbers are read again from their text.
#include "canon/json.h"

#include <algorithm>
#include <boost/container/small_vector.hpp>
#include <boost/json/basic_parser_impl.hpp>
#include <charconv>
#include <cmath>
#include <cstring>
#include <iterator>
#include <memory_resource>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "canon/canonical.h"
#include "canon/json_fault.h"
#include "canon/pointer.h"

namespace writ::canon {
namespace {

using boost::json::error;
using boost::json::error_code;

constexpr double exact_integer_limit = 9007199254740992.0;  // 2^53

struct Memory {
  // So much takes a document of short members; what takes more takes a second piece.
  explicit Memory(std::size_t text_size) : arena(text_size * 5 / 2 + 64) {}
  std::pmr::monotonic_buffer_resource arena;

  std::string_view keep(std::string_view text) {
    if (text.empty()) return {"", 0};
    char* copy = static_cast<char*>(arena.allocate(text.size(), 1));
    std::memcpy(copy, text.data(), text.size());
    return {copy, text.size()};
  }
  template <class T>
  std::span<T> array(std::size_t size) {
    T* items = static_cast<T*>(arena.allocate(size * sizeof(T), alignof(T)));
    return {std::uninitialized_default_construct_n(items, size) - size, size};
  }
};

// A value that its container has not yet closed over. `ordinal` numbers the names of the document
// in reading order, so that a fault can be traced to its byte.
struct Pending {
  Member member;
  std::uint32_t ordinal = 0;
};

struct Frame {
  bool object;
  std::size_t first;  // index of the container's first pending value
};

struct Handler {
  static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);
  using Text = boost::json::string_view;

  Handler(Memory& arena, std::string_view document) : memory(arena), text(document) {}

  Memory& memory;
  std::string_view text;
  std::vector<Pending> pending;
  std::vector<Frame> frames;
  std::string parts;  // what has come so far of a name or string that comes in parts
  std::uint32_t names = 0;
  Value root;

  bool awaits_value = false;       // in an object: its last name has no value yet
  std::optional<Refusal> refusal;  // set where the handler, not the parser, refuses

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_comment_part(Text, error_code&) { return true; }
  bool on_comment(Text, error_code&) { return true; }

  bool on_object_begin(error_code&) { return open(true); }
  bool on_array_begin(error_code&) { return open(false); }

  bool on_array_end(std::size_t, error_code&) {
    const std::span<Pending> closed = close();
    const std::span<Value> items = memory.array<Value>(closed.size());
    std::ranges::transform(closed, items.begin(), [](const Pending& p) { return p.member.value; });
    pop(closed.size());
    return add(Value(std::span<const Value>(items)));
  }

  bool on_object_end(std::size_t, error_code& ec) {
    const std::span<Pending> closed = close();
    const auto less = [](const Pending& a, const Pending& b) {
      if (a.member.name == b.member.name) return a.ordinal < b.ordinal;
      return name_less(a.member.name, b.member.name);
    };
    if (!std::ranges::is_sorted(closed, less)) std::ranges::sort(closed, less);
    const auto same_name = [](const Pending& a, const Pending& b) {
      return a.member.name == b.member.name;
    };
    if (auto twice = std::ranges::adjacent_find(closed, same_name); twice != closed.end()) {
      return refuse({json::duplicate_name, offset_of_name(text, (twice + 1)->ordinal),
                     std::string(twice->member.name)},
                    ec);
    }
    const std::span<Member> members = memory.array<Member>(closed.size());
    std::ranges::transform(closed, members.begin(), [](const Pending& p) { return p.member; });
    pop(closed.size());
    return add(Value(std::span<const Member>(members)));
  }

  bool on_key_part(Text s, std::size_t, error_code&) { return append_part(s); }
  bool on_key(Text s, std::size_t, error_code&) {
    pending.push_back({.member = {.name = whole(s), .value = {}}, .ordinal = names++});
    awaits_value = true;
    return true;
  }

  bool on_string_part(Text s, std::size_t, error_code&) { return append_part(s); }
  bool on_string(Text s, std::size_t, error_code&) { return add(Value(whole(s))); }
  bool on_bool(bool value, error_code&) { return add(Value(value)); }
  bool on_null(error_code&) { return add(Value()); }

  bool on_number_part(Text, error_code&) { return true; }
  bool on_int64(std::int64_t i, Text s, error_code& ec) {
    const double value = static_cast<double>(i);
    return value > -exact_integer_limit && value < exact_integer_limit ? add(Value(value))
                                                                       : add_integer(s, ec);
  }
  bool on_uint64(std::uint64_t, Text s, error_code& ec) { return add_integer(s, ec); }
  bool on_double(double roughly, Text s, error_code& ec) {
    const std::string_view literal(s.data(), s.size());
    if (literal.find_first_of(".eE") == std::string_view::npos) return add_integer(s, ec);
    std::optional<double> value = read_double(literal);
    // What is too small for a double rounds to zero, as every JSON reader reads it.
    if (!value && std::abs(roughly) < 1) value = 0.0;
    if (!value) return refuse({json::number_out_of_range, offset_of(s)}, ec);
    return add(Value(*value == 0 ? 0.0 : *value));
  }

  // Where reading stands, as a JSON pointer: to the value being read, or to the object of which no
  // value is being read.
  std::string pointer() const {
    std::string path;
    for (std::size_t i = 0; i < frames.size(); ++i) {
      const std::size_t end = i + 1 < frames.size() ? frames[i + 1].first : pending.size();
      if (!frames[i].object) {
        // Nested containers are not pending in their array yet.
        append_pointer(path, end - frames[i].first);
      } else if (awaits_value || i + 1 < frames.size()) {
        append_pointer(path, pending[end - 1].member.name);
      }
    }
    return path;
  }

 private:
  bool open(bool object) {
    frames.push_back({object, pending.size()});
    awaits_value = false;
    return true;
  }
  std::span<Pending> close() { return std::span(pending).subspan(frames.back().first); }
  void pop(std::size_t count) {
    pending.resize(pending.size() - count);
    frames.pop_back();
  }
  bool add(Value value) {
    if (frames.empty()) {
      root = value;
    } else if (frames.back().object) {
      pending.back().member.value = value;
      awaits_value = false;
    } else {
      pending.push_back({.member = {.name = {}, .value = value}});
    }
    return true;
  }

  bool append_part(Text s) {
    parts.append(s.data(), s.size());
    return true;
  }
  std::string_view whole(Text last) {
    if (parts.empty()) return memory.keep({last.data(), last.size()});
    parts.append(last.data(), last.size());
    const std::string_view kept = memory.keep(parts);
    parts.clear();
    return kept;
  }

  // An integer literal stands when it is what its double is written as, so that canonical output
  // can be read again and nothing else is rounded.
  bool add_integer(Text s, error_code& ec) {
    const std::string_view literal(s.data(), s.size());
    const std::optional<double> value = read_double(literal);
    if (!value) return refuse({json::number_out_of_range, offset_of(s)}, ec);
    std::string written;
    append_number(written, *value);
    if (written != literal) return refuse({json::inexact_integer, offset_of(s)}, ec);
    return add(Value(*value));
  }

  // Nothing where a double is too small or too large for the literal.
  static std::optional<double> read_double(std::string_view literal) {
    double value = 0;
    const auto [end, fault] =
        std::from_chars(literal.data(), literal.data() + literal.size(), value);
    if (fault != std::errc()) return std::nullopt;
    return value;
  }

  bool refuse(Refusal why, error_code& ec) {
    refusal = std::move(why);
    ec = error::syntax;
    return false;
  }

  std::size_t offset_of(Text part) const {
    return static_cast<std::size_t>(part.data() - text.data());
  }
};

}  // namespace

std::string_view kind_name(Value::Kind kind) {
  switch (kind) {
    case Value::Kind::null:
      return "null";
    case Value::Kind::boolean:
      return "a boolean";
    case Value::Kind::number:
      return "a number";
    case Value::Kind::text:
      return "a string";
    case Value::Kind::array:
      return "an array";
    case Value::Kind::object:
      return "an object";
  }
  return "";
}

bool name_less(std::string_view a, std::string_view b) {
  const std::size_t common = std::min(a.size(), b.size());
  const auto [x, y] = std::mismatch(a.begin(), a.begin() + common, b.begin());
  if (x == a.begin() + common) return a.size() < b.size();
  const auto p = static_cast<unsigned char>(*x);
  const auto q = static_cast<unsigned char>(*y);
  // UTF-8 orders as code points do, and so do UTF-16 code units but for surrogates: what takes four
  // bytes (0xF0 on) sorts below U+E000 to U+FFFF (0xEE, 0xEF).
  if (p >= 0xEE && q >= 0xEE && (p >= 0xF0) != (q >= 0xF0)) return p >= 0xF0;
  return p < q;
}

const Value* Value::find(std::string_view name) const {
  if (kind_ != Kind::object) return nullptr;
  const auto all = members();
  const auto at = std::ranges::lower_bound(all, name, name_less, &Member::name);
  return at != all.end() && at->name == name ? &at->value : nullptr;
}

Result<Json> Json::parse(std::string_view text, std::size_t max_size) {
  if (text.size() > max_size) {
    return Problem{
        .code = json::too_large,
        .message = fmt::format("the JSON has {} bytes; {} are allowed", text.size(), max_size),
        .faults = {{.code = json::too_large.name,
                    .pointer = "",
                    .offset = max_size,
                    .message = "the document is too large"}}};
  }
  const auto memory = std::make_shared<Memory>(text.size());
  boost::json::parse_options options;
  options.max_depth = max_depth;
  boost::json::basic_parser<Handler> parser(options, *memory, text);
  error_code ec;
  std::size_t consumed = parser.write_some(false, text.data(), text.size(), ec);
  if (!ec && consumed < text.size()) ec = error::extra_data;
  if (!ec) return Json(memory, parser.handler().root);

  const Handler& handler = parser.handler();
  const Refusal refusal =
      handler.refusal ? *handler.refusal : diagnose(text, static_cast<error>(ec.value()), consumed);
  std::string pointer = handler.pointer();
  if (refusal.name) append_pointer(pointer, *refusal.name);
  return refused(refusal, std::move(pointer), text);
}

Json Json::of_text(std::string text) {
  const auto memory = std::make_shared<const std::string>(std::move(text));
  return Json(memory, Value(std::string_view(*memory)));
}

// This object with these members, which live in `theirs`.
Json Json::joined(std::span<const Member> members, const Json& theirs) const {
  struct Joined {
    std::shared_ptr<const void> ours, theirs;
    boost::container::small_vector<Member, 10> members;
  };
  const auto joined = std::make_shared<Joined>();
  joined->ours = memory_;
  joined->theirs = theirs.memory_;
  const std::span<const Member> before =
      value_.is(Value::Kind::object) ? value_.members() : std::span<const Member>();
  joined->members.reserve(before.size() + members.size());
  // Of two that are called the same the first range's is taken.
  std::ranges::set_union(members, before, std::back_inserter(joined->members), name_less,
                         &Member::name, &Member::name);
  return Json(joined, Value(std::span<const Member>(joined->members)));
}

Json Json::with(std::string_view name, const Json& value) const {
  const Member member{name, value.value_};
  return joined({&member, 1}, value);
}

Json Json::with_members_of(const Json& other) const {
  if (!other.value_.is(Value::Kind::object)) return *this;
  return joined(other.value_.members(), other);
}

}  // namespace writ::canon
