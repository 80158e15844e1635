#include "stamp/restamping.h"

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
const memory::MemoryFlowCertificateId certificate("mfc_1");

RestampTerms terms(std::optional<Instant> expires_at = {}) {
  return {.freshness_key = moved_key(),
          .now = test_time(1),
          .expires_at = expires_at,
          .certificate = certificate};
}

KeptStamp root_of(const MemoryObjectRef& object, std::vector<Grant> grants) {
  IssueTerms under = test_terms();
  under.object = object;
  for (Grant& grant : grants) grant = about(std::move(grant), object);
  return test_stamp(std::move(grants), under);
}

KeptStamp root_of(const MemoryObjectRef& object) {
  return root_of(object, {test_grant(to_retrieve), test_grant(to_cloud)});
}

Restamping restamping(std::vector<Grant> of) {
  auto form = SoundForm::of(std::move(of), moved_key(), canon::Timestamp(test_time(1)));
  EXPECT_TRUE(form) << name_of(form.error());
  return {std::make_shared<const SoundForm>(*std::move(form)), test_time(1), certificate};
}

Restamping restamping() {
  return restamping({test_grant(to_retrieve, Capability::everything(), moved_key()),
                     test_grant(to_cloud, Capability::everything(), moved_key())});
}

std::string text(const PolicyStampRestamp& restamp) {
  return std::visit([](const auto& record) { return canon::encode(record); },
                    static_cast<const PolicyStampRestamp::variant&>(restamp));
}

// That both say the same, of a stamp that shares what it was issued for.
void expect_as_alone(Restamping& many, SharedForms& forms, const KeptStamp& root,
                     const std::vector<Grant>& now, std::optional<Instant> expires_at = {}) {
  SoundStamp prior = sound(root);
  prior.share(forms);
  const auto alone = restamp(root, terms(expires_at), now);
  const auto made = many.of(prior, expires_at);
  ASSERT_TRUE(alone.has_value());
  ASSERT_TRUE(made.has_value());
  EXPECT_EQ(made->record, text(alone->record));
  ASSERT_EQ(made->successor.has_value(), alone->successor.has_value());
  EXPECT_EQ(made->disposition == RestampDisposition::block, !made->successor.has_value());
  if (!made->successor) return;
  EXPECT_EQ(canon::encode(made->successor->kept()), canon::encode(*alone->successor));
  EXPECT_TRUE(SoundStamp::of(made->successor->kept()).has_value());
}

// Whatever was allowed and is now, of one stamp after the other: most of them are as one before.
RC_GTEST_PROP(Restamping, is_as_restamping_each_by_itself, ()) {
  const Capability needed = memory::least_for(Action::retrieve, {});
  const Grant now = test_grant(to_retrieve, memory::any_capability() | needed, moved_key());
  const std::vector<Grant> before{test_grant(to_retrieve, memory::any_capability() | needed),
                                  test_grant(to_retrieve, memory::any_capability() | needed)};
  Restamping many = restamping({now});
  SharedForms forms;
  for (const int memory : {1, 2, 3, 4, 5, 6}) {
    const MemoryObjectRef object("a \"memory\" " + std::to_string(memory));
    IssueTerms under = test_terms();
    under.object = object;
    under.reason_codes.assign(*rc::gen::inRange<std::size_t>(0, 2), memory::ReasonCodeId("why"));
    if (*rc::gen::arbitrary<bool>()) under.expires_at.reset();
    const KeptStamp root =
        test_stamp({about(before[*rc::gen::inRange<std::size_t>(0, 2)], object)}, under);
    expect_as_alone(many, forms, root, {about(now, object)}, test_time(30));
    expect_as_alone(many, forms, root, {about(now, object)});
  }
  RC_ASSERT(!testing::Test::HasFailure());
}

// More of them than are remembered.
TEST(Restamping, goes_on_where_no_two_are_alike) {
  const Grant now = test_grant(to_retrieve, Capability::everything(), moved_key());
  Restamping many = restamping({now});
  SharedForms forms;
  for (int i = 0; i < 200; ++i) {
    IssueTerms under = test_terms();
    under.object = other;
    under.reason_codes = {memory::ReasonCodeId("why" + std::to_string(i))};
    expect_as_alone(many, forms, test_stamp({about(test_grant(to_retrieve), other)}, under),
                    {about(now, other)});
  }
}

// Of one form: the one was narrowed below its root, and the other's root was no wider.
TEST(Restamping, tells_apart_what_the_ceilings_allow) {
  const auto narrow = std::make_shared<const SoundForm>(*SoundForm::of(
      {test_grant(to_retrieve, local)}, memory::test_key(), canon::Timestamp(test_time())));
  const auto under = [&](const KeptStamp& root) {
    IssueTerms as = test_terms();
    as.object = other;
    return *SoundStamp::of(narrow, as, std::make_shared<const PolicyCeilingSnapshot>(root.ceiling));
  };
  const SoundStamp below_its_root = under(root_of(other, {test_grant(to_retrieve)}));
  const SoundStamp at_its_root = under(root_of(other, {test_grant(to_retrieve, local)}));
  ASSERT_EQ(below_its_root.form(), at_its_root.form());
  Restamping many = restamping({test_grant(to_retrieve, Capability::everything(), moved_key())});
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(many.of(below_its_root, {})->disposition, RestampDisposition::keep);
    EXPECT_EQ(many.of(at_its_root, {})->disposition, RestampDisposition::block);
  }
}

TEST(Restamping, stamps_no_item_that_the_ceiling_does_not_have) {
  const KeptStamp narrow = root_of(other, {test_grant(to_retrieve)});
  const auto ceiling = std::make_shared<const PolicyCeilingSnapshot>(narrow.ceiling);
  const IssueTerms as{.object = other, .freshness_key = moved_key(), .now = test_time(1)};
  const auto of = std::make_shared<const SoundForm>(
      *SoundForm::of({test_grant(to_retrieve, Capability::everything(), moved_key()),
                      test_grant(to_cloud, Capability::everything(), moved_key())},
                     moved_key(), canon::Timestamp(test_time())));
  EXPECT_EQ(SoundStamp::of(of, as, ceiling).error(), StampFault::policy_mismatch);
  IssueTerms of_another = as;
  of_another.object = MemoryObjectRef("a third");
  const auto whole = std::make_shared<const PolicyCeilingSnapshot>(root_of(other).ceiling);
  EXPECT_TRUE(SoundStamp::of(of, as, whole));
  EXPECT_EQ(SoundStamp::of(of, of_another, whole).error(), StampFault::policy_mismatch);
  IssueTerms under_another = as;
  under_another.freshness_key = memory::test_key();
  EXPECT_EQ(SoundStamp::of(of, under_another, whole).error(), StampFault::policy_mismatch);
}

TEST(Restamping, follows_nothing_that_has_ended_or_not_moved_or_is_not_asked) {
  KeptStamp root = root_of(other);
  Restamping unmoved(sound(root).form(), test_time(1), certificate);
  EXPECT_EQ(unmoved.of(sound(root), {}).error(), StampFault::not_moved);
  Grant elsewhere = test_grant(to_retrieve, Capability::everything(), moved_key());
  elsewhere.context.exposure_context = memory::ExposureContextRef("another ward");
  memory::name(elsewhere.context);
  elsewhere.policy.context = elsewhere.context.id;
  memory::name(elsewhere.policy);
  EXPECT_EQ(restamping({elsewhere}).of(sound(root), {}).error(), StampFault::another_context);
  ASSERT_TRUE(expire(root.stamp, test_time(60)));
  EXPECT_EQ(restamping().of(sound(root), {}).error(), StampFault::expired);
}

}  // namespace
}  // namespace writ::stamp
