// The life of a question: raised, then answered in time, or timed out and its fallback applied. It
// ends whatever happens: every question that is raised has a deadline, and what was only put off is
// blocked when that has passed. The clock is handed in; one that goes back reopens nothing.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "govern/disambiguation.h"
#include "memory/floors.h"

namespace writ::govern {

namespace fault {
inline constexpr Code deadline_passed{"disambiguation.deadline_passed", Category::invalid};
}  // namespace fault

struct DisambiguationRaised {
  canon::Literal<"PolicyDisambiguationRaised"> record_kind;
  memory::SchemaVersion schema_version;
  canon::Timestamp recorded_at;
  canon::Literal<"raised"> state;
  memory::PolicyDisambiguationRequestRef request;
  canon::Timestamp deadline;
  bool blocks = true;
  OpenFallback fallback = OpenFallback::block;

  static constexpr auto record(auto&& f) {
    using R = DisambiguationRaised;
    using canon::field;
    return f("PolicyDisambiguationRaised", "That a question is open.",
             field<&R::record_kind>("record_kind", "The record's type."),
             field<&R::schema_version>("schema_version", "Of its schema."),
             field<&R::recorded_at>("recorded_at", "Since when."),
             field<&R::state>("state", "The question's."),
             field<&R::request>("request_id", "The question."),
             field<&R::deadline>("deadline_at", "Until when an answer counts."),
             field<&R::blocks>("blocked_until_answered", "Whether everything waits for it."),
             field<&R::fallback>("fallback_if_unanswered", "What holds where nobody answers."));
  }
};

struct DisambiguationAnswered {
  canon::Literal<"PolicyDisambiguationAnswered"> record_kind;
  memory::SchemaVersion schema_version;
  canon::Timestamp recorded_at;
  canon::Literal<"answered"> state;
  memory::PolicyDisambiguationRequestRef request;
  memory::PolicyDisambiguationAnswerRef answer;
  std::string resumed_pipeline;

  static constexpr auto record(auto&& f) {
    using A = DisambiguationAnswered;
    using canon::field;
    return f("PolicyDisambiguationAnswered", "That a question was answered.",
             field<&A::record_kind>("record_kind", "The record's type."),
             field<&A::schema_version>("schema_version", "Of its schema."),
             field<&A::recorded_at>("recorded_at", "When."),
             field<&A::state>("state", "The question's."),
             field<&A::request>("request_id", "The question."),
             field<&A::answer>("answer_ref", "The answer."),
             field<&A::resumed_pipeline>("resumed_pipeline_ref", "What goes on from there."));
  }
};

struct DisambiguationTimedOut {
  canon::Literal<"PolicyDisambiguationTimedOut"> record_kind;
  memory::SchemaVersion schema_version;
  canon::Timestamp recorded_at;
  canon::Literal<"timed_out"> state;
  memory::PolicyDisambiguationRequestRef request;
  canon::Timestamp timed_out_at;
  Fallback fallback = Fallback::block;

  static constexpr auto record(auto&& f) {
    using T = DisambiguationTimedOut;
    using canon::field;
    return f("PolicyDisambiguationTimedOut", "That nobody answered in time.",
             field<&T::record_kind>("record_kind", "The record's type."),
             field<&T::schema_version>("schema_version", "Of its schema."),
             field<&T::recorded_at>("recorded_at", "When that was found."),
             field<&T::state>("state", "The question's."),
             field<&T::request>("request_id", "The question."),
             field<&T::timed_out_at>("timed_out_at", "When that was found."),
             field<&T::fallback>("fallback_if_unanswered", "What is to hold now."));
  }
};

struct DisambiguationFallbackApplied {
  canon::Literal<"PolicyDisambiguationFallbackApplied"> record_kind;
  memory::SchemaVersion schema_version;
  canon::Timestamp recorded_at;
  canon::Literal<"fallback_applied"> state;
  memory::PolicyDisambiguationRequestRef request;
  Fallback applied = Fallback::block;
  std::optional<memory::EffectiveMemoryPolicyRef> policy;

  static constexpr auto record(auto&& f) {
    using A = DisambiguationFallbackApplied;
    using canon::field;
    return f("PolicyDisambiguationFallbackApplied", "What holds since nobody answered.",
             field<&A::record_kind>("record_kind", "The record's type."),
             field<&A::schema_version>("schema_version", "Of its schema."),
             field<&A::recorded_at>("recorded_at", "Since when."),
             field<&A::state>("state", "The question's."),
             field<&A::request>("request_id", "The question."),
             field<&A::applied>("fallback_applied", "What holds."),
             field<&A::policy>("resulting_effective_policy_ref", "What a new meet came to."));
  }
};

using DisambiguationState = canon::OneOf<"state", DisambiguationRaised, DisambiguationAnswered,
                                         DisambiguationTimedOut, DisambiguationFallbackApplied>;
std::string_view name_of(const DisambiguationState& state);
bool may_become(const DisambiguationState& state, std::string_view next);

// Why an answer is not taken. In the order in which they are looked for.
enum class AnswerFault : std::uint8_t {
  another_question,
  not_open,  // it was answered before, or has timed out
  too_late,
  stale,        // the question was asked under another state: ask again
  not_its_kind  // no answer to a question of this kind
};
constexpr auto wire_names(AnswerFault) {
  return std::to_array<std::string_view>(
      {"disambiguation.another_question", "disambiguation.not_open", "disambiguation.too_late",
       "disambiguation.stale", "disambiguation.not_an_answer_to_it"});
}
constexpr std::string_view name_of(AnswerFault fault) {
  return wire_names(fault)[static_cast<std::size_t>(fault)];
}

// `longest` is how long a question may wait that says nothing of a deadline, in microseconds; no
// question waits longer. Problem: fault::deadline_passed where it could not be answered in time.
Result<DisambiguationRaised> raise(const PolicyDisambiguationRequest& request, Instant now,
                                   std::int64_t longest);

struct AnswerTerms {
  AnswerValue value = AnswerValue::unknown_or_no_answer;
  memory::PrincipalRef answered_by;
  std::string resumed_pipeline;
  memory::PolicyRuntimeFreshnessKey active;
  Instant now;
  std::vector<memory::ReasonCodeId> reason_codes = {};
};

struct Answered {
  PolicyDisambiguationAnswer answer;
  DisambiguationAnswered state;
};

// Takes an answer. What it results in is made afterwards, by a new meet, and is none of its
// members.
std::expected<Answered, AnswerFault> answer(const PolicyDisambiguationRequest& request,
                                            const DisambiguationState& state,
                                            const AnswerTerms& terms);

// The question timed out, where it is open and its deadline has come.
std::optional<DisambiguationTimedOut> time_out(const DisambiguationState& state, Instant now);

DisambiguationFallbackApplied apply_fallback(const DisambiguationTimedOut& timed_out, Instant now);

// What holds where nobody answered, or nobody knew: the question's own fallback, and of one that
// was put off, nothing.
Fallback fallback_of(OpenFallback fallback);

// A fallback is the floor of a new meet: it caps, and allows nothing.
memory::ScopeConservatismFloor floor_of(Fallback fallback);

}  // namespace writ::govern
