// A million numbers against published checksums.
//
// The reference implementation of RFC 8785 (github.com/cyberphone/json-canonicalization, testdata)
// defines a sequence of doubles and publishes the SHA-256 of the first 10^n lines of a file with a
// line `bits,text` for each: the bits in hex and the text as ECMAScript writes it. The sequence
// begins with cases that are known to be hard, goes on with the 2000 doubles from the smallest
// normal one up, and from there takes the eight-byte pieces, little-endian, of a chain of SHA-256
// that begins with 32 zero bytes; zeros, infinities and what is no number are left out.
#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "canon/canonical.h"
#include "canon/digest.h"

namespace writ::canon {
namespace {

// A third, times ten to the 22 down to -27, as its publishers' arithmetic came by it.
constexpr double thirds[] = {
    3.3333333333333335e21,  3.333333333333333e20,   3.3333333333333336e19,  3.333333333333334e18,
    3.333333333333334e17,   3.333333333333334e16,   3333333333333334.0,     333333333333333.4,
    33333333333333.344,     3333333333333.334,      333333333333.33344,     33333333333.33334,
    3333333333.333334,      333333333.3333334,      33333333.333333336,     3333333.3333333335,
    333333.3333333333,      33333.333333333336,     3333.333333333333,      333.3333333333333,
    33.333333333333336,     3.3333333333333335,     0.3333333333333333,     0.03333333333333333,
    0.0033333333333333335,  0.0003333333333333333,  3.3333333333333335e-5,  3.3333333333333333e-6,
    3.3333333333333335e-7,  3.3333333333333334e-8,  3.3333333333333334e-9,  3.333333333333333e-10,
    3.3333333333333335e-11, 3.333333333333333e-12,  3.3333333333333334e-13, 3.3333333333333334e-14,
    3.3333333333333332e-15, 3.333333333333333e-16,  3.3333333333333335e-17, 3.3333333333333333e-18,
    3.3333333333333334e-19, 3.333333333333333e-20,  3.3333333333333333e-21, 3.333333333333333e-22,
    3.3333333333333333e-23, 3.3333333333333334e-24, 3.3333333333333335e-25, 3.333333333333333e-26,
    3.333333333333333e-27,  3.3333333333333338e-28};

constexpr double edges[] = {10.0,
                            5.0,
                            0.5,
                            0.05,
                            0.005,
                            0.0005,
                            5e-5,
                            5e-6,
                            5e-7,
                            5e-8,
                            5e-9,
                            5.06e-6,
                            5.006e-6,
                            5.0006e-6,
                            5.00006e-6,
                            5.000006e-6,
                            5.0000006e-6,
                            5.00000006e-6,
                            5.000000006e-6,
                            5.0000000006e-6,
                            5.00000000006e-6,
                            5.000000000006e-6,
                            5.0000000000006e-6,
                            5.00000000000006e-6,
                            5.000000000000006e-6,
                            5e-6,
                            1.0,
                            -1.0,
                            -0.9999999999999993,
                            -0.9999999999999994,
                            0.9999999999999993,
                            0.9999999999999994,
                            0.9999999999999996,
                            0.9999999999999998,
                            -0.9999999999999999,
                            -0.9999999999999999,
                            0.9999999999999999,
                            0.9999999999999999,
                            0.29999999999999993,
                            0.3,
                            0.30000000000000004,
                            2.2250738585072014e-308,
                            2.2250738585072e-308,
                            2.225073858507201e-308,
                            1.7976931348623157e308,
                            -1.7976931348623157e308,
                            9007199254740992.0,
                            -9007199254740992.0,
                            2.9514790517935283e20,
                            9.999999999999997e22,
                            1e23,
                            1.0000000000000001e23,
                            9.999999999999997e20,
                            9.999999999999999e20,
                            1e21,
                            9.999999999999997e-7,
                            1e-6,
                            333333333.3333332,
                            333333333.33333325,
                            333333333.3333333,
                            333333333.3333334,
                            333333333.33333343,
                            -3.3333333333333333e-6,
                            1424953923781206.2};

std::vector<double> hard_cases() {
  std::vector<double> cases{0.0, -0.0, 5e-324, -5e-324};
  for (const double third : thirds) cases.push_back(-third);
  cases.insert(cases.end(), std::begin(thirds), std::end(thirds));
  cases.insert(cases.end(), std::begin(edges), std::end(edges));
  for (std::uint64_t i = 0; i < 2000; ++i) {
    cases.push_back(std::bit_cast<double>(0x0010000000000000 + i));
  }
  return cases;
}

class Numbers {
 public:
  double next() {
    if (at_ < cases_.size()) return cases_[at_++];
    for (;;) {
      if (piece_ == block_.bytes.size()) {
        block_ = sha256(block_.view());
        piece_ = 0;
      }
      double number;
      static_assert(std::endian::native == std::endian::little);
      std::memcpy(&number, block_.bytes.data() + piece_, sizeof number);
      piece_ += sizeof number;
      if (number != 0 && std::isfinite(number)) return number;
    }
  }

 private:
  std::vector<double> cases_ = hard_cases();
  std::size_t at_ = 0;
  Digest block_;
  std::size_t piece_ = Digest::size;
};

struct Checkpoint {
  std::size_t lines;
  std::string_view sha256;
};

constexpr Checkpoint checkpoints[] = {
    {1'000, "be18b62b6f69cdab33a7e0dae0d9cfa869fda80ddc712221570f9f40a5878687"},
    {10'000, "b9f7a8e75ef22a835685a52ccba7f7d6bdc99e34b010992cbc5864cd12be6892"},
    {100'000, "22776e6d4b49fa294a0d0f349268e5c28808fe7e0cb2bcbe28f63894e494d4c7"},
    {1'000'000, "49415fee2c56c77864931bd3624faad425c3c577d6d74e89a83bc725506dad16"}};

TEST(CanonicalNumbers, a_million_numbers_are_written_as_ecmascript_does) {
  Numbers numbers;
  std::array<Sha256, std::size(checkpoints)> hashes;
  std::size_t line = 0;
  std::string text;
  for (std::size_t c = 0; c < std::size(checkpoints); ++c) {
    for (; line < checkpoints[c].lines; ++line) {
      const double number = numbers.next();
      fmt::format_to(std::back_inserter(text), "{:x},", std::bit_cast<std::uint64_t>(number));
      append_number(text, number);
      text += '\n';
      if (text.size() < 100'000 && line + 1 < checkpoints[c].lines) continue;
      for (std::size_t open = c; open < hashes.size(); ++open) hashes[open].add(text);
      text.clear();
    }
    EXPECT_EQ(hashes[c].finish().hex(), checkpoints[c].sha256) << checkpoints[c].lines << " lines";
  }
}

}  // namespace
}  // namespace writ::canon
