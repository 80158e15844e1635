// Grants and stamps for tests: everything allowed, all under one key, issued at one time. What a
// test is about it changes.
#pragma once

#include <gtest/gtest.h>

#include <utility>
#include <vector>

#include "memory/identity.h"
#include "memory/test_question.h"
#include "stamp/check.h"
#include "stamp/issue.h"

namespace writ::stamp {

using memory::Action;
using memory::Capability;
using memory::Destination;
using memory::PolicyRuntimeFreshnessKey;

// When stamps are issued, and moments after.
inline Instant test_time(std::int64_t seconds_later = 0) {
  const Instant issued = memory::test_context().recorded_at.at();
  return {issued.microseconds + seconds_later * 1'000'000};
}

inline void set_levels(memory::EffectiveMemoryPolicy& policy, Capability allows) {
  const memory::Settled settled(allows);
  policy.content_fidelity = settled->content_fidelity();
  policy.locality = settled->locality();
  policy.learning_scope = settled->learning_scope();
  policy.mutation_authority = settled->mutation_authority();
  policy.disclosure_class = settled->disclosure_class();
  policy.disclosure_vector = settled->disclosure_vector();
  memory::name(policy);
}

inline PolicyRuntimeFreshnessKey moved_key() {
  PolicyRuntimeFreshnessKey key = memory::test_key();
  key.effective_state_generation = memory::EffectiveStateGenerationId("13");
  return key;
}

inline Grant test_grant(const ItemKey& key, Capability allows = Capability::everything(),
                        const PolicyRuntimeFreshnessKey& under = memory::test_key()) {
  Grant grant{.policy = {}, .context = memory::test_context(key.action)};
  grant.context.destination = key.destination;
  grant.context.freshness_key = under;
  memory::name(grant.context);
  grant.policy.recorded_at = grant.context.recorded_at;
  grant.policy.object = grant.context.object;
  grant.policy.action = key.action;
  grant.policy.destination = key.destination;
  grant.policy.context = grant.context.id;
  grant.policy.freshness_key = under;
  set_levels(grant.policy, allows);
  return grant;
}

// The same grant for another memory, as asking about that would make it.
inline Grant about(Grant grant, const memory::MemoryObjectRef& object) {
  grant.context.object = object;
  memory::name(grant.context);
  grant.policy.object = object;
  grant.policy.context = grant.context.id;
  memory::name(grant.policy);
  return grant;
}

inline IssueTerms test_terms() {
  return {.object = memory::test_context().object,
          .freshness_key = memory::test_key(),
          .now = test_time(),
          .expires_at = test_time(60)};
}

inline const ItemKey to_retrieve{Action::retrieve, {}};
inline const ItemKey to_cloud{Action::export_, Destination::cloud_api};

inline KeptStamp test_stamp(std::vector<Grant> grants = {test_grant(to_retrieve),
                                                         test_grant(to_cloud)},
                            const IssueTerms& terms = test_terms()) {
  auto issued = issue(terms, std::move(grants));
  EXPECT_TRUE(issued) << name_of(issued.error());
  return *std::move(issued);
}

inline SoundStamp sound(const KeptStamp& kept) {
  auto made = SoundStamp::of(kept);
  EXPECT_TRUE(made) << name_of(made.error());
  return *std::move(made);
}

// What is presented with the grant that it was issued for.
inline Presented presented(const Grant& grant) {
  return {grant.policy.object, grant.policy.action, grant.policy.destination, grant.context};
}

}  // namespace writ::stamp
