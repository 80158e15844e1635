#include "govern/kept_disambiguation.h"

#include <gtest/gtest.h>

#include "memory/test_question.h"

namespace writ::govern {
namespace {

constexpr std::int64_t hour = 3'600'000'000;

Instant at(std::int64_t minutes) {
  return {memory::test_context().recorded_at.at().microseconds + minutes * 60'000'000};
}

KeptDisambiguation kept(OpenFallback fallback = OpenFallback::search_only) {
  PolicyDisambiguationRequest request =
      NonBlockingDisambiguationRequest{.recorded_at = canon::Timestamp(at(0)),
                                       .prompt = memory::SafeReferenceLabelRef("safe_label.item"),
                                       .decision = memory::MemoryPolicyDecisionRef("mpd_1"),
                                       .fallback = fallback,
                                       .freshness_key = memory::test_key()};
  name(request);
  const auto begun = begin(request, at(0), hour);
  EXPECT_TRUE(begun) << describe(begun.error());
  return *begun;
}

AnswerTerms terms(AnswerValue value, std::int64_t minutes = 1) {
  return {.value = value,
          .answered_by = memory::PrincipalRef("nora"),
          .resumed_pipeline = "pipeline",
          .active = memory::test_key(),
          .now = at(minutes)};
}

std::size_t faults_of(const KeptDisambiguation& kept) {
  canon::Faults faults;
  kept.check(canon::Path(), faults);
  return faults.size();
}

TEST(KeptDisambiguation, is_open_until_it_is_answered_or_ends) {
  KeptDisambiguation answered = kept();
  EXPECT_TRUE(answered.is_open());
  EXPECT_EQ(take_answer(answered, terms(AnswerValue::confirm_scope)), std::nullopt);
  EXPECT_FALSE(answered.is_open());
  EXPECT_FALSE(expire(answered, at(600)));
  EXPECT_EQ(faults_of(answered), 0u);

  KeptDisambiguation ended = kept();
  EXPECT_FALSE(expire(ended, at(59)));
  EXPECT_TRUE(expire(ended, at(60)));
  EXPECT_FALSE(expire(ended, at(600)));
  EXPECT_EQ(ended.life.size(), 3u);
  EXPECT_EQ(take_answer(ended, terms(AnswerValue::confirm_scope)), AnswerFault::not_open);
  EXPECT_EQ(ended.life.size(), 3u);
  EXPECT_EQ(faults_of(ended), 0u);
}

TEST(KeptDisambiguation, falls_back_where_nobody_knew_better) {
  KeptDisambiguation ended = kept();
  EXPECT_EQ(fallback_that_holds(ended), std::nullopt);
  expire(ended, at(60));
  EXPECT_EQ(fallback_that_holds(ended), Fallback::search_only);

  KeptDisambiguation unknown = kept(OpenFallback::defer);
  take_answer(unknown, terms(AnswerValue::unknown_or_no_answer));
  EXPECT_EQ(fallback_that_holds(unknown), Fallback::block);

  KeptDisambiguation known = kept();
  take_answer(known, terms(AnswerValue::confirm_scope));
  EXPECT_EQ(fallback_that_holds(known), std::nullopt);
}

TEST(KeptDisambiguation, whatever_was_altered_is_none) {
  KeptDisambiguation answered = kept();
  take_answer(answered, terms(AnswerValue::deny_scope));

  KeptDisambiguation other = answered;
  std::get<NonBlockingDisambiguationRequest>(other.request).may_name_object = true;
  EXPECT_EQ(faults_of(other), 1u);

  other = answered;
  other.answer->value = AnswerValue::confirm_scope;
  EXPECT_EQ(faults_of(other), 1u);
  other.answer.reset();
  EXPECT_EQ(faults_of(other), 1u);

  other = answered;
  other.life.erase(other.life.begin());
  EXPECT_EQ(faults_of(other), 1u);
  other.life.clear();
  EXPECT_EQ(faults_of(other), 1u);

  other = answered;
  other.life.pop_back();  // as if it had never been answered
  EXPECT_EQ(faults_of(other), 1u);

  other = kept();
  std::get<DisambiguationRaised>(other.life.front()).request =
      memory::PolicyDisambiguationRequestRef("pdq_0");
  EXPECT_EQ(faults_of(other), 1u);

  other = kept();
  expire(other, at(60));
  other.life.pop_back();  // without its fallback
  EXPECT_EQ(faults_of(other), 1u);
}

}  // namespace
}  // namespace writ::govern
