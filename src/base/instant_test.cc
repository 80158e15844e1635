#include "base/instant.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

namespace writ {
namespace {

std::optional<std::string> normal(std::string_view text) {
  const std::optional<Instant> at = Instant::parse(text);
  return at ? std::optional(at->text()) : std::nullopt;
}

TEST(Instant, reads_the_forms_of_rfc_3339) {
  EXPECT_EQ(normal("2026-11-23T14:08:00Z"), "2026-11-23T14:08:00.000Z");
  EXPECT_EQ(normal("2026-11-23t14:08:00z"), "2026-11-23T14:08:00.000Z");
  EXPECT_EQ(normal("1985-04-12T23:20:50.52Z"), "1985-04-12T23:20:50.520Z");
  EXPECT_EQ(normal("1996-12-19T16:39:57-08:00"), "1996-12-20T00:39:57.000Z");
  EXPECT_EQ(normal("1937-01-01T12:00:27.87+00:20"), "1937-01-01T11:40:27.870Z");
  EXPECT_EQ(normal("2026-11-23T00:00:00+23:59"), "2026-11-22T00:01:00.000Z");
  EXPECT_EQ(normal("2026-11-23T00:00:00-00:00"), "2026-11-23T00:00:00.000Z");
  EXPECT_EQ(normal("2024-02-29T23:59:59Z"), "2024-02-29T23:59:59.000Z");
  EXPECT_EQ(normal("2000-02-29T00:00:00Z"), "2000-02-29T00:00:00.000Z");
  EXPECT_EQ(normal("0000-01-01T00:00:00Z"), "0000-01-01T00:00:00.000Z");
  EXPECT_EQ(normal("9999-12-31T23:59:59.999Z"), "9999-12-31T23:59:59.999Z");
}

TEST(Instant, counts_microseconds_and_cuts_the_rest) {
  EXPECT_EQ(Instant::parse("1970-01-01T00:00:00Z"), Instant{0});
  EXPECT_EQ(Instant::parse("1970-01-01T00:00:01.000001Z"), Instant{1'000'001});
  EXPECT_EQ(Instant::parse("1970-01-01T00:00:00.1Z"), Instant{100'000});
  EXPECT_EQ(Instant::parse("1970-01-01T00:00:00.9999999999Z"), Instant{999'999});
  EXPECT_EQ(Instant::parse("1969-12-31T23:59:59.5Z"), Instant{-500'000});
  EXPECT_EQ(Instant::parse("2026-11-23T14:08:00Z"), Instant{1'795'442'880'000'000});
}

TEST(Instant, refuses_everything_else) {
  for (const char* text : {"",
                           "2026-11-23",
                           "2026-11-23T14:08Z",
                           "2026-11-23 14:08:00Z",
                           "2026-11-23T14:08:00",
                           "2026-11-23T14:08:00.Z",
                           "2026-11-23T14:08:00,5Z",
                           "2026-11-23T14:08:00+01",
                           "20261123T140800Z",
                           "2026-11-23T14:08:00+0100",
                           "2026-11-23T14:08:00+24:00",
                           "2026-11-23T14:08:00+01:60",
                           "2026-11-23T24:00:00Z",
                           "2026-11-23T23:60:00Z",
                           "2026-12-31T23:59:60Z",
                           "2026-11-31T00:00:00Z",
                           "2026-02-29T00:00:00Z",
                           "1900-02-29T00:00:00Z",
                           "2026-00-10T00:00:00Z",
                           "2026-13-10T00:00:00Z",
                           "2026-01-00T00:00:00Z",
                           "26-11-23T14:08:00Z",
                           "12026-11-23T14:08:00Z",
                           "-026-11-23T14:08:00Z",
                           "+2026-11-23T14:08:00Z",
                           " 2026-11-23T14:08:00Z",
                           "2026-11-23T14:08:00Z ",
                           "2026-11-23T14:08:0xZ",
                           "2026-11-23T14:08:00ZZ",
                           "2026-11-23T14:08:00Z\n"}) {
    EXPECT_FALSE(Instant::parse(text).has_value()) << text;
  }
}

TEST(Instant, writes_milliseconds_downwards) {
  EXPECT_EQ(Instant{999}.text(), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(Instant{1'999}.text(), "1970-01-01T00:00:00.001Z");
  EXPECT_EQ(Instant{-1}.text(), "1969-12-31T23:59:59.999Z");
}

RC_GTEST_PROP(Instant, what_is_written_is_read_to_the_millisecond, ()) {
  constexpr std::int64_t year_0 = -62'167'219'200'000, year_9999 = 253'402'300'799'999;
  const Instant at{*rc::gen::inRange(year_0, year_9999) * 1'000};
  RC_ASSERT(Instant::parse(at.text()) == at);
}

RC_GTEST_PROP(Instant, one_wrong_character_is_never_repaired, ()) {
  std::string text = "2026-11-23T14:08:00Z";
  const std::size_t at = *rc::gen::inRange<std::size_t>(0, text.size());
  text[at] = *rc::gen::distinctFrom(rc::gen::inRange<char>(1, 127), text[at]);
  if (const auto read = Instant::parse(text)) {
    RC_ASSERT((text[at] >= '0' && text[at] <= '9') || text[at] == 't' || text[at] == 'z');
  }
}

TEST(Instant, now_is_after_this_was_written) {
  EXPECT_GT(Instant::now(), *Instant::parse("2024-01-01T00:00:00Z"));
}

}  // namespace
}  // namespace writ
