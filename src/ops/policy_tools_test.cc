// The stateless operations on bundles, as a door calls them.
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ops/table.h"

namespace writ::ops {
namespace {

using testing::HasSubstr;

std::string bundle(std::string_view rules) {
  return fmt::format(R"({{"schemaVersion":1,"tenantId":"t","name":"default","version":"1.0.0",
      "issuedAt":"2026-11-23T14:08:00Z","issuedBy":"ann","rules":[{}]}})",
                     rules);
}

const std::string open_door =
    bundle(R"({"id":"all","description":"d","priority":0,"op":"read","effect":"allow","when":{}})");

Result<std::string> call(const Operation& operation, std::string_view body,
                         Caller caller = operator_caller()) {
  Result<canon::Json> json = canon::Json::parse(body);
  if (!json) return std::move(json).error();
  WRIT_TRY(Answer answer, perform(operation, nullptr, {.caller = caller, .now = {}}, *json));
  return std::move(answer.json);
}

TEST(PolicyTools, CheckAnswersFindings) {
  const auto good = call(policy_check, fmt::format(R"({{"bundle":{}}})", open_door));
  ASSERT_TRUE(good);
  EXPECT_THAT(*good, HasSubstr(R"("ok":true)"));
  EXPECT_THAT(*good, HasSubstr(R"("code":"policy.unconditional_allow")"));
  const auto bad = call(policy_check, R"({"bundle":{"rules":7},"resources":["a"]})");
  ASSERT_TRUE(bad);
  EXPECT_THAT(*bad, HasSubstr(R"("ok":false)"));
}

TEST(PolicyTools, DiffAnswersRulesAndDecisions) {
  const auto answer =
      call(policy_diff, fmt::format(R"({{"before":{},"after":{},"requests":[{{"op":"read"}}]}})",
                                    open_door, bundle("")));
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_THAT(*answer, HasSubstr(R"("nowDenied":1)"));
  EXPECT_THAT(*answer, HasSubstr(R"("same":false)"));
}

TEST(PolicyTools, TestAnswersCasesAndCoverage) {
  const auto answer = call(policy_test, fmt::format(R"({{"bundle":{},"thresholds":{{"rules":100}},
          "cases":[{{"name":"a","request":{{"op":"read"}},"expect":{{"allow":true}}}}]}})",
                                                    open_door));
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_THAT(*answer, HasSubstr(R"("ok":true)"));
  EXPECT_THAT(*answer, HasSubstr(R"("passed":1)"));
}

TEST(PolicyTools, ABundleThatCannotBeReadIsAProblemWithItsPlace) {
  const auto diff = call(policy_diff, fmt::format(R"({{"before":{},"after":{{}}}})", open_door));
  ASSERT_FALSE(diff);
  EXPECT_THAT(diff.error().faults.at(0).pointer, HasSubstr("/after/"));
  const auto test = call(policy_test, R"({"bundle":{"bundle":3},"cases":[]})");
  ASSERT_FALSE(test);
  EXPECT_THAT(test.error().faults.at(0).pointer, HasSubstr("/bundle/"));
}

TEST(PolicyTools, TheyNeedTheCapabilityToRead) {
  Caller caller{.principal = "p", .capabilities = {Capability::decide}};
  for (const Operation* operation : {&policy_check, &policy_diff, &policy_test}) {
    EXPECT_TRUE(operation->stateless);
    const auto answer = call(*operation, "{}", caller);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code.name, fault::not_permitted.name);
  }
}

}  // namespace
}  // namespace writ::ops
