// What somebody who keeps results may use again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ops/test_world.h"

namespace writ::ops {
namespace {

constexpr std::string_view export_of = R"("ui_export":{"object_ref":"m","policy_stamp_ref":"s",)"
                                       R"("effective_policy_refs":["p"],)"
                                       R"("safe_label_policy_ref":"l"})";
constexpr std::string_view policy_of = R"("effective_policy":{"object_ref":"m",)"
                                       R"("action":"collect","policy_evaluation_context_ref":"c"})";

class KeptResults : public testing::Test {
 protected:
  void SetUp() override { world.install(bundle("1.0.0")); }

  std::string key_of(std::string_view subject) {
    return world.ask("cache.key", fmt::format(R"({{"tenant_id":"t",{}}})", subject))["/cache_key"];
  }
  Reply reusable(std::string_view subject, std::string_view key) {
    return world.ask(
        "cache.reusable",
        fmt::format(R"({{"result":{{"tenant_id":"t",{}}},"cache_key":{}}})", subject, key));
  }
  // What forbids it after something happened.
  std::string forbidden_by(std::string_view subject, std::string_view operation,
                           std::string_view body) {
    const std::string key = key_of(subject);
    EXPECT_EQ(reusable(subject, key)["/reusable"], "true");
    EXPECT_EQ(world.ask(operation, body).outcome(), "done");
    const Reply reply = reusable(subject, key);
    EXPECT_EQ(reply["/reusable"], "false");
    return reply["/components"];
  }

  World world;
};

TEST_F(KeptResults, AToggleForbidsThem) {
  constexpr std::string_view off = R"({"tenant_id":"t","toggle":"application","on":false})";
  constexpr std::string_view on = R"({"tenant_id":"t","toggle":"application","on":true})";
  EXPECT_EQ(forbidden_by(export_of, "state.set", off), R"(["effective_state_generation_id"])");
  EXPECT_EQ(forbidden_by(policy_of, "state.set", on), R"(["effective_state_generation_id"])");
}

TEST_F(KeptResults, ASafeLabelVocabularyForbidsThem) {
  constexpr std::string_view two =
      R"({"tenant_id":"t","registry":"safe_label_vocabulary","version":"2","values":[]})";
  EXPECT_EQ(forbidden_by(export_of, "registry.put", two),
            R"(["effective_state_generation_id","safe_label_vocabulary_version"])");
}

TEST_F(KeptResults, AnotherBundleForbidsThem) {
  const std::string next = world.sign(bundle("1.1.0", shut_door));
  EXPECT_EQ(forbidden_by(policy_of, "policy.put", next),
            R"(["compiled_policy_evaluator_hash","policy_generation_id"])");
}

TEST_F(KeptResults, WhatIsNoKeyIsNeverGoodEnough) {
  for (const std::string_view key : {"{}", "[]", "null", R"("x")"}) {
    EXPECT_EQ(reusable(policy_of, key)["/reusable"], "false") << key;
  }
  const std::string more = with(key_of(policy_of), "/more", "1");
  EXPECT_EQ(reusable(policy_of, more)["/components"], R"(["more"])");
  EXPECT_EQ(reusable(policy_of, key_of(export_of))["/reusable"], "false");
}

TEST_F(KeptResults, AreOfOneThing) {
  EXPECT_EQ(world.ask("cache.key", R"({"tenant_id":"t"})").code(), "record.invalid");
  EXPECT_EQ(
      world.ask("cache.key", fmt::format(R"({{"tenant_id":"t",{},{}}})", export_of, policy_of))
          .code(),
      "record.invalid");
}

}  // namespace
}  // namespace writ::ops
