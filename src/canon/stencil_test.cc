#include "canon/stencil.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <optional>
#include <string>

#include "canon/record_define.h"

namespace writ::canon {

struct Letter {
  std::optional<std::string> about;
  std::string from;
  std::vector<std::string> lines;
  std::string to;

  static constexpr auto record(auto&& f) {
    return f("Letter", "From one to another.", field<&Letter::about>("about", "If anything."),
             field<&Letter::from>("from", "One."), field<&Letter::lines>("lines", "The text."),
             field<&Letter::to>("to", "Another."));
  }
};

namespace {

constexpr auto from_left_out = std::to_array<std::string_view>({"from"});
constexpr auto lines_left_out = std::to_array<std::string_view>({"lines"});
constexpr auto all_but_about = std::to_array<std::string_view>({"from", "lines", "to"});
const Letter first{.about = "rain", .from = "anna", .lines = {"it rains"}, .to = "ben"};

TEST(Stencil, writes_what_is_open_anew_and_the_rest_as_it_was) {
  const auto to_many = Stencil<Letter>::of<&Letter::to>(first);
  EXPECT_EQ(to_many.encode({.to = "\"cleo\""}),
            R"({"about":"rain","from":"anna","lines":["it rains"],"to":"\"cleo\""})");
}

TEST(Stencil, leaves_out_an_open_member_that_is_absent) {
  const auto about_many =
      Stencil<Letter>::of<&Letter::to, &Letter::about, &Letter::from>(first, lines_left_out);
  EXPECT_EQ(about_many.encode({.from = "x", .to = "y"}), R"({"from":"x","to":"y"})");
  EXPECT_EQ(about_many.encode({.about = "sun"}), R"({"about":"sun","from":"","to":""})");
  EXPECT_EQ(Stencil<Letter>::of<&Letter::about>(first, all_but_about).encode({}), "{}");
}

// Whichever members are open, absent or left out.
RC_GTEST_PROP(Stencil, writes_as_writing_each_by_itself_does, ()) {
  const auto text = [] { return *rc::gen::container<std::string>(rc::gen::inRange(' ', '~')); };
  Letter other{.from = text(), .lines = {text(), text()}, .to = text()};
  if (*rc::gen::arbitrary<bool>()) other.about = text();
  Letter mixed = first;
  mixed.lines = other.lines;
  mixed.about = other.about;
  const auto many = Stencil<Letter>::of<&Letter::about, &Letter::lines>(first);
  RC_ASSERT(many.encode(other) == encode(mixed));
  const auto from_none = Stencil<Letter>::of<&Letter::about, &Letter::lines>(first, from_left_out);
  RC_ASSERT(from_none.encode(other) == encode_without(mixed, {"from"}));
  const auto own = Stencil<Letter>::of<&Letter::about>(other, from_left_out);
  RC_ASSERT(own.encode(other) == encode_without(other, {"from"}));
}

}  // namespace
}  // namespace writ::canon

DEFINE_RECORD(writ::canon::Letter);
