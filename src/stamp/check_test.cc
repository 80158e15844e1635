#include "stamp/check.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <functional>
#include <optional>
#include <variant>
#include <vector>

#include "stamp/test_stamp.h"

namespace writ::stamp {
namespace {

using memory::test_key;

std::optional<StampFault> refused(const KeptStamp& kept, const Presented& what,
                                  Instant now = test_time(1),
                                  const PolicyRuntimeFreshnessKey& active = test_key()) {
  const auto made = SoundStamp::of(kept);
  if (!made) return made.error();
  return made->refused(what, active, now);
}

memory::PolicyEvaluationContext& context_of(Presented& presented) {
  return std::get<memory::PolicyEvaluationContext>(presented.question);
}

TEST(Check, a_stamp_is_honoured_for_what_it_lists) {
  const KeptStamp kept = test_stamp();
  EXPECT_EQ(refused(kept, presented(test_grant(to_retrieve))), std::nullopt);
  EXPECT_EQ(refused(kept, presented(test_grant(to_cloud))), std::nullopt);
}

TEST(Check, a_retrieval_stamp_authorises_neither_rendering_nor_export) {
  const KeptStamp kept = test_stamp({test_grant(to_retrieve)});
  for (const ItemKey& key : {ItemKey{Action::render_inline, {}}, to_cloud}) {
    EXPECT_EQ(refused(kept, presented(test_grant(key))), StampFault::action_not_listed);
  }
}

TEST(Check, an_export_stamp_is_for_its_destination_alone) {
  const Grant elsewhere = test_grant({Action::export_, Destination::firm_server});
  EXPECT_EQ(refused(test_stamp(), presented(elsewhere)), StampFault::destination_not_listed);
  Presented nowhere = presented(test_grant(to_cloud));
  nowhere.destination.reset();
  EXPECT_EQ(refused(test_stamp(), nowhere), StampFault::destination_not_listed);
}

TEST(Check, another_object_or_question_is_refused) {
  Presented what = presented(test_grant(to_retrieve));
  what.object = memory::MemoryObjectRef("patients/p-118");
  EXPECT_EQ(refused(test_stamp(), what), StampFault::another_object);

  what = presented(test_grant(to_retrieve));
  context_of(what).model_class =
      memory::ModelClass::cloud_model;  // the id is still the stamped one's
  EXPECT_EQ(refused(test_stamp(), what), StampFault::another_context);
  what = presented(test_grant(to_retrieve));
  context_of(what).recorded_at = canon::Timestamp(test_time(1));  // asked again, later
  EXPECT_EQ(refused(test_stamp(), what), std::nullopt);
}

TEST(Check, a_question_may_be_presented_by_its_id) {
  const KeptStamp kept = test_stamp();
  Presented what = presented(test_grant(to_retrieve));
  const memory::PolicyEvaluationContextRef id = context_of(what).id;
  what.question = id;
  EXPECT_EQ(refused(kept, what), std::nullopt);
  EXPECT_EQ(refused(kept, what, test_time(61)), StampFault::expired);

  Presented other = presented(test_grant(to_cloud));
  what.question = context_of(other).id;
  EXPECT_EQ(refused(kept, what), StampFault::another_context);
  what.question = memory::PolicyEvaluationContextRef(id.text().substr(0, id.text().size() - 1));
  EXPECT_EQ(refused(kept, what), StampFault::another_context);
  other.question = id;  // of the same stamp's other item
  EXPECT_EQ(refused(kept, other), StampFault::another_context);
}

// Of a stamp that was issued by itself, and of one that shares what it was issued for with that of
// another memory.
TEST(Check, a_question_is_of_its_memory_and_its_item_whole) {
  const memory::MemoryObjectRef other("patients/p-118");
  const std::vector<Grant> first{test_grant(to_retrieve), test_grant(to_cloud)};
  const std::vector<Grant> own{about(first[0], other), about(first[1], other)};
  IssueTerms under = test_terms();
  under.object = other;
  const SoundStamp alone = sound(test_stamp(own, under));
  SoundStamp shared = alone;
  SharedForms forms;
  SoundStamp of_first = sound(test_stamp(first));
  of_first.share(forms);
  shared.share(forms);
  ASSERT_EQ(shared.form(), of_first.form());
  for (const SoundStamp& stamp : {alone, shared}) {
    const auto refused = [&](const Grant& item, PresentedQuestion question) {
      return stamp.refused({other, item.policy.action, item.policy.destination, question},
                           test_key(), test_time(1));
    };
    for (const std::size_t i : {0U, 1U}) {
      EXPECT_EQ(refused(own[i], own[i].context), std::nullopt);
      EXPECT_EQ(refused(own[i], own[i].context.id), std::nullopt);
      for (const Grant& not_its : {first[i], own[1 - i]}) {
        EXPECT_EQ(refused(own[i], not_its.context), StampFault::another_context);
        EXPECT_EQ(refused(own[i], not_its.context.id), StampFault::another_context);
      }
      memory::PolicyEvaluationContext of_another = own[i].context;
      of_another.object = first[i].context.object;
      EXPECT_EQ(refused(own[i], of_another), StampFault::another_context);
      memory::PolicyEvaluationContext named_another = own[i].context;
      named_another.id = first[i].context.id;
      EXPECT_EQ(refused(own[i], named_another), StampFault::another_context);
    }
    EXPECT_EQ(canon::encode(stamp.kept()), canon::encode(alone.kept()));
  }
}

TEST(Check, an_item_was_asked_for_its_own_principal) {
  Grant for_vera = test_grant(to_cloud);
  for_vera.context.principal = memory::PrincipalRef("vera");
  const SoundStamp stamp =
      sound(test_stamp({test_grant(to_retrieve), about(for_vera, for_vera.policy.object)}));
  EXPECT_EQ(stamp.asked_for(to_retrieve).text(), "nora");
  EXPECT_EQ(stamp.asked_for(to_cloud).text(), "vera");
}

TEST(Check, it_does_not_outlive_the_state_that_it_was_issued_under) {
  const Presented what = presented(test_grant(to_retrieve));
  EXPECT_EQ(refused(test_stamp(), what, test_time(1), moved_key()),
            StampFault::stale_effective_state);
  const auto stale = [&](auto&& move) {
    PolicyRuntimeFreshnessKey key = test_key();
    move(key);
    return refused(test_stamp(), what, test_time(1), key);
  };
  EXPECT_EQ(stale([](auto& key) { key.policy_generation = memory::PolicyGenerationId("8"); }),
            StampFault::stale_generation);
  EXPECT_EQ(stale([](auto& key) { key.evaluator_hash = memory::ContentHash("f"); }),
            StampFault::stale_generation);
  EXPECT_EQ(stale([](auto& key) { key.domain_profile_version = memory::SchemaVersionRef("2"); }),
            StampFault::stale_generation);
  EXPECT_EQ(stale([](auto& key) { key.reason_code_version = memory::SchemaVersionRef("2"); }),
            StampFault::stale_generation);
  EXPECT_EQ(stale([](auto& key) { key.safe_label_version = memory::SchemaVersionRef("2"); }),
            StampFault::stale_generation);
}

// As of a store that was put back to an older copy.
TEST(Check, one_of_a_state_that_is_still_to_come_is_refused) {
  const Presented what = presented(test_grant(to_retrieve));
  PolicyRuntimeFreshnessKey earlier = test_key();
  earlier.effective_state_generation = memory::EffectiveStateGenerationId("11");
  EXPECT_EQ(refused(test_stamp(), what, test_time(1), earlier), StampFault::stale_effective_state);
  earlier.policy_generation = memory::PolicyGenerationId("6");
  EXPECT_EQ(refused(test_stamp(), what, test_time(1), earlier), StampFault::stale_generation);
}

TEST(Check, it_holds_from_its_issue_until_just_before_it_runs_out) {
  const Presented what = presented(test_grant(to_retrieve));
  EXPECT_EQ(refused(test_stamp(), what, {test_time().microseconds - 1}), StampFault::issued_later);
  EXPECT_EQ(refused(test_stamp(), what, test_time()), std::nullopt);
  EXPECT_EQ(refused(test_stamp(), what, {test_time(60).microseconds - 1}), std::nullopt);
  EXPECT_EQ(refused(test_stamp(), what, test_time(60)), StampFault::expired);
}

TEST(Check, one_whose_life_is_over_says_how) {
  using memory::LifecycleState;
  for (const auto& [state, fault] :
       {std::pair(LifecycleState::superseded, StampFault::superseded),
        std::pair(LifecycleState::invalidated, StampFault::invalidated),
        std::pair(LifecycleState::expired, StampFault::expired),
        std::pair(LifecycleState::blocked, StampFault::blocked),
        std::pair(LifecycleState::archived, StampFault::archived)}) {
    KeptStamp kept = test_stamp();
    ASSERT_TRUE(advance(kept.stamp, state, test_time(1), "why"));
    EXPECT_EQ(refused(kept, presented(test_grant(to_retrieve))), fault);
  }
}

TEST(Check, a_policy_that_does_not_allow_its_action_honours_nothing) {
  const Grant blocked = test_grant(to_retrieve, Capability::cap(memory::Locality::blocked));
  EXPECT_EQ(issue(test_terms(), {blocked}).error(), StampFault::below_minima);
}

// Everything that binds a stamp, altered one by one.
TEST(Check, any_altered_binding_is_found) {
  const std::vector<std::function<void(KeptStamp&)>> alterations{
      [](KeptStamp& kept) { kept.stamp.object = memory::MemoryObjectRef("other"); },
      [](KeptStamp& kept) { kept.stamp.freshness_key = moved_key(); },
      [](KeptStamp& kept) { kept.stamp.expires_at = canon::Timestamp(test_time(600)); },
      [](KeptStamp& kept) { kept.stamp.expires_at.reset(); },
      [](KeptStamp& kept) { kept.stamp.items[0].action = Action::render_inline; },
      [](KeptStamp& kept) { kept.stamp.items[1].destination = Destination::remote_peer; },
      [](KeptStamp& kept) { kept.stamp.items.pop_back(); },
      [](KeptStamp& kept) { kept.stamp.items.clear(); },
      [](KeptStamp& kept) { kept.stamp.items.push_back(kept.stamp.items[0]); },
      [](KeptStamp& kept) { std::swap(kept.stamp.items[0], kept.stamp.items[1]); },
      [](KeptStamp& kept) { kept.policies[0].locality = memory::Locality::local_only; },
      [](KeptStamp& kept) { std::swap(kept.policies[0], kept.policies[1]); },
      [](KeptStamp& kept) {
        set_levels(kept.policies[0], Capability::everything());
        kept.policies[0].id = kept.policies[1].id;
      },
      [](KeptStamp& kept) { kept.policies.pop_back(); },
      [](KeptStamp& kept) { kept.contexts[0].principal = memory::PrincipalRef("mallory"); },
      [](KeptStamp& kept) { std::swap(kept.contexts[0], kept.contexts[1]); },
      [](KeptStamp& kept) { kept.contexts.clear(); },
      [](KeptStamp& kept) { kept.ceiling.items[0].locality = memory::Locality::blocked; },
      [](KeptStamp& kept) { kept.ceiling.object = memory::MemoryObjectRef("other"); },
      [](KeptStamp& kept) { kept.ceiling.items.clear(); },
  };
  for (std::size_t i = 0; i < alterations.size(); ++i) {
    KeptStamp kept = test_stamp();
    alterations[i](kept);
    EXPECT_FALSE(SoundStamp::of(kept)) << "alteration " << i;
  }
}

// Whoever makes it up anew, ids and all, cannot bind an item to a policy that is not its own.
TEST(Check, ids_that_fit_do_not_make_a_policy_fit) {
  KeptStamp kept = test_stamp();
  kept.stamp.items[0].action = Action::render_inline;
  name(kept.stamp);
  EXPECT_EQ(SoundStamp::of(kept).error(), StampFault::policy_mismatch);

  kept = test_stamp();
  kept.policies[0].object = memory::MemoryObjectRef("other");
  memory::name(kept.policies[0]);
  kept.stamp.items[0].policy = kept.policies[0].id;
  name(kept.stamp);
  EXPECT_EQ(SoundStamp::of(kept).error(), StampFault::policy_mismatch);
}

TEST(Check, what_became_of_a_stamp_does_not_change_its_name) {
  KeptStamp kept = test_stamp();
  const memory::PolicyStampRef id = kept.stamp.id;
  ASSERT_TRUE(advance(kept.stamp, memory::LifecycleState::invalidated, test_time(1), "psi_1"));
  name(kept.stamp);
  EXPECT_EQ(kept.stamp.id, id);
}

RC_GTEST_PROP(Check, a_clock_that_goes_back_never_brings_back_what_ran_out, ()) {
  KeptStamp kept = test_stamp({test_grant(to_retrieve)});
  const Presented what = presented(test_grant(to_retrieve));
  const auto times = *rc::gen::container<std::vector<int>>(rc::gen::inRange(-120, 120));
  bool ran_out = false;
  for (const int seconds : times) {
    ran_out = expire(kept.stamp, test_time(seconds)) || ran_out;
    const auto why = refused(kept, what, test_time(seconds));
    if (ran_out) RC_ASSERT(why == StampFault::expired);
    if (seconds >= 60) RC_ASSERT(ran_out);
    if (!ran_out && seconds >= 0) RC_ASSERT(!why);
  }
}

RC_GTEST_PROP(Check, a_stamp_is_for_its_items_and_no_others, ()) {
  std::vector<Grant> grants;
  std::vector<ItemKey> listed;
  const auto any_key = [] {
    ItemKey key{static_cast<Action>(*rc::gen::inRange<int>(0, memory::action_count)), {}};
    if (memory::is_egress(key.action)) {
      key.destination = static_cast<Destination>(*rc::gen::inRange(0, 8));
    }
    return key;
  };
  const int count = *rc::gen::inRange(1, 8);
  for (int i = 0; i < count; ++i) {
    const ItemKey key = any_key();
    if (std::ranges::find(listed, key) != listed.end()) continue;
    listed.push_back(key);
    grants.push_back(test_grant(key));
  }
  const KeptStamp kept = test_stamp(grants);
  const ItemKey asked = any_key();
  const bool is_listed = std::ranges::find(listed, asked) != listed.end();
  RC_ASSERT(refused(kept, presented(test_grant(asked))).has_value() != is_listed);
}

}  // namespace
}  // namespace writ::stamp
