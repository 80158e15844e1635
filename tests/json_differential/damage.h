// JSON documents, damaged at random by bytes, by pieces of one another and by what is hard to read.
// The damage of a seed is always the same.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace writ::canon {

inline constexpr std::size_t max_size = 700;

inline constexpr std::string_view beginnings[] = {
    R"({"op":"llm.complete","labels":["phi","eu"],"ctx":{"principal":{"id":"u1","roles":[]}}})",
    R"([0,-0,1.5,1e3,-2.25E-7,12345678901234,9007199254740992,5e-324,0.1,100000000000000000000])",
    R"({"a":"\u00e9\ud83d\ude00\"\\\/\b\f\n\r\t","é":"naïve 😀","\u0061b":"\u0000"})",
    R"([[[[[[[[]]]]]]],{"a":{"b":{"c":{"d":[{},{"e":null}]}}}},true,false,null])",
    "\t{ \"x\" : [ 1 , 2 , { } ] ,\r\n \"y\" : \"\" , \"\" : { \"x\" : \"y\" } } ",
    R"("text")",
    " 1.0000000000000002 ",
    "null",
    R"({"rules":[{"id":"r1","priority":10,"when":{"resource":{"glob":"a/**"}}}]})"};

// clang-format off
inline constexpr std::string_view pieces[] = {
    "\"", "\\", "{", "}", "[", "]", ":", ",", " ", "\n", "0", "1", "9", "-", "+", ".", "e", "E",
    "null", "true", "false", "nul", "NaN", "\"a\":1,", ",\"a\":2", "\"\\u0061\":3,", "\\u0061",
    "\\ud83d\\ude00", "\\ud83d", "\\ude00", "\\u12", "\\n", "\\x", "{\"a\":{\"a\":",
    "\"a\":0,\"a\":1", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
    "1e400", "1e-400", "1e99999999999", "-0", "0.1", "9007199254740993", "18446744073709551615",
    "18446744073709551616", "é", "€", "😀", "\xFF", "\x80", "\xC0\x80", "\xED\xA0\x80",
    "\xF4\x90\x80\x80", "\xE2\x82", "\xEF\xBB\xBF", "\x1f", "\x7f", std::string_view("\0", 1), "//",
    "/**/"};
// clang-format on

class Damage {
 public:
  explicit Damage(std::uint64_t seed) : random_(seed) {
    pool_.assign(std::begin(beginnings), std::end(beginnings));
  }

  std::string next() {
    std::string text = below(2) == 0 ? std::string(pick(std::span(beginnings)))
                                     : pick(std::span<const std::string>(pool_));
    for (std::size_t times = 1 + below(3); times > 0; --times) strike(text);
    if (text.size() > max_size) text.resize(max_size);
    return text;
  }

  // Damage that can still be read is damaged further.
  void keep(const std::string& text) {
    if (pool_.size() < 400) {
      pool_.push_back(text);
    } else {
      pool_[std::size(beginnings) + below(pool_.size() - std::size(beginnings))] = text;
    }
  }

 private:
  std::size_t below(std::size_t end) { return random_() % end; }
  template <class T, std::size_t Size>
  const T& pick(std::span<const T, Size> from) {
    return from[below(from.size())];
  }

  void strike(std::string& text) {
    const std::size_t at = below(text.size() + 1);
    const std::size_t length = std::min(below(12), text.size() - at);
    switch (below(6)) {
      case 0:
        if (at < text.size()) text[at] = static_cast<char>(text[at] ^ (1 << below(8)));
        return;
      case 1:
        text.erase(at, length);
        return;
      case 2:
        text.insert(at, text.substr(at, length));
        return;
      case 3: {
        const std::string& other = pick(std::span<const std::string>(pool_));
        const std::size_t from = below(other.size() + 1);
        text.insert(at, other, from, below(40));
        return;
      }
      case 4:
        text.replace(at, length, pick(std::span(pieces)));
        return;
      default:
        text.insert(at, pick(std::span(pieces)));
        return;
    }
  }

  std::mt19937_64 random_;
  std::vector<std::string> pool_;
};

}  // namespace writ::canon
