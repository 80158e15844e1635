#include "stamp/form.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "memory/actions.h"
#include "memory/test_capability.h"
#include "stamp/test_stamp.h"

namespace writ::stamp {
namespace {

using memory::Locality;
using memory::MemoryObjectRef;

const Capability local = Capability::cap(Locality::local_only);
const MemoryObjectRef other("another memory");

std::vector<Grant> grants(Capability allows = Capability::everything()) {
  return {test_grant(to_retrieve, allows, moved_key()), test_grant(to_cloud, allows, moved_key())};
}

std::vector<Grant> grants_about(const MemoryObjectRef& object,
                                Capability allows = Capability::everything()) {
  std::vector<Grant> about_it;
  for (const Grant& grant : grants(allows)) about_it.push_back(about(grant, object));
  return about_it;
}

std::shared_ptr<const SoundForm> form(std::vector<Grant> of = grants()) {
  auto made = SoundForm::of(std::move(of), moved_key(), canon::Timestamp(test_time()));
  EXPECT_TRUE(made) << name_of(made.error());
  return std::make_shared<const SoundForm>(*std::move(made));
}

TEST(Form, is_of_every_memory_that_was_granted_the_same) {
  EXPECT_TRUE(form()->is_of(other, grants_about(other)));
  EXPECT_FALSE(form()->is_of(other, grants_about(other, local)));
  EXPECT_FALSE(form()->is_of(other, {grants_about(other).front()}));
  EXPECT_FALSE(form()->is_of(other, {grants_about(other).front(), grants_about(other).front()}));
  EXPECT_FALSE(form()->is_of(other, grants()));  // of the first memory
}

// Whatever the policy allows and whatever the memory is called.
RC_GTEST_PROP(Form, grants_what_asking_about_the_memory_would, (int number)) {
  const MemoryObjectRef object("m\"" + std::to_string(number));
  const Capability needed = memory::least_for(Action::retrieve, {});
  const std::vector<Grant> of{
      test_grant(to_retrieve, memory::any_capability() | needed, moved_key())};
  const Grant made = form(of)->grants_of(object, canon::Timestamp(test_time())).front();
  const Grant wanted = about(of.front(), object);
  RC_ASSERT(canon::encode(made.policy) == canon::encode(wanted.policy));
  RC_ASSERT(made.context == wanted.context);
}

TEST(Form, says_when_it_was_asked_where_that_is_not_when_it_was_stamped) {
  const canon::Timestamp later(test_time(5));
  const Grant with_it = form()->grants_of(other, later).front();
  EXPECT_EQ(with_it.policy.recorded_at, later);
  EXPECT_EQ(with_it.context.recorded_at, later);
  const SoundForm before = *SoundForm::of(grants(), moved_key(), later);
  const Grant by_itself = before.grants_of(other, later).front();
  EXPECT_EQ(by_itself.policy.recorded_at, canon::Timestamp(test_time()));
  EXPECT_EQ(by_itself.context.recorded_at, canon::Timestamp(test_time()));
}

TEST(Form, asks_what_was_stamped_whatever_the_memory_and_the_time) {
  EXPECT_TRUE(form()->asks(about(test_grant(to_retrieve), other).context));
  Grant elsewhere = test_grant(to_retrieve);
  elsewhere.context.exposure_context = memory::ExposureContextRef("another ward");
  EXPECT_FALSE(form()->asks(elsewhere.context));
  EXPECT_FALSE(form({grants().front()})->asks(test_grant(to_cloud).context));
}

// What is stored is looked at as what was issued is.
TEST(Form, is_no_form_where_a_binding_is_broken) {
  const auto of = [](StampForm broken) {
    return SoundForm::of(std::move(broken), canon::Timestamp(test_time()));
  };
  EXPECT_TRUE(of(form()->form()));
  EXPECT_EQ(of(StampForm{}).error(), StampFault::no_items);
  StampForm wider = form({test_grant(to_retrieve, local, moved_key())})->form();
  wider.policies.front().locality = Locality::approved_external;
  EXPECT_EQ(of(wider).error(), StampFault::altered);
  StampForm another_question = form()->form();
  another_question.contexts.front().interaction_mode = memory::InteractionMode::agent_initiated;
  memory::name(another_question.contexts.front());
  EXPECT_EQ(of(another_question).error(), StampFault::policy_mismatch);
  StampForm another_state = form()->form();
  another_state.freshness_key = memory::test_key();
  EXPECT_EQ(of(another_state).error(), StampFault::stale_effective_state);
  StampForm without_question = form()->form();
  without_question.contexts.pop_back();
  EXPECT_EQ(of(without_question).error(), StampFault::policy_mismatch);
  StampForm twice = form()->form();
  twice.policies.push_back(twice.policies.front());
  twice.contexts.push_back(twice.contexts.front());
  EXPECT_EQ(of(twice).error(), StampFault::repeated_item);
}

TEST(SharedForms, hold_those_once_that_are_alike) {
  SharedForms shared;
  const auto first = shared.of(form());
  EXPECT_EQ(shared.of(form(grants_about(other))), first);
  const auto narrow = shared.of(form({test_grant(to_retrieve, local, moved_key())}));
  EXPECT_NE(narrow, first);
  EXPECT_NE(shared.of(form({grants().front()})), narrow);
  const auto asked_before = std::make_shared<const SoundForm>(
      *SoundForm::of(grants(), moved_key(), canon::Timestamp(test_time(5))));
  EXPECT_NE(shared.of(asked_before), first);
  EXPECT_EQ(shared.of(asked_before), asked_before);
}

TEST(SharedForms, hold_what_is_gone_no_longer) {
  SharedForms shared;
  shared.of(form());
  const auto narrow = shared.of(form({test_grant(to_retrieve, local, moved_key())}));
  const auto again = form();
  EXPECT_EQ(shared.of(again), again);
  for (int i = 0; i < 3000; ++i) {
    const Grant asked = test_grant(to_retrieve, local, moved_key());
    shared.of(std::make_shared<const SoundForm>(
        *SoundForm::of({asked}, moved_key(), canon::Timestamp(test_time(i + 1)))));
  }
  EXPECT_EQ(shared.of(form({test_grant(to_retrieve, local, moved_key())})), narrow);
  EXPECT_EQ(shared.of(form()), again);
}

}  // namespace
}  // namespace writ::stamp
