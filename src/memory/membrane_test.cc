#include "memory/membrane.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "memory/actions.h"
#include "memory/test_capability.h"
#include "memory/test_question.h"

namespace writ::memory {
namespace {

EffectiveMemoryPolicy policy_with(Capability allows, Action action = Action::retrieve) {
  const Settled settled(allows);
  return {.recorded_at = test_context().recorded_at,
          .id = EffectiveMemoryPolicyRef("emp_1"),
          .action = action,
          .content_fidelity = settled->content_fidelity(),
          .locality = settled->locality(),
          .learning_scope = settled->learning_scope(),
          .mutation_authority = settled->mutation_authority(),
          .disclosure_class = settled->disclosure_class(),
          .disclosure_vector = settled->disclosure_vector(),
          .freshness_key = test_key()};
}

CrossingDisposition crossing(const EffectiveMemoryPolicy& policy,
                             ScopeBoundaryKind kind = ScopeBoundaryKind::matter) {
  return membrane_of(policy, {ScopeBoundaryRef("b1"), kind}).disposition;
}

CrossingDisposition crossing(Capability allows,
                             ScopeBoundaryKind kind = ScopeBoundaryKind::matter) {
  return crossing(policy_with(allows), kind);
}

TEST(Membrane, crosses_as_its_policy_lets_it) {
  EXPECT_EQ(crossing(Capability::everything()), CrossingDisposition::permitted);
  EXPECT_EQ(crossing(Capability::cap(ContentFidelity::reference_only)),
            CrossingDisposition::reference_only);
  EffectiveMemoryPolicy owing = policy_with(Capability::everything());
  owing.obligations = {PolicyObligationRef("pob_1")};
  EXPECT_EQ(crossing(owing), CrossingDisposition::permitted_with_obligations);
}

TEST(Membrane, is_blocked_where_the_policy_leaves_nowhere_to_go) {
  EXPECT_EQ(crossing(Capability::cap(Locality::blocked)), CrossingDisposition::blocked);
  EXPECT_EQ(crossing(Capability::cap(ContentFidelity::none)), CrossingDisposition::blocked);
  EXPECT_EQ(crossing(Capability::cap(DisclosureClass::not_disclosable)),
            CrossingDisposition::blocked);
  EXPECT_EQ(crossing(Capability::cap(ContentFidelity::safe_label)), CrossingDisposition::blocked);
}

TEST(Membrane, leaves_only_by_leave) {
  EXPECT_EQ(crossing(Capability::cap(Locality::local_only), ScopeBoundaryKind::external),
            CrossingDisposition::blocked);
  EXPECT_EQ(crossing(Capability::everything(), ScopeBoundaryKind::external),
            CrossingDisposition::permitted);
}

TEST(Membrane, what_is_not_known_is_asked_about_and_what_is_blocked_is_not) {
  EXPECT_EQ(crossing(Capability::everything(), ScopeBoundaryKind::unknown),
            CrossingDisposition::requires_disambiguation);
  EXPECT_EQ(crossing(Capability::cap(Locality::blocked), ScopeBoundaryKind::unknown),
            CrossingDisposition::blocked);
  EffectiveMemoryPolicy waiting = policy_with(Capability::everything());
  waiting.floor = ScopeConservatismFloor::user_disambiguation_candidate;
  EXPECT_EQ(crossing(waiting), CrossingDisposition::requires_disambiguation);
}

TEST(Membrane, says_what_it_was_derived_from) {
  const auto derived = membrane_of(policy_with(Capability::cap(Locality::local_only)),
                                   {ScopeBoundaryRef("b1"), ScopeBoundaryKind::project});
  EXPECT_EQ(derived.policy.text(), "emp_1");
  EXPECT_EQ(derived.inputs.locality, Locality::local_only);
  EXPECT_EQ(derived.inputs.boundary_kind, ScopeBoundaryKind::project);
}

RC_GTEST_PROP(Membrane, what_the_policy_does_not_allow_never_crosses, ()) {
  const auto action = any_level<Action>();
  const EffectiveMemoryPolicy policy = policy_with(any_capability(), action);
  const auto came = crossing(policy, any_level<ScopeBoundaryKind>());
  if (least_for(action, policy.destination).within(capability_of(policy))) return;
  RC_ASSERT(came == CrossingDisposition::blocked ||
            came == CrossingDisposition::requires_disambiguation);
}

}  // namespace
}  // namespace writ::memory
