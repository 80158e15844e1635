// The directory of resources, and what its operations answer.
#include "ops/resource.h"

#include <gtest/gtest.h>

#include "ops/test_world.h"

namespace writ::ops {
namespace {

constexpr std::string_view ref = R"({"tenantId":"t","type":"record","id":"1"})";

std::string put(std::string_view more = "", std::string_view id = "1") {
  return fmt::format(R"({{"tenantId":"t","resource":{{"type":"record","id":"{}"{}}}}})", id, more);
}

TEST(Resources, ArePutReplacedAndDeleted) {
  World world;
  EXPECT_EQ(world.ask("resource.get", ref).code(), fault::unknown_resource.name);
  EXPECT_EQ(world.ask("resource.delete", ref).code(), fault::unknown_resource.name);
  EXPECT_EQ(world.ask("resource.put", put(R"(,"labels":["phi"])"))["/created"], "true");
  EXPECT_EQ(world.ask("resource.put", put(R"(,"properties":{"a":1})"))["/created"], "false");
  EXPECT_EQ(world.ask("resource.get", ref).text(),
            R"({"id":"1","properties":{"a":1},"type":"record"})");
  EXPECT_EQ(world.ask("resource.delete", ref)["/ok"], "true");
  EXPECT_EQ(world.ask("resource.get", ref).code(), fault::unknown_resource.name);
}

TEST(Resources, AreThereInAnotherProcess) {
  World world;
  world.ask("resource.put", put(R"(,"labels":["phi"],"properties":{"a":1})"));
  world.ask("resource.put", put("", "2"));
  world.ask("resource.delete", R"({"tenantId":"t","type":"record","id":"2"})");
  world.reopen();
  const auto state = must(world.engine().state());
  EXPECT_EQ(state->resources.size(), 1u);
  const Resource* known = state->resources.find("t", "record/1");
  ASSERT_NE(known, nullptr);
  EXPECT_EQ(canon::canonical(known->properties.value()), R"({"a":1,"labels":["phi"]})");
}

TEST(Resources, AreNamedByTypeAndId) {
  World world;
  world.ask("resource.put", R"({"tenantId":"t","resource":{"type":"a/b","id":"c"}})");
  EXPECT_EQ(world.ask("resource.get", R"({"tenantId":"t","type":"a","id":"b/c"})").code(),
            fault::unknown_resource.name);
  EXPECT_EQ(world.ask("resource.get", R"({"tenantId":"u","type":"a/b","id":"c"})").code(),
            fault::unknown_resource.name);
  EXPECT_EQ(world.ask("resource.get", R"({"tenantId":"t","type":"a/b","id":"c"})")["/id"], "c");
}

TEST(Resources, AreListedByPages) {
  World world;
  for (const char* id : {"2", "3", "1"}) world.ask("resource.put", put("", id));
  const Reply first = world.ask("resource.list", R"({"tenantId":"t","limit":2})");
  EXPECT_EQ(first["/resources/0/id"] + first["/resources/1/id"], "12");
  const Reply second =
      world.ask("resource.list", fmt::format(R"({{"tenantId":"t","after":"{}"}})", first["/next"]));
  EXPECT_EQ(second["/resources/0/id"], "3");
  EXPECT_EQ(second["/next"], "(absent)");
}

TEST(Resources, WhatDoesNotReadIsRefused) {
  World world;
  for (const std::string_view more : {R"(,"properties":1)", R"(,"properties":{"labels":["x"]})",
                                      R"(,"labels":"x")", R"(,"more":1)"}) {
    EXPECT_EQ(world.ask("resource.put", put(more)).code(), canon::record::invalid.name) << more;
  }
}

TEST(Resources, AChangeMovesTheStateOfTheTenantsPolicies) {
  World world;
  world.install(bundle("1.0.0"));
  const auto generation = [&] {
    return must(world.engine().state())->state_generation("t", "default");
  };
  const auto before = generation();
  world.ask("resource.put", put());
  EXPECT_GT(generation(), before);
}

}  // namespace
}  // namespace writ::ops
