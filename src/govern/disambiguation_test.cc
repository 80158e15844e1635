#include "govern/disambiguation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "canon/record_define.h"
#include "govern/disambiguation_life.h"
#include "memory/test_question.h"

namespace writ::govern {

struct Asked {
  PolicyDisambiguationRequest request;

  static constexpr auto record(auto&& f) {
    return f("Asked", "A question.", canon::field<&Asked::request>("request", "Of either kind."));
  }
};

namespace {

using memory::test_key;

constexpr std::int64_t hour = 3'600'000'000;

Instant at(std::int64_t minutes) {
  return {memory::test_context().recorded_at.at().microseconds + minutes * 60'000'000};
}

template <class R>
R request_of_kind() {
  return {.recorded_at = canon::Timestamp(at(0)),
          .kind = QuestionKind::destination_confirmation,
          .prompt = memory::SafeReferenceLabelRef("safe_label.item"),
          .decision = memory::MemoryPolicyDecisionRef("mpd_1"),
          .deadline = canon::Timestamp(at(10)),
          .freshness_key = test_key()};
}

PolicyDisambiguationRequest blocking(Fallback fallback = Fallback::reference_only) {
  auto of_kind = request_of_kind<BlockingDisambiguationRequest>();
  of_kind.fallback = fallback;
  PolicyDisambiguationRequest request = of_kind;
  name(request);
  return request;
}

PolicyDisambiguationRequest open(OpenFallback fallback) {
  auto of_kind = request_of_kind<NonBlockingDisambiguationRequest>();
  of_kind.fallback = fallback;
  PolicyDisambiguationRequest request = of_kind;
  name(request);
  return request;
}

DisambiguationRaised raised(const PolicyDisambiguationRequest& request) {
  const auto made = raise(request, at(0), hour);
  EXPECT_TRUE(made) << describe(made.error());
  return *made;
}

AnswerTerms terms(AnswerValue value = AnswerValue::confirm_destination, std::int64_t minutes = 1) {
  return {.value = value,
          .answered_by = memory::PrincipalRef("nora"),
          .resumed_pipeline = "pipeline",
          .active = test_key(),
          .now = at(minutes)};
}

// --- the union -----------------------------------------------------------------------------------

std::string with_fallback(const PolicyDisambiguationRequest& request, std::string_view fallback) {
  std::string text = canon::encode(Asked{request});
  const std::string_view member = R"("fallback_if_unanswered":")";
  const std::size_t from = text.find(member) + member.size();
  return text.replace(from, text.find('"', from) - from, fallback);
}

TEST(Disambiguation, a_question_that_blocks_cannot_be_put_off) {
  const auto reads = [](const std::string& text) {
    return canon::decode<Asked>(*canon::Json::parse(text)).has_value();
  };
  for (const std::string_view fallback : {"block", "search_only", "reference_only"}) {
    EXPECT_TRUE(reads(with_fallback(blocking(), fallback)));
    EXPECT_TRUE(reads(with_fallback(open(OpenFallback::block), fallback)));
  }
  EXPECT_FALSE(reads(with_fallback(blocking(), "defer")));
  EXPECT_TRUE(reads(with_fallback(open(OpenFallback::block), "defer")));
}

// --- answers -------------------------------------------------------------------------------------

std::size_t faults_of(const PolicyDisambiguationAnswer& answer) {
  canon::Faults faults;
  answer.check(canon::Path(), faults);
  return faults.size();
}

TEST(Disambiguation, an_answer_allows_nothing_itself) {
  const auto request = blocking();
  const auto taken = answer(request, raised(request), terms());
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->answer.effect, AnswerEffect::new_policy_decision_required);
  EXPECT_FALSE(taken->answer.policy);
  EXPECT_EQ(faults_of(taken->answer), 0u);

  PolicyDisambiguationAnswer direct = taken->answer;
  direct.policy = memory::EffectiveMemoryPolicyRef("emp_1");
  EXPECT_EQ(faults_of(direct), 1u);
  direct.decision = memory::MemoryPolicyDecisionRef("mpd_2");  // and so by a new meet
  EXPECT_EQ(faults_of(direct), 0u);
  direct.effect = AnswerEffect::restamp_required;
  EXPECT_EQ(faults_of(direct), 1u);
}

TEST(Disambiguation, a_no_leads_to_nothing_new) {
  const auto request = blocking();
  auto taken = answer(request, raised(request), terms(AnswerValue::deny_destination));
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->answer.effect, AnswerEffect::block);
  taken->answer.decision = memory::MemoryPolicyDecisionRef("mpd_2");
  EXPECT_EQ(faults_of(taken->answer), 1u);
}

TEST(Disambiguation, an_answer_is_one_to_the_open_question_in_time_and_in_its_state) {
  const auto request = blocking();
  const DisambiguationState open_state = raised(request);
  const auto fault = [&](const DisambiguationState& state, const AnswerTerms& with) {
    const auto taken = answer(request, state, with);
    return taken ? std::nullopt : std::optional(taken.error());
  };
  EXPECT_EQ(fault(open_state, terms()), std::nullopt);
  EXPECT_EQ(fault(open_state, terms(AnswerValue::confirm_scope)), AnswerFault::not_its_kind);
  EXPECT_EQ(fault(open_state, terms(AnswerValue::confirm_destination, 10)), AnswerFault::too_late);
  AnswerTerms moved = terms();
  moved.active.effective_state_generation = memory::EffectiveStateGenerationId("13");
  EXPECT_EQ(fault(open_state, moved), AnswerFault::stale);
  EXPECT_EQ(fault(raised(blocking(Fallback::block)), terms()), AnswerFault::another_question);

  const auto once = answer(request, open_state, terms());
  EXPECT_EQ(fault(once->state, terms()), AnswerFault::not_open);
  const auto over = time_out(open_state, at(10));
  EXPECT_EQ(fault(*over, terms()), AnswerFault::not_open);
  EXPECT_EQ(fault(apply_fallback(*over, at(10)), terms()), AnswerFault::not_open);
}

TEST(Disambiguation, every_kind_of_question_has_a_yes_a_no_and_no_answer) {
  for (std::size_t i = 0; i < wire_names(QuestionKind{}).size(); ++i) {
    const auto kind = static_cast<QuestionKind>(i);
    EXPECT_NE(fits(kind, AnswerValue::confirm_scope), fits(kind, AnswerValue::confirm_destination));
    EXPECT_EQ(fits(kind, AnswerValue::confirm_scope), fits(kind, AnswerValue::deny_scope));
    EXPECT_TRUE(fits(kind, AnswerValue::unknown_or_no_answer));
  }
}

// --- its life ------------------------------------------------------------------------------------

TEST(Disambiguation, every_question_has_a_deadline) {
  auto of_kind = request_of_kind<BlockingDisambiguationRequest>();
  of_kind.deadline.reset();
  EXPECT_EQ(raised(of_kind).deadline.at(), at(60));
  of_kind.deadline = canon::Timestamp(at(600));
  EXPECT_EQ(raised(of_kind).deadline.at(), at(60));
  of_kind.deadline = canon::Timestamp(at(0));
  EXPECT_EQ(raise(of_kind, at(0), hour).error().code.name, fault::deadline_passed.name);
}

TEST(Disambiguation, what_nobody_answers_times_out_and_falls_back) {
  const DisambiguationState state = raised(blocking());
  EXPECT_FALSE(time_out(state, {at(10).microseconds - 1}));
  const auto over = time_out(state, at(10));
  ASSERT_TRUE(over);
  EXPECT_EQ(over->fallback, Fallback::reference_only);
  EXPECT_FALSE(time_out(*over, at(20)));
  EXPECT_EQ(apply_fallback(*over, at(11)).applied, Fallback::reference_only);
}

TEST(Disambiguation, what_was_put_off_is_blocked_in_the_end) {
  const auto over = time_out(raised(open(OpenFallback::defer)), at(10));
  ASSERT_TRUE(over);
  EXPECT_EQ(over->fallback, Fallback::block);
}

TEST(Disambiguation, a_fallback_is_a_floor_that_lets_nothing_move) {
  for (const auto fallback : {Fallback::block, Fallback::search_only, Fallback::reference_only}) {
    EXPECT_NE(floor_of(fallback), memory::ScopeConservatismFloor::normal_policy_check);
  }
  EXPECT_GT(floor_of(Fallback::block), floor_of(Fallback::search_only));
  EXPECT_GT(floor_of(Fallback::search_only), floor_of(Fallback::reference_only));
}

// Whatever the clock shows and in whatever order, one ending stands and is never undone.
RC_GTEST_PROP(Disambiguation, ends_once_whatever_the_clock_says, ()) {
  const auto request = blocking();
  DisambiguationState state = raised(request);
  std::size_t ended_as = 0;
  for (const int minutes : *rc::gen::container<std::vector<int>>(rc::gen::inRange(-20, 40))) {
    if (const auto over = time_out(state, at(minutes))) state = *over;
    const auto taken =
        *rc::gen::arbitrary<bool>()
            ? answer(request, state, terms(AnswerValue::confirm_destination, minutes))
            : std::unexpected(AnswerFault::not_open);
    if (taken) state = taken->state;
    if (ended_as != 0) RC_ASSERT(state.index() == ended_as);
    ended_as = state.index();
    if (minutes >= 10) RC_ASSERT(ended_as != 0u);
  }
}

}  // namespace
}  // namespace writ::govern

DEFINE_RECORD(writ::govern::Asked);
