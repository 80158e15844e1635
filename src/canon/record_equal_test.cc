#include "canon/record_equal.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <optional>
#include <string>

#include "canon/record_define.h"

namespace writ::canon {

struct Note {
  std::string id;
  std::optional<std::string> about;
  Bounded<0, 9> weight;

  bool operator==(const Note&) const = default;

  static constexpr auto record(auto&& f) {
    return f("Note", "Says something.", field<&Note::id>("id", "Its name."),
             field<&Note::about>("about", "If anything."),
             field<&Note::weight>("weight", "How much it counts."));
  }
};

namespace {

const Note one{.id = "n", .about = "rain", .weight = {1}};

TEST(EqualButFor, every_member_that_is_not_left_out_counts) {
  EXPECT_TRUE(equal_but_for<>(one, one));
  EXPECT_FALSE((equal_but_for<>(one, {.id = "m", .about = "rain", .weight = {1}})));
  EXPECT_FALSE((equal_but_for<&Note::id>(one, {.id = "n", .about = {}, .weight = {1}})));
  EXPECT_FALSE((equal_but_for<&Note::id, &Note::about>(one, {.id = "n", .weight = {2}})));
}

TEST(EqualButFor, what_is_left_out_does_not) {
  EXPECT_TRUE((equal_but_for<&Note::id>(one, {.id = "m", .about = "rain", .weight = {1}})));
  EXPECT_TRUE((equal_but_for<&Note::id, &Note::about, &Note::weight>(one, {})));
}

RC_GTEST_PROP(EqualButFor, is_equality_once_what_is_left_out_is_made_alike, ()) {
  const auto any = [] {
    const auto text = rc::gen::element<std::string>("", "a", "b");
    return Note{.id = *text,
                .about = *rc::gen::arbitrary<bool>() ? std::optional(*text) : std::nullopt,
                .weight = {*rc::gen::inRange(0, 2)}};
  };
  const Note a = any();
  const Note b = any();
  Note alike = b;
  alike.about = a.about;
  RC_ASSERT(equal_but_for<&Note::about>(a, b) == (a == alike));
  RC_ASSERT(equal_but_for<>(a, b) == (a == b));
}

}  // namespace
}  // namespace writ::canon

DEFINE_RECORD(writ::canon::Note);
