#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ops/test_world.h"

namespace writ::ops {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Hello, TellsTheGovernedPolicyThatDecides) {
  World world;
  EXPECT_EQ(world.ask("hello", R"({"tenantId":"t"})")["/policy-hash"], "(absent)");
  ASSERT_EQ(world.install(bundle("1.0.0")).outcome(), "done");
  const Reply told = world.ask("hello", R"({"tenantId":"t"})");
  EXPECT_EQ(told["/policy-hash"], world.decide()["/policyHash"]);
  EXPECT_EQ(told["/policy-name"] + " " + told["/policy-version"], "default 1.0.0");
  EXPECT_EQ(told["/protocol-version"], "1");
  EXPECT_THAT(told["/operations"], HasSubstr(R"("session.decide")"));
}

TEST(Hello, TellsWhatASessionIsBoundTo) {
  World world;
  ASSERT_EQ(world.install(bundle("1.0.0")).outcome(), "done");
  const auto version = [&](std::string_view update) {
    const Reply made =
        world.ask("session.create",
                  fmt::format(R"({{"tenantId":"t","principal":"a","policyUpdate":"{}"}})", update));
    return made["/sessionId"];
  };
  const std::string pinned = version("pin"), follows = version("follow");
  ASSERT_EQ(world.install(bundle("1.1.0")).outcome(), "done");
  const auto told = [&](const std::string& id) {
    return world.ask("hello", fmt::format(R"({{"sessionId":"{}"}})", id))["/policy-version"];
  };
  EXPECT_EQ(told(pinned), "1.0.0");
  EXPECT_EQ(told(follows), "1.1.0");
  EXPECT_EQ(world.ask("hello", R"({"sessionId":"ses_none"})").code(), "ops.unknown_session");
  EXPECT_EQ(world.ask("hello", R"({"sessionId":"s","tenantId":"t"})").code(), "record.invalid");
}

TEST(Hello, TheGenerationMovesWithWhatCouldChangeAnAnswer) {
  World world;
  ASSERT_EQ(world.install(bundle("1.0.0")).outcome(), "done");
  std::int64_t last = -1;
  const auto expect_moved = [&](const char* by) {
    const auto now = std::stoll(world.ask("hello", R"({"tenantId":"t"})")["/freshness-generation"]);
    EXPECT_GT(now, last) << by;
    last = now;
  };
  expect_moved("nothing");
  world.install(bundle("1.1.0"));
  expect_moved("an activation");
  world.ask("principal.put", R"({"tenantId":"t","principal":{"id":"ann"}})");
  expect_moved("a principal");
  world.ask("policy.stage", fmt::format(R"({{"signed":{},"mode":"canary","share":1}})",
                                        world.sign(bundle("2.0.0"))));
  expect_moved("a canary");
  world.ask("policy.withdraw", R"({"tenantId":"t"})");
  expect_moved("its end");
  world.revoke(world.key_id());
  expect_moved("a key");
}

TEST(Hello, ACallerLearnsOfItsOwnTenantAndOperations) {
  World world;
  ASSERT_EQ(world.install(bundle("1.0.0")).outcome(), "done");
  const Caller caller{.principal = "bob", .tenant = "t", .capabilities = {Capability::decide}};
  const Reply told = world.ask("hello", "{}", caller);
  EXPECT_EQ(told["/policy-version"], "1.0.0");
  EXPECT_THAT(told["/operations"], HasSubstr("policy.decide"));
  EXPECT_THAT(told["/operations"], Not(HasSubstr("policy.put")));
  EXPECT_EQ(world.ask("hello", R"({"tenantId":"u"})", caller).code(), "ops.foreign_tenant");
}

}  // namespace
}  // namespace writ::ops
