#include "redaction/profile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "redaction/test_redaction.h"

namespace writ::redaction {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(Profiles, of_this_build_are_those_that_policies_name) {
  std::vector<std::string> names;
  for (const auto& one : built_in().all()) names.push_back(one->text.name);
  EXPECT_THAT(names, ElementsAre("default", "medical-strict", "legal-privileged", "finance-pci"));
}

TEST(Profiles, all_forbid_what_the_default_one_does) {
  for (const auto& one : built_in().all()) {
    std::vector<std::string> ids;
    for (const Detector& detector : one->text.detectors) ids.push_back(detector.id.text());
    for (const Detector& detector : profile("default").text.detectors) {
      EXPECT_THAT(ids, testing::Contains(detector.id.text())) << one->text.name;
    }
  }
}

TEST(Profiles, put_nothing_that_they_forbid) {
  const auto& all = built_in().all();
  for (const auto& one : all) {
    for (const Detector& detector : one->text.detectors) {
      for (const auto& other : all) {
        EXPECT_THAT(redacted({other.get()}, replacement_of(detector, "1234567890")).spans,
                    testing::IsEmpty());
      }
    }
  }
}

std::string detector(std::string_view id, std::string_view pattern) {
  return fmt::format(R"({{"id":"{}","kind":"secret","pattern":"{}","check":"none",)"
                     R"("replacement":"r"}})",
                     id, pattern);
}

std::string table(std::string_view detectors, std::string_view named) {
  return fmt::format(R"({{"detectors":[{}],"profiles":[{{"profile":"p","about":"a",)"
                     R"("detectors":[{}]}}]}})",
                     detectors, named);
}

std::string problem_of(std::string_view json) {
  const auto read = Profiles::read(json);
  return read ? "none" : read.error().message;
}

TEST(Profiles, are_refused_with_whatever_is_amiss) {
  EXPECT_EQ(problem_of(table(detector("d", "(a)"), R"("d")")), "none");
  EXPECT_THAT(problem_of(table(detector("d", "(a"), R"("d")")), HasSubstr("`d` is wrong"));
  EXPECT_THAT(problem_of(table(detector("d", "a"), R"("d")")), HasSubstr("needs one group"));
  EXPECT_THAT(problem_of(table(detector("d", "(a)(b)"), R"("d")")), HasSubstr("needs one group"));
  EXPECT_THAT(problem_of(table(detector("d", "(a)"), R"("e")")), HasSubstr("no detector"));
  EXPECT_THAT(problem_of(table(detector("d", "(a)"), "")), HasSubstr("forbids nothing"));
  EXPECT_THAT(problem_of(table(detector("d", "(a)") + "," + detector("d", "(b)"), R"("d")")),
              HasSubstr("twice"));
  EXPECT_NE(problem_of(R"({"detectors":[],"profiles":[],"more":1})"), "none");
  EXPECT_NE(problem_of(""), "none");
}

TEST(Profiles, have_a_hash_that_changes_with_what_they_forbid) {
  const auto hash = [](std::string_view pattern) {
    return (*Profiles::read(table(detector("d", pattern), R"("d")")))
        .all()
        .front()
        ->text.hash.text();
  };
  EXPECT_EQ(hash("(a)"), hash("(a)"));
  EXPECT_NE(hash("(a)"), hash("(b)"));
}

}  // namespace
}  // namespace writ::redaction
