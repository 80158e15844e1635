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

// The same grant for another memory, as asking about that would make it.
Grant about(Grant grant, const MemoryObjectRef& object) {
  grant.context.object = object;
  memory::name(grant.context);
  grant.policy.object = object;
  grant.policy.context = grant.context.id;
  memory::name(grant.policy);
  return grant;
}

std::vector<Grant> grants(Capability allows = Capability::everything()) {
  return {test_grant(to_retrieve, allows, moved_key()), test_grant(to_cloud, allows, moved_key())};
}

std::vector<Grant> grants_about(const MemoryObjectRef& object,
                                Capability allows = Capability::everything()) {
  std::vector<Grant> about_it;
  for (const Grant& grant : grants(allows)) about_it.push_back(about(grant, object));
  return about_it;
}

SoundForm form(std::vector<Grant> of = grants()) {
  auto made = SoundForm::of(std::move(of), moved_key());
  EXPECT_TRUE(made) << name_of(made.error());
  return *std::move(made);
}

RestampTerms terms() {
  return {.freshness_key = moved_key(),
          .now = test_time(1),
          .certificate = memory::MemoryFlowCertificateId("mfc_1")};
}

KeptStamp root_of(const MemoryObjectRef& object, Capability allows = Capability::everything()) {
  IssueTerms under = test_terms();
  under.object = object;
  return test_stamp(
      {about(test_grant(to_retrieve, allows), object), about(test_grant(to_cloud, allows), object)},
      under);
}

template <class Record>
std::string text(const Record& record) {
  return canon::encode(record);
}

std::string text(const PolicyStampRestamp& restamp) {
  return std::visit([](const auto& record) { return canon::encode(record); },
                    static_cast<const PolicyStampRestamp::variant&>(restamp));
}

TEST(Form, is_of_every_memory_that_was_granted_the_same) {
  EXPECT_TRUE(form().is_of(other, grants_about(other)));
  EXPECT_FALSE(form().is_of(other, grants_about(other, local)));
  EXPECT_FALSE(form().is_of(other, {grants_about(other).front()}));
  EXPECT_FALSE(form().is_of(other, grants()));  // of the first memory
}

// Whatever was allowed and is now: as a restamp of that one memory by itself.
RC_GTEST_PROP(Form, restamps_as_restamping_each_by_itself_does, ()) {
  const Capability needed = memory::least_for(Action::retrieve, {});
  const Grant before = test_grant(to_retrieve, memory::any_capability() | needed);
  const Grant now = test_grant(to_retrieve, memory::any_capability() | needed, moved_key());
  IssueTerms under = test_terms();
  under.object = other;
  const KeptStamp root = test_stamp({about(before, other)}, under);
  const auto alone = restamp(root, terms(), {about(now, other)});
  const auto made = form({now}).restamp(root, terms());
  RC_ASSERT(alone.has_value());
  RC_ASSERT(made.has_value());
  RC_ASSERT(text(made->record) == text(alone->record));
  RC_ASSERT(made->successor.has_value() == alone->successor.has_value());
  if (made->successor) {
    RC_ASSERT(text(made->successor->kept()) == text(*alone->successor));
    RC_ASSERT(SoundStamp::of(made->successor->kept()).has_value());
  }
}

TEST(Form, stamps_no_item_that_the_ceiling_does_not_have) {
  IssueTerms under = test_terms();
  under.object = other;
  const KeptStamp narrow = test_stamp({about(test_grant(to_retrieve), other)}, under);
  const SoundForm::Terms as{.object = other, .now = test_time(1)};
  EXPECT_EQ(form().stamp(as, narrow.ceiling).error(), StampFault::policy_mismatch);
  const KeptStamp of_another = root_of(MemoryObjectRef("a third"));
  EXPECT_EQ(form().stamp(as, of_another.ceiling).error(), StampFault::policy_mismatch);
}

TEST(Form, follows_nothing_that_has_ended_or_not_moved) {
  KeptStamp root = root_of(other);
  RestampTerms unmoved = terms();
  unmoved.freshness_key = root.stamp.freshness_key;
  EXPECT_EQ(form().restamp(root, unmoved).error(), StampFault::not_moved);
  ASSERT_TRUE(expire(root.stamp, test_time(60)));
  EXPECT_EQ(form().restamp(root, terms()).error(), StampFault::expired);
}

TEST(Form, asks_what_was_stamped_whatever_the_memory_and_the_time) {
  EXPECT_TRUE(form().asks_as(root_of(other)));
  Grant elsewhere = test_grant(to_retrieve, Capability::everything(), moved_key());
  elsewhere.context.exposure_context = memory::ExposureContextRef("another ward");
  memory::name(elsewhere.context);
  elsewhere.policy.context = elsewhere.context.id;
  memory::name(elsewhere.policy);
  EXPECT_FALSE(form({elsewhere}).asks_as(root_of(other)));
}

// What is stored is looked at as what was issued is.
TEST(Form, is_no_form_where_a_binding_is_broken) {
  EXPECT_TRUE(SoundForm::of(form().form()));
  EXPECT_EQ(SoundForm::of(StampForm{}).error(), StampFault::no_items);
  StampForm wider = form({test_grant(to_retrieve, local, moved_key())}).form();
  wider.policies.front().locality = Locality::approved_external;
  EXPECT_EQ(SoundForm::of(wider).error(), StampFault::altered);
  StampForm another_question = form().form();
  another_question.contexts.front().interaction_mode = memory::InteractionMode::agent_initiated;
  memory::name(another_question.contexts.front());
  EXPECT_EQ(SoundForm::of(another_question).error(), StampFault::policy_mismatch);
  StampForm another_state = form().form();
  another_state.freshness_key = memory::test_key();
  EXPECT_EQ(SoundForm::of(another_state).error(), StampFault::stale_effective_state);
  StampForm without_question = form().form();
  without_question.contexts.pop_back();
  EXPECT_EQ(SoundForm::of(without_question).error(), StampFault::policy_mismatch);
  StampForm twice = form().form();
  twice.policies.push_back(twice.policies.front());
  twice.contexts.push_back(twice.contexts.front());
  EXPECT_EQ(SoundForm::of(twice).error(), StampFault::repeated_item);
}

}  // namespace
}  // namespace writ::stamp
