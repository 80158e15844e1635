#include "memory/meet.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "memory/identity.h"
#include "memory/test_question.h"

namespace writ::memory {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

TEST(Meet, is_the_lowest_level_on_each_axis) {
  Given given;
  given.decisions = {test_decision("d1", Capability::cap(ContentFidelity::reference_only) &
                                             Capability::cap(LearningScope::partitioned)),
                     test_decision("d2", Capability::cap(Locality::local_only) &
                                             Capability::cap(LearningScope::audit_only))};
  const EffectiveMemoryPolicy policy = outcome_of(given).policy();
  EXPECT_EQ(policy.content_fidelity, ContentFidelity::reference_only);
  EXPECT_EQ(policy.locality, Locality::local_only);
  EXPECT_EQ(policy.learning_scope, LearningScope::audit_only);
  EXPECT_EQ(policy.mutation_authority, MutationAuthority::durable_allowed);
  EXPECT_EQ(policy.disclosure_class, DisclosureClass::full);
}

TEST(Meet, of_nothing_is_nothing) {
  Given given;
  given.decisions.clear();
  const Outcome outcome = outcome_of(given);
  EXPECT_EQ(*outcome.met.allowed, Capability::nothing());
  EXPECT_THAT(outcome.codes(), ElementsAre("policy.no_applicable_decision"));
  EXPECT_FALSE(outcome.permitted);
}

TEST(Meet, does_not_depend_on_the_order_of_what_it_is_given) {
  Given given;
  given.decisions = {test_decision("d2"), test_decision("d1")};
  const std::string id = outcome_of(given).policy().id.text();
  std::ranges::reverse(given.decisions);
  EXPECT_EQ(outcome_of(given).policy().id.text(), id);
}

TEST(Meet, has_the_same_id_whenever_it_is_made) {
  Given given;
  const std::string id = outcome_of(given).policy().id.text();
  EXPECT_TRUE(id.starts_with("emp_"));
  EXPECT_EQ(id.size(), 36u);
  given.context.recorded_at = text<canon::Timestamp>("2027-01-01T00:00:00.000Z");
  for (MemoryPolicyDecision& decision : given.decisions) decision.context = given.context.id;
  EXPECT_EQ(outcome_of(given).policy().id.text(), id);
  given.context.surface = SurfaceRef("tablet");
  EXPECT_EQ(outcome_of(given).policy().id.text(), id) << "the context's own id tells them apart";
}

TEST(Meet, a_question_asked_under_another_state_is_blocked) {
  Given given;
  given.active.effective_state_generation = EffectiveStateGenerationId("13");
  EXPECT_THAT(outcome_of(given).codes(), Contains("policy.stale_effective_state"));
  given.active.policy_generation = PolicyGenerationId("8");
  EXPECT_THAT(outcome_of(given).codes(), Contains("policy.stale_generation"));
  EXPECT_EQ(*outcome_of(given).met.allowed, Capability::nothing());
}

// --- egress ------------------------------------------------------------------------------------

Given egress(Action action = Action::export_, Destination destination = Destination::cloud_api) {
  Given given;
  given.ask(action, destination);
  given.relation = RelationToDestination::external_destination;
  return given;
}

TEST(Egress, is_allowed_by_a_decision_for_this_very_destination) {
  const Given given = egress();
  const Outcome outcome = outcome_of(given);
  EXPECT_TRUE(outcome.permitted);
  EXPECT_EQ(outcome.policy().floor, ScopeConservatismFloor::normal_policy_check);
  EXPECT_THAT(outcome.missing, ElementsAre("action:retrieve", "action:ui_disclose",
                                           "memory_flow_certificate", "egress_attestation"));
}

TEST(Egress, is_not_authorised_by_a_decision_for_any_destination) {
  for (const Action action : {Action::export_, Action::delegate, Action::carryover}) {
    Given given = egress(action);
    given.decisions[0].destination.reset();
    const Outcome outcome = outcome_of(given);
    EXPECT_FALSE(outcome.permitted);
    EXPECT_EQ(*outcome.met.allowed, Capability::nothing());
    EXPECT_THAT(outcome.codes(), Contains("policy.no_destination_specific_decision"));
    EXPECT_EQ(outcome.policy().floor, ScopeConservatismFloor::fail_closed_candidate);
  }
}

TEST(Egress, is_tightened_by_a_decision_for_any_destination) {
  Given given = egress();
  given.decisions.push_back(test_decision("d2", Capability::cap(ContentFidelity::redacted)));
  given.decisions[1].action = Action::export_;
  EXPECT_EQ(outcome_of(given).policy().content_fidelity, ContentFidelity::redacted);
}

TEST(Egress, needs_a_destination) {
  Given given = egress();
  given.context.destination.reset();
  for (MemoryPolicyDecision& decision : given.decisions) decision.destination.reset();
  const Outcome outcome = outcome_of(given);
  EXPECT_FALSE(outcome.permitted);
  EXPECT_THAT(outcome.codes(), Contains("policy.destination_required_action_without_destination"));
  EXPECT_THAT(outcome.missing, Contains("destination"));
}

TEST(Egress, goes_only_where_its_relation_leads) {
  Given given = egress();
  given.relation = RelationToDestination::same_project;
  EXPECT_THAT(outcome_of(given).codes(), Contains("policy.destination_not_allowed_for_relation"));
  given.relation = RelationToDestination::unknown_destination;
  EXPECT_THAT(outcome_of(given).codes(),
              Contains("DOC81.egress.unknown_terminal_destination_blocked"));
  given.relation = RelationToDestination::blocked_destination;
  EXPECT_EQ(*outcome_of(given).met.allowed, Capability::nothing());
}

TEST(Egress, within_a_runtime_of_the_machine_needs_no_attestation) {
  Given given = egress(Action::export_, Destination::same_machine_local_runtime);
  given.relation = RelationToDestination::same_runtime;
  EXPECT_TRUE(outcome_of(given).permitted);
  EXPECT_THAT(outcome_of(given).missing, Not(Contains("egress_attestation")));
  Given file = egress(Action::export_, Destination::local_file_export);
  file.relation = RelationToDestination::same_machine_local;
  EXPECT_THAT(outcome_of(file).missing, Contains("egress_attestation"));
}

TEST(Egress, a_carryover_out_of_the_machine_needs_more_than_one_within) {
  Given given = egress(Action::carryover, Destination::same_machine_local_runtime);
  given.relation = RelationToDestination::same_runtime;
  for (MemoryPolicyDecision& decision : given.decisions) decision.locality = {Locality::local_only};
  EXPECT_TRUE(outcome_of(given).permitted);
  Given out = egress(Action::carryover, Destination::firm_server);
  for (MemoryPolicyDecision& decision : out.decisions) decision.locality = {Locality::local_only};
  EXPECT_THAT(outcome_of(out).missing, Contains("locality"));
}

TEST(Egress, the_crosswalk_says_nothing_of_what_stays) {
  Given given;
  given.relation = RelationToDestination::blocked_destination;
  EXPECT_TRUE(outcome_of(given).permitted);
}

// --- floors ------------------------------------------------------------------------------------

TEST(Floors, each_is_within_the_one_before_and_leaves_fewer_actions_open) {
  for (std::size_t i = 1; i < floor_table().size(); ++i) {
    const Floor& loose = floor_of(static_cast<ScopeConservatismFloor>(i - 1));
    const Floor& tight = floor_of(static_cast<ScopeConservatismFloor>(i));
    EXPECT_EQ(tight.effect->floor, static_cast<ScopeConservatismFloor>(i));
    EXPECT_TRUE(Settled(tight.most)->within(*Settled(loose.most)));
    for (std::size_t a = 0; a < action_count; ++a) {
      const auto action = static_cast<Action>(a);
      EXPECT_TRUE(!tight.allows(action) || loose.allows(action)) << name_of(action);
    }
  }
}

TEST(Floors, a_floor_caps_every_axis_and_tells_so) {
  Given given;
  given.floor = ScopeConservatismFloor::reference_only_candidate;
  const Outcome outcome = outcome_of(given);
  EXPECT_EQ(outcome.policy().content_fidelity, ContentFidelity::reference_only);
  EXPECT_EQ(outcome.policy().locality, Locality::local_only);
  EXPECT_EQ(outcome.policy().learning_scope, LearningScope::audit_only);
  EXPECT_EQ(outcome.policy().mutation_authority, MutationAuthority::candidate_only);
  EXPECT_EQ(outcome.policy().disclosure_class, DisclosureClass::generic_safe_label_only);
  EXPECT_FALSE(outcome.policy().disclosure_vector.topic_label);
  EXPECT_THAT(outcome.codes(), ElementsAre("DOC81.policy.reference_only_floor_applied"));
  EXPECT_TRUE(outcome.permitted);
}

TEST(Floors, an_action_that_a_floor_does_not_leave_open_gets_nothing) {
  Given given;
  given.ask(Action::render_inline);
  given.floor = ScopeConservatismFloor::reference_only_candidate;
  const Outcome outcome = outcome_of(given);
  EXPECT_EQ(*outcome.met.allowed, Capability::nothing());
  EXPECT_THAT(outcome.codes(), ElementsAre("policy.action_not_allowed_under_floor",
                                           "DOC81.policy.reference_only_floor_applied"));
}

TEST(Floors, nothing_is_rendered_before_a_disambiguation_but_what_may_be_disclosed) {
  Given given;
  given.floor = ScopeConservatismFloor::user_disambiguation_candidate;
  given.ask(Action::render_safe_label);
  EXPECT_FALSE(outcome_of(given).permitted);
  given.ask(Action::ui_disclose);
  EXPECT_TRUE(outcome_of(given).permitted);
}

// --- obligations -------------------------------------------------------------------------------

Given owing(std::vector<PolicyObligation> obligations) {
  Given given;
  for (const PolicyObligation& obligation : obligations) {
    given.decisions[0].obligations.push_back(obligation.id);
  }
  given.obligations = std::move(obligations);
  return given;
}

TEST(Obligations, cap_the_axis_that_they_speak_of) {
  const auto fidelity = outcome_of(owing({test_obligation(ObligationKind::require_redaction)}));
  EXPECT_EQ(fidelity.policy().content_fidelity, ContentFidelity::redacted);
  const Given hidden = owing({test_obligation(ObligationKind::hide_existence)});
  EXPECT_EQ(outcome_of(hidden).policy().disclosure_class, DisclosureClass::not_disclosable);
  const Given firewalled =
      owing({test_obligation(ObligationKind::restrict_firewalled_learning_to_same_firewall)});
  EXPECT_EQ(outcome_of(firewalled).policy().learning_scope, LearningScope::same_firewall_only);
}

TEST(Obligations, count_for_the_actions_that_they_apply_to) {
  Given given = owing({test_obligation(ObligationKind::hide_existence)});
  given.obligations[0].applies_to = {Action::inspect};
  const Outcome outcome = outcome_of(given);
  EXPECT_THAT(outcome.policy().obligations, IsEmpty());
  EXPECT_EQ(outcome.policy().disclosure_class, DisclosureClass::full);
}

TEST(Obligations, that_cannot_all_be_met_fail_closed) {
  const Given given = owing({test_obligation(ObligationKind::hide_existence, "o1"),
                             test_obligation(ObligationKind::require_ui_warning, "o2")});
  const Outcome outcome = outcome_of(given);
  EXPECT_EQ(*outcome.met.allowed, Capability::nothing());
  EXPECT_THAT(outcome.codes(), ElementsAre("policy.obligation_conflict"));
  ASSERT_EQ(outcome.answer.conflicts.size(), 1u);
  const PolicyObligationConflict& conflict = outcome.answer.conflicts[0];
  EXPECT_EQ(conflict.kind, ConflictKind::disclosure_vs_ui_notice);
  EXPECT_EQ(conflict.policy, outcome.policy().id);
  EXPECT_THAT(outcome.policy().conflicts, ElementsAre(conflict.id));
  EXPECT_THAT(conflict.obligations,
              ElementsAre(PolicyObligationRef("o1"), PolicyObligationRef("o2")));
}

TEST(Obligations, that_block_are_named_as_missing) {
  Given given = owing({test_obligation(ObligationKind::require_user_confirmation, "o1"),
                       test_obligation(ObligationKind::require_ui_warning, "o2")});
  given.obligations[1].blocking = false;
  EXPECT_THAT(outcome_of(given).missing, ElementsAre("obligation:o1"));
}

TEST(Obligations, of_a_stale_decision_still_count) {
  Given given = owing({test_obligation(ObligationKind::hide_existence)});
  given.decisions[0].freshness_key.policy_generation = PolicyGenerationId("6");
  given.decisions.push_back(test_decision("d2"));
  EXPECT_EQ(outcome_of(given).policy().disclosure_class, DisclosureClass::not_disclosable);
}

TEST(Obligations, a_durable_write_below_the_highest_authority_owes_a_review) {
  Given given;
  given.ask(Action::write_durable);
  EXPECT_THAT(outcome_of(given).policy().obligations, IsEmpty());
  given.decisions[0].mutation_authority = {MutationAuthority::durable_requires_review};
  const Outcome outcome = outcome_of(given);
  EXPECT_THAT(outcome.policy().obligations, ElementsAre(durable_write_review().id));
  EXPECT_THAT(outcome.missing, Contains("obligation:" + durable_write_review().id.text()));
  Given asked = owing({test_obligation(ObligationKind::require_review_queue, "o1",
                                       R"({"queue_kind":"privacy_review"})")});
  asked.ask(Action::write_durable);
  EXPECT_THAT(outcome_of(asked).policy().obligations,
              ElementsAre(PolicyObligationRef("o1"), durable_write_review().id))
      << "a review by somebody else is another one";
  asked.obligations[0].owner = EnforcementOwner::ec;
  EXPECT_THAT(outcome_of(asked).policy().obligations, ElementsAre(PolicyObligationRef("o1")))
      << "whoever asks for this very review is not asked twice";
}

}  // namespace
}  // namespace writ::memory
