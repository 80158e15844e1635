// A union whose alternatives a boolean tells apart.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "canon/json.h"
#include "canon/record_define.h"

namespace writ::canon {

struct Open {
  True open;
  std::string to;

  static constexpr auto record(auto&& f) {
    return f("Open", "Lets in.", field<&Open::open>("open", "Yes."),
             field<&Open::to>("to", "Whom."));
  }
};

struct Shut {
  False open;

  static constexpr auto record(auto&& f) {
    return f("Shut", "Lets nobody in.", field<&Shut::open>("open", "No."));
  }
};

struct House {
  OneOf<"open", Open, Shut> door;

  static constexpr auto record(auto&& f) {
    return f("House", "Has a door.", field<&House::door>("door", "Open or shut."));
  }
};

namespace {

using ::testing::ElementsAre;

Result<House> house(std::string_view text) { return decode<House>(*Json::parse(text)); }

std::vector<std::string> faults_of(std::string_view text) {
  std::vector<std::string> faults;
  const Result<House> read = house(text);
  if (read) return faults;
  for (const Fault& fault : read.error().faults) {
    faults.push_back(fault.pointer + " " + std::string(fault.code));
  }
  return faults;
}

TEST(BooleanUnion, is_written_as_it_was_read) {
  for (const std::string_view text :
       {R"({"door":{"open":true,"to":"all"}})", R"({"door":{"open":false}})"}) {
    const Result<House> read = house(text);
    ASSERT_TRUE(read) << describe(read.error());
    EXPECT_EQ(encode(*read), text);
  }
  EXPECT_TRUE(std::holds_alternative<Shut>(house(R"({"door":{"open":false}})")->door));
}

TEST(BooleanUnion, has_the_members_of_its_own_alternative_alone) {
  EXPECT_THAT(faults_of(R"({"door":{"open":false,"to":"all"}})"),
              ElementsAre("/door/to record.unknown_member"));
  EXPECT_THAT(faults_of(R"({"door":{"open":true}})"),
              ElementsAre("/door/to record.missing_member"));
}

TEST(BooleanUnion, is_told_by_nothing_but_a_boolean) {
  EXPECT_THAT(faults_of(R"({"door":{"open":"true","to":"all"}})"),
              ElementsAre("/door/open record.wrong_type"));
  EXPECT_THAT(faults_of(R"({"door":{}})"), ElementsAre("/door/open record.missing_member"));
}

}  // namespace
}  // namespace writ::canon

DEFINE_RECORD(writ::canon::Open);
DEFINE_RECORD(writ::canon::Shut);
DEFINE_RECORD(writ::canon::House);
