// What rules on memory actions say of a question: every one that applies, narrowed, decided or not.
#include "policy/memory_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "memory/obligation_parameters.h"
#include "policy/evaluator.h"
#include "policy/test_bundle.h"

namespace writ::policy {
namespace {

using memory::Capability;
using memory::ContentFidelity;
using memory::Weight;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string rule(std::string_view id, std::string_view more, std::string_view effect = "allow",
                 std::string_view op = "memory.retrieve") {
  return fmt::format(R"({{"id":"{}","description":"d","priority":1,"op":"{}","effect":"{}"{}}})",
                     id, op, effect, more);
}

class MemoryRulesTest : public ::testing::Test {
 protected:
  MemoryRulesTest() {
    asked.object = memory::MemoryObjectRef("m");
    asked.action = memory::Action::retrieve;
    asked.exposure_context = memory::ExposureContextRef("ward");
    asked.model_class = memory::ModelClass::same_machine_local_model;
    asked.client_kind = memory::ClientKind::interactive_user;
    asked.interaction_mode = memory::InteractionMode::interactive;
  }

  // Of each rule that has a say its weight: `id authorizes`.
  std::vector<std::string> weights(std::string_view rules,
                                   std::string_view request = R"({"op":"memory.retrieve"})") {
    policy = CompiledPolicy::compile(bundle(rules));
    const canon::Json root = json(request);
    const auto read = canon::decode<PDPRequest>(root);
    EXPECT_TRUE(read) << request;
    voices = {};
    policy->memory_rules().add_voices(policy->weighed(*read, root.value()), asked, voices);
    std::vector<std::string> texts;
    for (const memory::Contribution& voice : voices.contributions) {
      texts.push_back(fmt::format("{} {}", id_of(voice.ref), word(voice.weight)));
    }
    return texts;
  }

  memory::PolicyEvaluationContext asked;
  memory::Voices voices;
  std::shared_ptr<const CompiledPolicy> policy;

 private:
  std::string id_of(std::string_view ref) const {
    for (const PolicyRule& of : policy->bundle().rules) {
      if (policy->memory_rules().ref_of(of) == ref) return of.id.text();
    }
    return "nobody";
  }
  static std::string_view word(Weight weight) {
    return weight == Weight::authorizes ? "authorizes" : "only tightens";
  }
};

TEST_F(MemoryRulesTest, every_rule_that_applies_has_its_say) {
  EXPECT_THAT(weights(rule("a", R"(,"memory":{"content_fidelity":"redacted"})") + "," +
                      rule("b", R"(,"memory":{})") + "," + rule("c", "", "deny") + "," +
                      rule("d", R"(,"memory":{})", "allow", "memory.inspect")),
              ElementsAre("c only tightens", "a authorizes", "b authorizes"));
  EXPECT_EQ(voices.contributions[0].allows, Capability::nothing());
  EXPECT_EQ(voices.contributions[1].allows, Capability::cap(ContentFidelity::redacted));
  EXPECT_EQ(voices.contributions[2].allows, Capability::everything());
}

TEST_F(MemoryRulesTest, an_allow_without_levels_says_nothing) {
  EXPECT_THAT(weights(rule("a", "")), IsEmpty());
}

TEST_F(MemoryRulesTest, a_condition_on_a_member_that_is_left_out_cannot_be_told) {
  const std::string a =
      rule("a", R"(,"memory":{},"when":{"labels":{"none":["x"]},"purpose":{"equals":"p"}})");
  EXPECT_THAT(weights(a), ElementsAre("a only tightens"));
  EXPECT_THAT(weights(a, R"({"op":"memory.retrieve","purpose":"p"})"),
              ElementsAre("a only tightens"));
  EXPECT_THAT(weights(a, R"({"op":"memory.retrieve","purpose":"p","labels":[]})"),
              ElementsAre("a authorizes"));
  EXPECT_THAT(weights(a, R"({"op":"memory.retrieve","purpose":"q"})"), IsEmpty())
      << "what is there is false already";
}

TEST_F(MemoryRulesTest, a_comparison_that_cannot_be_decided_cannot_be_told) {
  const std::string a = rule("a", R"(,"memory":{},"when":{"attributes":[{"left":"/purpose",)"
                                  R"("test":"equals","right":{"value":"p"}}]})");
  EXPECT_THAT(weights(a), ElementsAre("a only tightens"));
  EXPECT_THAT(weights(a, R"({"op":"memory.retrieve","purpose":"p"})"), ElementsAre("a authorizes"));
  EXPECT_THAT(weights(a, R"({"op":"memory.retrieve","purpose":"q"})"), IsEmpty());
}

TEST_F(MemoryRulesTest, lists_narrow) {
  const std::string a = rule("a", R"(,"memory":{"client_kind":["interactive_user"],)"
                                  R"("exposure_context_ref":["ward"]})");
  EXPECT_THAT(weights(a), ElementsAre("a authorizes"));
  asked.client_kind = memory::ClientKind::scheduled_job;
  EXPECT_THAT(weights(a), IsEmpty());
}

TEST_F(MemoryRulesTest, a_list_of_what_the_question_leaves_out_cannot_be_told) {
  const std::string narrowed = R"(,"memory":{"destination":["cloud_api"],"surface_ref":["s"]})";
  EXPECT_THAT(weights(rule("a", narrowed)), ElementsAre("a only tightens"));
  EXPECT_THAT(weights(rule("a", narrowed, "deny")), ElementsAre("a only tightens"));
  EXPECT_EQ(voices.contributions[0].allows, Capability::nothing());
  asked.destination = memory::Destination::firm_server;
  EXPECT_THAT(weights(rule("a", narrowed)), IsEmpty());
  asked.destination = memory::Destination::cloud_api;
  asked.surface = memory::SurfaceRef("s");
  EXPECT_THAT(weights(rule("a", narrowed)), ElementsAre("a authorizes"));
  EXPECT_TRUE(voices.contributions[0].names_destination);
}

TEST_F(MemoryRulesTest, a_model_that_nobody_can_name_may_be_any) {
  const std::string local = R"(,"memory":{"model_class":["same_machine_local_model"]})";
  asked.model_class = memory::ModelClass::unknown_model_class;
  EXPECT_THAT(weights(rule("a", local)), ElementsAre("a only tightens"));
  EXPECT_THAT(weights(rule("a", local, "deny")), ElementsAre("a only tightens"));
  asked.model_class = memory::ModelClass::hybrid_model;
  EXPECT_THAT(weights(rule("a", local)), ElementsAre("a only tightens"));
  EXPECT_THAT(weights(rule("a", local, "deny")), ElementsAre("a only tightens"));
  asked.model_class = memory::ModelClass::non_model_tool;
  EXPECT_THAT(weights(rule("a", local, "deny")), IsEmpty());
}

TEST_F(MemoryRulesTest, obligations_are_those_of_memory) {
  weights(rule("a", R"(,"memory":{},"obligations":[{"kind":"require-redaction",)"
                    R"("profile":"medical-strict"},{"kind":"log-level","level":"audit"}])"));
  ASSERT_EQ(voices.owed.size(), 1u);
  const memory::PolicyObligation& owed = *voices.owed[0]->record;
  EXPECT_EQ(owed.kind.text(), "require_redaction");
  EXPECT_EQ(owed.reason_code.text(), "policy.rule_requires_redaction.medical-strict");
  EXPECT_EQ(memory::parameters_of<memory::RedactionParameters>(owed).profile, "medical-strict");
  EXPECT_THAT(owed.applies_to, ElementsAre(memory::Action::retrieve));
  EXPECT_TRUE(owed.id.text().starts_with("pob_"));
}

TEST_F(MemoryRulesTest, deny_egress_lets_nothing_leave) {
  const std::string more = R"(,"memory":{},"obligations":[{"kind":"deny-egress","reason":"r"}])";
  weights(rule("a", more));
  EXPECT_EQ(voices.contributions[0].allows, Capability::everything());
  asked.action = memory::Action::export_;
  weights(rule("a", more, "allow", "memory.export"), R"({"op":"memory.export"})");
  EXPECT_EQ(voices.contributions[0].allows, Capability::nothing());
}

}  // namespace
}  // namespace writ::policy
