// A compiled glob as bytes: what glob_compile.cc writes and glob.cc runs. One string holds it all,
// so that a glob is one piece of memory beside its text, and not much larger than it.
//
// A program is a list of alternatives. Each begins with the sizes of its three parts (16 bits
// each), which follow: the literal text before its first wildcard, the literal text after its last
// one, and the code for what stands between. Without code the prefix is the whole of it.
//
// Code is a list of operations, each one byte and its operand. Internal to policy/.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace writ::policy::glob {

enum class Op : char {
  literal,   // size (16 bits), text: this text
  one,       // one character but `/`
  one_of,    // size (16 bits), ranges: one character in them, but `/`
  none_of,   // the same: one character not in them, but `/`
  star,      // any run without `/`
  any,       // any run
  segments,  // nothing, or any run that ends with `/`
};
// The ranges of a class are pairs of code points, first and last, each as UTF-8.

inline void append_size(std::string& out, std::size_t size) {
  const auto narrow = static_cast<std::uint16_t>(size);
  out.append(reinterpret_cast<const char*>(&narrow), sizeof narrow);
}

inline std::size_t size_at(std::string_view bytes, std::size_t offset) {
  std::uint16_t size = 0;
  std::memcpy(&size, bytes.data() + offset, sizeof size);
  return size;
}

inline constexpr std::size_t size_bytes = sizeof(std::uint16_t);

// A view of one alternative.
struct Alternative {
  std::string_view prefix, suffix, code;

  void append_to(std::string& out) const {
    append_size(out, prefix.size());
    append_size(out, suffix.size());
    append_size(out, code.size());
    out.append(prefix).append(suffix).append(code);
  }

  // Takes the first alternative off `program`, which must not be empty.
  static Alternative take_from(std::string_view& program) {
    const std::size_t prefix = size_at(program, 0);
    const std::size_t suffix = size_at(program, size_bytes);
    const std::size_t code = size_at(program, 2 * size_bytes);
    const std::string_view parts = program.substr(3 * size_bytes);
    program = parts.substr(prefix + suffix + code);
    return {parts.substr(0, prefix), parts.substr(prefix, suffix),
            parts.substr(prefix + suffix, code)};
  }
};

}  // namespace writ::policy::glob
