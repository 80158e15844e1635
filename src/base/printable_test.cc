#include "base/printable.h"

#include <gtest/gtest.h>

namespace writ {
namespace {

TEST(Printable, leaves_text_as_it_is) {
  EXPECT_EQ(printable(""), "");
  EXPECT_EQ(printable("at /name:\n\t`Zoë` … 猫"), "at /name:\n\t`Zoë` … 猫");
}

TEST(Printable, shows_what_a_terminal_would_obey) {
  EXPECT_EQ(printable("a\x1b[2Jb"), "a\\x1b[2Jb");
  EXPECT_EQ(printable("a\rb\x7f"), "a\\x0db\\x7f");
  EXPECT_EQ(printable(std::string_view("\0", 1)), "\\x00");
  EXPECT_EQ(printable("\xc2\x9b"
                      "2J"),
            "\\xc2\\x9b2J");  // CSI as one code point
  EXPECT_EQ(printable("\xc2\xa0"), "\xc2\xa0");
}

// As some terminals take it for a control character by itself.
TEST(Printable, shows_bytes_that_are_no_text) {
  EXPECT_EQ(printable("\x9b"
                      "2J"),
            "\\x9b2J");
  EXPECT_EQ(printable("\xe2\x80"), "\\xe2\\x80");
}

}  // namespace
}  // namespace writ
