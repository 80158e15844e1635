#include "memory/identity.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "memory/test_capability.h"
#include "memory/test_question.h"

namespace writ::memory {
namespace {

bool maybe() { return *rc::gen::arbitrary<bool>(); }

PolicyEvaluationContext any_question() {
  PolicyEvaluationContext question = test_context(maybe() ? Action::retrieve : Action::export_);
  if (maybe()) question.destination = Destination::cloud_api;
  if (maybe()) question.surface = SurfaceRef("board");
  if (maybe()) question.user_instruction = UserInstructionRef("say it");
  if (maybe()) question.scope_resolution = ScopeResolutionResultRef("srr_1");
  if (maybe()) question.reason_codes = {ReasonCodeId("a"), ReasonCodeId("b")};
  if (maybe()) question.freshness_key.safe_label_version = SchemaVersionRef("3");
  return question;
}

EffectiveMemoryPolicy any_policy(const PolicyEvaluationContext& question) {
  EffectiveMemoryPolicy policy{.recorded_at = question.recorded_at,
                               .object = question.object,
                               .action = question.action,
                               .destination = question.destination,
                               .context = question.id,
                               .freshness_key = question.freshness_key};
  policy.locality = any_capability().locality();
  if (maybe()) policy.contributing = {MemoryPolicyDecisionRef("mpd_1")};
  if (maybe()) policy.excluded = {{MemoryPolicyDecisionRef("mpd_2")}};
  if (maybe()) policy.floor_effect = ConservatismFloorEffectRef("row");
  if (maybe()) policy.obligations = {PolicyObligationRef("pob_1")};
  if (maybe()) policy.original_ceiling = PolicyCeilingRef("pcs_1");
  if (maybe()) policy.reason_codes = {ReasonCodeId("c")};
  return policy;
}

// Whatever the two say besides.
RC_GTEST_PROP(AlikeIds, are_those_that_each_is_given_by_itself, ()) {
  PolicyEvaluationContext question = any_question();
  EffectiveMemoryPolicy policy = any_policy(question);
  const AlikeIds ids(question, policy);
  for (const char* object : {"patients/p-117", "m", "\"quoted\""}) {
    question.object = MemoryObjectRef(object);
    policy.object = question.object;
    name(question);
    policy.context = question.id;
    name(policy);
    RC_ASSERT(ids.context(question.object) == question.id);
    RC_ASSERT(ids.policy(question.object, question.id) == policy.id);
  }
}

TEST(AlikeIds, have_the_content_of_what_is_alike) {
  const PolicyEvaluationContext question = test_context();
  const EffectiveMemoryPolicy policy{.object = question.object, .context = question.id};
  PolicyEvaluationContext other = question;
  EffectiveMemoryPolicy other_policy = policy;
  other.object = MemoryObjectRef("another");
  other_policy.object = other.object;
  other.recorded_at = {};
  EXPECT_EQ(AlikeIds(question, policy).content(), AlikeIds(other, other_policy).content());
  other_policy.locality = Locality::local_only;
  EXPECT_NE(AlikeIds(question, policy).content(), AlikeIds(other, other_policy).content());
  other.principal = PrincipalRef("vera");
  EXPECT_NE(AlikeIds(question, policy).content(), AlikeIds(other, policy).content());
}

}  // namespace
}  // namespace writ::memory
