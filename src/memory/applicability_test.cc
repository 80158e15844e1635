// Which decisions have a say, and the one reason that each other one is given.
#include "memory/applicability.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "memory/test_question.h"

namespace writ::memory {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// The decision `d2` beside `d1`, which applies; its context is `other`, which is as the test makes
// it.
struct TwoDecisions : ::testing::Test {
  TwoDecisions() {
    given.decisions.push_back(test_decision("d2"));
    decision().context = PolicyEvaluationContextRef("other");
    given.contexts.push_back(test_context());
    context().id = PolicyEvaluationContextRef("other");
  }
  MemoryPolicyDecision& decision() { return given.decisions[1]; }
  PolicyEvaluationContext& context() { return given.contexts[0]; }
  std::vector<std::string> excluded() const { return outcome_of(given).excluded(); }

  Given given;
};

TEST_F(TwoDecisions, both_apply_to_the_question_that_they_answer) {
  EXPECT_THAT(excluded(), IsEmpty());
  EXPECT_EQ(outcome_of(given).policy().contributing.size(), 2u);
}

TEST_F(TwoDecisions, another_object_action_or_destination_is_excluded_by_the_decision_s_own_word) {
  decision().action = Action::inspect;
  EXPECT_THAT(excluded(), ElementsAre("d2 wrong_action"));
  decision().object = MemoryObjectRef("patients/p-118");
  EXPECT_THAT(excluded(), ElementsAre("d2 wrong_object"));
  decision() = test_decision("d2");
  decision().destination = Destination::cloud_api;
  EXPECT_THAT(excluded(), ElementsAre("d2 wrong_destination"));
}

TEST_F(TwoDecisions, what_is_about_another_object_is_excluded_even_without_its_context) {
  decision().object = MemoryObjectRef("patients/p-118");
  given.contexts.clear();
  const Outcome outcome = outcome_of(given);
  EXPECT_THAT(outcome.excluded(), ElementsAre("d2 wrong_object"));
  EXPECT_TRUE(outcome.permitted);
}

TEST_F(TwoDecisions, the_first_reason_in_order_is_told) {
  context().interaction_mode = InteractionMode::scheduled;
  EXPECT_THAT(excluded(), ElementsAre("d2 wrong_interaction_mode"));
  context().client_kind = ClientKind::scheduled_job;
  EXPECT_THAT(excluded(), ElementsAre("d2 wrong_client_kind"));
  context().model_class = ModelClass::cloud_model;
  EXPECT_THAT(excluded(), ElementsAre("d2 wrong_model_class"));
  context().exposure_context = ExposureContextRef("public");
  EXPECT_THAT(excluded(), ElementsAre("d2 wrong_exposure_context"));
  context().surface = SurfaceRef("phone");
  EXPECT_THAT(excluded(), ElementsAre("d2 wrong_surface"));
  context().principal = PrincipalRef("ben");
  EXPECT_THAT(excluded(), ElementsAre("d2 wrong_principal"));
}

TEST_F(TwoDecisions, an_absent_surface_or_destination_applies_to_any) {
  given.context.surface = SurfaceRef("tablet");
  given.context.destination = Destination::firm_server;
  EXPECT_THAT(excluded(), IsEmpty());
  context().surface = SurfaceRef("tablet");
  decision().destination = Destination::firm_server;
  EXPECT_THAT(excluded(), IsEmpty());
  context().surface = SurfaceRef("phone");
  EXPECT_THAT(excluded(), ElementsAre("d2 wrong_surface"));
}

TEST_F(TwoDecisions, a_stale_one_authorises_nothing_but_still_tightens) {
  decision().freshness_key.effective_state_generation = EffectiveStateGenerationId("11");
  set_levels(decision(), Capability::cap(ContentFidelity::reference_only));
  const Outcome outcome = outcome_of(given);
  EXPECT_THAT(outcome.excluded(), ElementsAre("d2 stale_effective_state"));
  EXPECT_EQ(outcome.policy().content_fidelity, ContentFidelity::reference_only);
  given.decisions.erase(given.decisions.begin());
  EXPECT_THAT(outcome_of(given).codes(), ElementsAre("policy.no_applicable_decision"));
}

TEST_F(TwoDecisions, any_other_difference_of_the_key_is_a_stale_generation) {
  decision().freshness_key.safe_label_version = SchemaVersionRef("2");
  EXPECT_THAT(excluded(), ElementsAre("d2 stale_generation"));
  decision().freshness_key.effective_state_generation = EffectiveStateGenerationId("11");
  EXPECT_THAT(excluded(), ElementsAre("d2 stale_generation"));
}

TEST_F(TwoDecisions, a_context_of_another_state_makes_its_decision_stale) {
  context().freshness_key.policy_generation = PolicyGenerationId("6");
  EXPECT_THAT(excluded(), ElementsAre("d2 stale_generation"));
}

TEST_F(TwoDecisions, a_missing_level_blocks) {
  decision().learning_scope = {};
  const Outcome outcome = outcome_of(given);
  EXPECT_THAT(outcome.excluded(), ElementsAre("d2 malformed_axis"));
  EXPECT_THAT(outcome.codes(), ElementsAre("policy.malformed_axis"));
  EXPECT_EQ(*outcome.met.allowed, Capability::nothing());
  EXPECT_FALSE(outcome.permitted);
}

TEST_F(TwoDecisions, a_missing_level_of_a_decision_about_something_else_does_not) {
  decision().learning_scope = {};
  context().principal = PrincipalRef("ben");
  const Outcome outcome = outcome_of(given);
  EXPECT_THAT(outcome.excluded(), ElementsAre("d2 wrong_principal"));
  EXPECT_TRUE(outcome.permitted);
}

TEST_F(TwoDecisions, a_stale_malformed_one_blocks_too) {
  decision().learning_scope = {};
  decision().freshness_key.policy_generation = PolicyGenerationId("6");
  const Outcome outcome = outcome_of(given);
  EXPECT_THAT(outcome.excluded(), ElementsAre("d2 stale_generation"));
  EXPECT_THAT(outcome.codes(), ElementsAre("policy.malformed_axis"));
}

TEST_F(TwoDecisions, a_context_that_does_not_resolve_blocks) {
  given.contexts.clear();
  EXPECT_THAT(excluded(), ElementsAre("d2 malformed_axis"));
  EXPECT_THAT(outcome_of(given).codes(), ElementsAre("policy.malformed_axis"));
}

TEST_F(TwoDecisions, two_contexts_of_one_id_are_none) {
  given.contexts.push_back(given.contexts[0]);
  EXPECT_THAT(excluded(), IsEmpty()) << "the same context twice is one";
  given.contexts[1].principal = PrincipalRef("ben");
  EXPECT_THAT(outcome_of(given).codes(), ElementsAre("policy.malformed_axis"));
}

TEST_F(TwoDecisions, the_question_and_another_context_of_its_id_are_none) {
  context().id = given.context.id;
  context().principal = PrincipalRef("ben");
  EXPECT_THAT(outcome_of(given).codes(), ElementsAre("policy.malformed_axis"));
}

TEST_F(TwoDecisions, a_context_that_contradicts_its_decision_blocks) {
  context().action = Action::inspect;
  EXPECT_THAT(outcome_of(given).codes(), ElementsAre("policy.malformed_axis"));
  context() = test_context();
  context().id = PolicyEvaluationContextRef("other");
  context().object = MemoryObjectRef("patients/p-118");
  EXPECT_THAT(outcome_of(given).codes(), ElementsAre("policy.malformed_axis"));
}

TEST_F(TwoDecisions, two_decisions_of_one_id_block_unless_they_are_the_same) {
  decision() = given.decisions[0];
  EXPECT_TRUE(outcome_of(given).permitted);
  EXPECT_EQ(outcome_of(given).policy().contributing.size(), 1u);
  decision().locality = {Locality::local_only};
  const Outcome outcome = outcome_of(given);
  EXPECT_THAT(outcome.excluded(), ElementsAre("d1 malformed_axis"));
  EXPECT_THAT(outcome.codes(), ElementsAre("policy.malformed_axis"));
}

TEST_F(TwoDecisions, a_reference_to_no_obligation_blocks) {
  decision().obligations.push_back(PolicyObligationRef("o1"));
  EXPECT_THAT(outcome_of(given).codes(), ElementsAre("policy.undefined_policy_obligation"));
  given.obligations.push_back(test_obligation(ObligationKind::forbid_global_learning));
  EXPECT_THAT(outcome_of(given).codes(), IsEmpty());
  given.obligations.push_back(test_obligation(ObligationKind::hide_existence));
  EXPECT_THAT(outcome_of(given).codes(), ElementsAre("policy.undefined_policy_obligation"))
      << "two obligations of one id are none";
}

}  // namespace
}  // namespace writ::memory
