#include "stamp/restamp.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "canon/record_define.h"
#include "memory/actions.h"
#include "memory/test_capability.h"
#include "stamp/chain.h"
#include "stamp/test_stamp.h"

namespace writ::stamp {

struct Shown {
  PolicyStampRestamp restamp;

  static constexpr auto record(auto&& f) {
    return f("Shown", "A restamp.", canon::field<&Shown::restamp>("restamp", "Of any kind."));
  }
};

namespace {

using memory::LifecycleState;
using memory::Locality;
using ::testing::ElementsAre;

RestampTerms terms(std::int64_t seconds = 1) {
  return {.freshness_key = moved_key(),
          .now = test_time(seconds),
          .certificate = memory::MemoryFlowCertificateId("mfc_1")};
}

Grant fresh(const ItemKey& key, Capability allows = Capability::everything()) {
  return test_grant(key, allows, moved_key());
}

const Capability local = Capability::cap(Locality::local_only);

Restamped restamped(const KeptStamp& prior, std::vector<Grant> grants,
                    const RestampTerms& with = terms()) {
  auto made = restamp(prior, with, std::move(grants));
  EXPECT_TRUE(made) << name_of(made.error());
  return *std::move(made);
}

TEST(Restamp, what_is_allowed_as_before_is_kept) {
  const KeptStamp root = test_stamp();
  const Restamped made = restamped(root, {fresh(to_retrieve), fresh(to_cloud)});
  const auto* keep = std::get_if<PolicyStampRestampKeep>(&made.record);
  ASSERT_NE(keep, nullptr);
  EXPECT_EQ(keep->root_stamp, root.stamp.id);
  EXPECT_EQ(keep->ceiling, root.ceiling.id);
  EXPECT_EQ(keep->comparisons.size(), 2 * every_axis.size());
  ASSERT_TRUE(made.successor);
  EXPECT_TRUE(SoundStamp::of(*made.successor));
  EXPECT_EQ(made.prior.lifecycle_state, LifecycleState::superseded);
  EXPECT_EQ(made.prior.replacement, made.successor->stamp.id.text());
}

TEST(Restamp, what_is_allowed_less_is_downgraded) {
  const Restamped made = restamped(test_stamp(), {fresh(to_retrieve, local)});
  const auto* down = std::get_if<PolicyStampRestampDowngrade>(&made.record);
  ASSERT_NE(down, nullptr);
  EXPECT_EQ(down->axes.size(), every_axis.size());  // of the item that is gone, all of them
  EXPECT_THAT(down->policies, ElementsAre(made.successor->policies.front().id));
}

TEST(Restamp, what_would_allow_more_is_blocked_and_names_no_policy) {
  const KeptStamp root = test_stamp({test_grant(to_retrieve, local)});
  for (const std::vector<Grant>& grants :
       {std::vector<Grant>{fresh(to_retrieve)},
        std::vector<Grant>{fresh(to_retrieve, local), fresh(to_cloud)}}) {
    const Restamped made = restamped(root, grants);
    const auto* block = std::get_if<PolicyStampRestampBlock>(&made.record);
    ASSERT_NE(block, nullptr);
    EXPECT_THAT(block->blocked_reason_codes,
                ElementsAre(memory::ReasonCodeId("restamp.exceeds_original_ceiling")));
    EXPECT_FALSE(made.successor);
    EXPECT_EQ(made.prior.lifecycle_state, LifecycleState::blocked);
    EXPECT_EQ(canon::encode(*block).find("new_effective_policy_refs"), std::string::npos);
  }
}

TEST(Restamp, nothing_permitted_is_blocked) {
  const Restamped made = restamped(test_stamp(), {});
  const auto* block = std::get_if<PolicyStampRestampBlock>(&made.record);
  ASSERT_NE(block, nullptr);
  EXPECT_THAT(block->blocked_reason_codes,
              ElementsAre(memory::ReasonCodeId("restamp.nothing_permitted")));
}

// What says `block` and names a policy is no restamp of any kind.
TEST(Restamp, a_blocked_one_that_names_a_policy_cannot_be_read) {
  const Restamped made = restamped(test_stamp(), {});
  const std::string block = canon::encode(Shown{made.record});
  EXPECT_TRUE(canon::decode<Shown>(*canon::Json::parse(block)));
  std::string with_policy = block;
  const std::string_view after = R"("memory_flow_certificate_ref":"mfc_1",)";
  with_policy.insert(with_policy.find(after) + after.size(),
                     R"("new_effective_policy_refs":["emp_1"],)");
  const auto read = canon::decode<Shown>(*canon::Json::parse(with_policy));
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().faults.at(0).pointer, "/restamp/new_effective_policy_refs");
}

TEST(Restamp, is_an_invalidated_stamps_remedy_and_no_other_endings) {
  const std::vector<Grant> grants{fresh(to_retrieve), fresh(to_cloud)};
  KeptStamp prior = test_stamp();
  ASSERT_TRUE(advance(prior.stamp, LifecycleState::invalidated, test_time(1), "psi_1"));
  const Restamped made = restamped(prior, grants);
  EXPECT_EQ(made.prior.lifecycle_state, LifecycleState::superseded);
  EXPECT_EQ(made.prior.invalidated_by, "psi_1");
  EXPECT_EQ(restamped(prior, {}).prior.lifecycle_state, LifecycleState::blocked);

  for (const auto& [state, fault] : {std::pair(LifecycleState::superseded, StampFault::superseded),
                                     std::pair(LifecycleState::expired, StampFault::expired),
                                     std::pair(LifecycleState::blocked, StampFault::blocked)}) {
    KeptStamp ended = test_stamp();
    ASSERT_TRUE(advance(ended.stamp, state, test_time(1), "x"));
    EXPECT_EQ(restamp(ended, terms(), grants).error(), fault);
  }
  EXPECT_EQ(restamp(test_stamp(), terms(60), grants).error(), StampFault::expired);
}

// Else what was invalidated would be back, under its own id.
TEST(Restamp, takes_something_that_has_changed) {
  RestampTerms same = terms();
  same.freshness_key = memory::test_key();
  KeptStamp prior = test_stamp();
  EXPECT_EQ(restamp(prior, same, {test_grant(to_retrieve)}).error(), StampFault::not_moved);
  ASSERT_TRUE(advance(prior.stamp, LifecycleState::invalidated, test_time(1), "psi_1"));
  EXPECT_EQ(restamp(prior, same, {test_grant(to_retrieve)}).error(), StampFault::not_moved);
}

TEST(Restamp, prolongs_no_life) {
  RestampTerms longer = terms();
  longer.expires_at = test_time(6000);
  EXPECT_EQ(restamped(test_stamp(), {fresh(to_retrieve)}, longer).successor->stamp.expires_at->at(),
            test_time(60));
  longer.expires_at = test_time(30);
  EXPECT_EQ(restamped(test_stamp(), {fresh(to_retrieve)}, longer).successor->stamp.expires_at->at(),
            test_time(30));
}

TEST(Restamp, a_grant_of_another_state_is_none) {
  EXPECT_EQ(restamp(test_stamp(), terms(), {test_grant(to_retrieve)}).error(),
            StampFault::stale_effective_state);
}

RC_GTEST_PROP(Restamp, never_exceeds_its_root, ()) {
  const Capability needed = memory::least_for(Action::retrieve, {});
  const KeptStamp root = test_stamp({test_grant(to_retrieve, memory::any_capability() | needed)});
  const auto made = restamp(root, terms(), {fresh(to_retrieve, memory::any_capability() | needed)});
  RC_ASSERT(made.has_value());
  if (!made->successor) return;
  RC_ASSERT(memory::capability_of(made->successor->policies.front())
                .within(memory::capability_of(root.policies.front())));
}

// --- chains ------------------------------------------------------------------------------------

// A state of its own for each restamp.
PolicyRuntimeFreshnessKey key_of_step(int step) {
  PolicyRuntimeFreshnessKey key = memory::test_key();
  key.effective_state_generation = memory::EffectiveStateGenerationId(std::to_string(step + 100));
  return key;
}

IssueTerms unending() {
  IssueTerms terms = test_terms();
  terms.expires_at.reset();
  return terms;
}

struct Chain {
  KeptStamp root = test_stamp({test_grant(to_retrieve, local)}, unending());
  KeptStamp last = root;
  std::vector<Link> links;

  void restamp_with(Capability allows) {
    const int step = static_cast<int>(links.size()) + 1;
    RestampTerms with = terms(step);
    with.freshness_key = key_of_step(step);
    Restamped made = restamped(last, {test_grant(to_retrieve, allows, with.freshness_key)}, with);
    links.push_back({made.record, {}});
    if (!made.successor) return;
    links.back().successor = made.successor->stamp;
    last = *std::move(made.successor);
  }
};

TEST(RestampChain, a_chain_of_a_thousand_compares_to_its_root) {
  Chain chain;
  const Capability lower = local & Capability::cap(memory::ContentFidelity::redacted);
  for (int i = 0; i < 1000; ++i) chain.restamp_with(i % 2 == 0 ? lower : local);
  EXPECT_EQ(chain_fault(chain.root, chain.links), std::nullopt);
  // Up again to what the root allowed, from a prior one that allowed less.
  EXPECT_TRUE(std::holds_alternative<PolicyStampRestampKeep>(chain.links.back().restamp));
  EXPECT_EQ(chain.last.ceiling, chain.root.ceiling);
  chain.restamp_with(Capability::everything());
  EXPECT_TRUE(std::holds_alternative<PolicyStampRestampBlock>(chain.links.back().restamp));
  EXPECT_EQ(chain_fault(chain.root, chain.links), std::nullopt);
  EXPECT_EQ(chain_of(chain.root, chain.links, test_time(2000)).restamps.size(), 1001u);
}

PolicyStampRestampKeep& keep_of(Link& link) { return std::get<0>(link.restamp); }

TEST(RestampChain, tells_what_is_wrong_with_it) {
  const auto fault = [](auto&& alter) {
    Chain chain;
    for (int i = 0; i < 3; ++i) chain.restamp_with(local);
    alter(chain);
    return chain_fault(chain.root, chain.links);
  };
  EXPECT_EQ(fault([](Chain&) {}), std::nullopt);
  EXPECT_EQ(fault([](Chain& chain) {
              keep_of(chain.links[1]).root_stamp = chain.links[0].successor->id;
            }),
            ChainFault::another_root);
  EXPECT_EQ(fault([](Chain& chain) {
              keep_of(chain.links[1]).comparisons[1].ceiling_value = "approved_external";
            }),
            ChainFault::rebased);
  EXPECT_EQ(fault([](Chain& chain) {
              keep_of(chain.links[1]).comparisons[1].new_value = "approved_external";
            }),
            ChainFault::wrong_comparison);
  EXPECT_EQ(fault([](Chain& chain) { keep_of(chain.links[1]).comparisons.pop_back(); }),
            ChainFault::comparison_missing);
  EXPECT_EQ(fault([](Chain& chain) { chain.links.erase(chain.links.begin() + 1); }),
            ChainFault::another_prior);
  EXPECT_EQ(fault([](Chain& chain) { keep_of(chain.links[1]).policies.clear(); }),
            ChainFault::another_prior);
  EXPECT_EQ(fault([](Chain& chain) { chain.links[1].successor.reset(); }),
            ChainFault::another_prior);
  EXPECT_EQ(fault([](Chain& chain) {
              keep_of(chain.links[1]).certificate = memory::MemoryFlowCertificateId("mfc_2");
            }),
            ChainFault::altered);
}

// Every id is that of its content; only the whole says that something was put in its place.
TEST(RestampChain, takes_no_other_stamp_for_what_a_restamp_led_to) {
  const auto fault = [](auto&& alter) {
    Chain chain;
    chain.root = chain.last = test_stamp({test_grant(to_retrieve, local)});
    chain.restamp_with(local);
    PolicyStamp& successor = *chain.links[0].successor;
    alter(successor);
    name(successor);
    return chain_fault(chain.root, chain.links);
  };
  EXPECT_EQ(fault([](PolicyStamp&) {}), std::nullopt);
  const auto forgeries = std::to_array<void (*)(PolicyStamp&)>(
      {[](PolicyStamp& stamp) { stamp.object = memory::MemoryObjectRef("patients/p-118"); },
       [](PolicyStamp& stamp) { stamp.freshness_key = key_of_step(7); },
       [](PolicyStamp& stamp) { stamp.recorded_at = canon::Timestamp(test_time(0)); },
       [](PolicyStamp& stamp) { stamp.expires_at.reset(); },
       [](PolicyStamp& stamp) { stamp.expires_at = canon::Timestamp(test_time(100'000)); },
       [](PolicyStamp& stamp) { stamp.items[0].action = memory::Action::inspect; },
       [](PolicyStamp& stamp) {
         stamp.items.push_back({to_cloud.action, to_cloud.destination, stamp.items[0].policy,
                                stamp.items[0].ceiling});
       }});
  for (const auto forge : forgeries) EXPECT_EQ(fault(forge), ChainFault::another_prior);
}

TEST(RestampChain, begins_with_a_root_whose_ceiling_is_its_own) {
  const auto rename = [](KeptStamp& root) {
    name(root.ceiling);
    for (PolicyStampScopeItem& item : root.stamp.items) item.ceiling = root.ceiling.id;
    name(root.stamp);
    root.ceiling.root_stamp = root.stamp.id;
  };
  KeptStamp root = test_stamp({test_grant(to_retrieve, local)});
  rename(root);
  EXPECT_EQ(chain_fault(root, {}), std::nullopt);
  root.ceiling.items[0].locality = Locality::approved_external;
  rename(root);
  EXPECT_EQ(chain_fault(root, {}), ChainFault::another_root);
  // One that allows less than its root did, as if it were one itself.
  Chain chain;
  chain.restamp_with(local & Capability::cap(memory::ContentFidelity::redacted));
  chain.last.ceiling.root_stamp = chain.last.stamp.id;
  EXPECT_EQ(chain_fault(chain.last, {}), ChainFault::another_root);
}

TEST(RestampChain, leads_to_a_stamp_unless_it_was_blocked) {
  Chain chain;
  chain.restamp_with(local);
  Link& link = chain.links[0];
  const PolicyStamp successor = *link.successor;
  link.successor.reset();
  EXPECT_EQ(chain_fault(chain.root, chain.links), ChainFault::another_prior);
  Chain blocked;
  blocked.restamp_with(Capability::everything());
  EXPECT_EQ(chain_fault(blocked.root, blocked.links), std::nullopt);
  blocked.links[0].successor = successor;
  EXPECT_EQ(chain_fault(blocked.root, blocked.links), ChainFault::another_prior);
}

TEST(RestampChain, ends_with_what_was_blocked) {
  Chain chain;
  chain.restamp_with(Capability::everything());
  chain.links.push_back(chain.links.back());
  EXPECT_EQ(chain_fault(chain.root, chain.links), ChainFault::goes_on_after_block);
}

}  // namespace
}  // namespace writ::stamp

DEFINE_RECORD(writ::stamp::Shown);
