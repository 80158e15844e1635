#include "canon/base64.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace writ::canon {
namespace {

struct Vector {
  std::string_view bytes;
  std::string_view text;
};

// RFC 4648, section 10.
constexpr Vector rfc_vectors[] = {{"", ""},
                                  {"f", "Zg=="},
                                  {"fo", "Zm8="},
                                  {"foo", "Zm9v"},
                                  {"foob", "Zm9vYg=="},
                                  {"fooba", "Zm9vYmE="},
                                  {"foobar", "Zm9vYmFy"}};

TEST(Base64, VectorsOfRfc4648) {
  for (const Vector& vector : rfc_vectors) {
    EXPECT_EQ(to_base64(vector.bytes), vector.text);
    EXPECT_EQ(from_base64(vector.text), vector.bytes);
  }
}

RC_GTEST_PROP(Base64, ReadsWhatItWrites, (const std::string& bytes)) {
  RC_ASSERT(from_base64(to_base64(bytes)) == bytes);
}

TEST(Base64, PaddingIsNeitherLeftOutNorAdded) {
  for (const char* text : {"Zg", "Zg=", "Zm8", "Zg===", "Zm9v=", "Zm9v====", "=", "==", "====", "Z",
                           "Z===", "Zm9vY", "Zm=v", "Zg==Zg==", "Zg==Zm9v"}) {
    EXPECT_FALSE(from_base64(text)) << text;
  }
}

TEST(Base64, UnusedBitsMustBeZero) {
  EXPECT_TRUE(from_base64("Zg=="));
  EXPECT_FALSE(from_base64("Zh=="));
  EXPECT_TRUE(from_base64("Zm8="));
  EXPECT_FALSE(from_base64("Zm9="));
}

TEST(Base64, WhiteSpaceAndTheUrlAlphabetAreRefused) {
  EXPECT_EQ(from_base64("+/+/"), "\xfb\xff\xbf");
  for (const char* text : {"-_-_", " Zg==", "Zg==\n", "Zm 9v", "Zm9v\r\n", "Zm9v\nZm9v"}) {
    EXPECT_FALSE(from_base64(text)) << text;
  }
  EXPECT_FALSE(from_base64(std::string_view("Zg==\0", 5)));
  EXPECT_FALSE(from_base64(std::string_view("\0\0\0\0", 4)));
}

// What an accepted text decodes to must encode to that very text, or there are two spellings. All
// bytes in each of the four places, before none, one and two `=`.
TEST(Base64, NoTextIsASecondSpelling) {
  int accepted = 0;
  for (const char* tail : {"", "=", "=="}) {
    const std::size_t symbols = 4 - std::string_view(tail).size();
    for (std::size_t place = 0; place < symbols; ++place) {
      for (int c = 0; c < 256; ++c) {
        std::string text(symbols, 'A');
        text[place] = static_cast<char>(c);
        text += tail;
        if (const auto bytes = from_base64(text)) {
          ASSERT_EQ(to_base64(*bytes), text);
          ++accepted;
        }
      }
    }
  }
  // A last symbol before one `=` has two unused bits, before two it has four. The one more in the
  // first two sums is the `=` that itself completes `AAA=` and `AA==`.
  EXPECT_EQ(accepted, (4 * 64 + 1) + (2 * 64 + 64 / 4 + 1) + (64 + 64 / 16));
}

}  // namespace
}  // namespace writ::canon
