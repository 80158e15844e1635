// Questions that are put to a person where it is not certain what a policy should say, and their
// answers. A question that blocks until it is answered has no member that could put it off.
//
// An answer grants nothing. It makes a new input (a scope resolution, a decision, a restamp), under
// the state that is active then, and that is judged by a meet of its own.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "memory/freshness.h"
#include "memory/refs.h"

namespace writ::govern {

enum class QuestionKind : std::uint8_t {
  scope_confirmation,
  destination_confirmation,
  identity_confirmation,
  privilege_review,
  export_confirmation,
  carryover_confirmation
};
constexpr auto wire_names(QuestionKind) {
  return std::to_array<std::string_view>({"scope_confirmation", "destination_confirmation",
                                          "identity_confirmation", "privilege_review",
                                          "export_confirmation", "carryover_confirmation"});
}

// What holds where nobody answers, from the narrowest on.
enum class Fallback : std::uint8_t { block, search_only, reference_only };
constexpr auto wire_names(Fallback) {
  return std::to_array<std::string_view>({"block", "search_only", "reference_only"});
}

// The same of a question that blocks nothing and so may also be put off: until its deadline.
enum class OpenFallback : std::uint8_t { block, search_only, reference_only, defer };
constexpr auto wire_names(OpenFallback) {
  return std::to_array<std::string_view>({"block", "search_only", "reference_only", "defer"});
}

enum class AnswerValue : std::uint8_t {
  confirm_scope,
  deny_scope,
  confirm_destination,
  deny_destination,
  narrow_to_safe_material_only,
  unknown_or_no_answer
};
constexpr auto wire_names(AnswerValue) {
  return std::to_array<std::string_view>({"confirm_scope", "deny_scope", "confirm_destination",
                                          "deny_destination", "narrow_to_safe_material_only",
                                          "unknown_or_no_answer"});
}

// What an answer makes necessary. None of them allows anything.
enum class AnswerEffect : std::uint8_t {
  new_scope_resolution_required,
  new_policy_decision_required,
  restamp_required,
  fallback_applied,
  block
};
constexpr auto wire_names(AnswerEffect) {
  return std::to_array<std::string_view>({"new_scope_resolution_required",
                                          "new_policy_decision_required", "restamp_required",
                                          "fallback_applied", "block"});
}

AnswerEffect effect_of(AnswerValue value);

// Whether a question of this kind can be answered so: about a scope with a scope, about a
// destination with a destination; to narrow, and not to know, are answers to anything.
bool fits(QuestionKind kind, AnswerValue value);

// What both kinds of request have in common.
template <class R>
constexpr auto describe_request(auto&& f, std::string_view name, std::string_view doc) {
  using canon::field;
  return f(name, doc, field<&R::record_kind>("record_kind", "The record's type."),
           field<&R::schema_version>("schema_version", "Of its schema."),
           field<&R::recorded_at>("recorded_at", "When it was asked."),
           field<&R::id>("request_id", "Names this question, by its content."),
           field<&R::schema_owner>("schema_owner", "Whose schema it follows."),
           field<&R::kind>("question_kind", "What is asked."),
           field<&R::prompt>("safe_prompt_label_ref", "How it is put: nothing that is protected."),
           field<&R::may_name_object>("may_name_object", "Whether the memory may be named."),
           field<&R::may_name_scope>("may_name_scope", "Whether its scope may be named."),
           field<&R::decision>("policy_decision_ref", "The decision that gave rise to it."),
           field<&R::deadline>("deadline_at", "Until when an answer counts."),
           field<&R::blocks>("blocked_until_answered", "Whether everything waits for the answer."),
           field<&R::fallback>("fallback_if_unanswered", "What holds where nobody answers."),
           field<&R::freshness_key>("freshness_key", "The state that it was asked under."),
           field<&R::reason_codes>("reason_codes", "Why."));
}

struct BlockingDisambiguationRequest {
  canon::Literal<"PolicyDisambiguationRequest"> record_kind;
  memory::SchemaVersion schema_version;
  canon::Timestamp recorded_at;
  memory::PolicyDisambiguationRequestRef id;
  memory::SchemaOwner schema_owner;
  QuestionKind kind = QuestionKind::scope_confirmation;
  memory::SafeReferenceLabelRef prompt;
  bool may_name_object = false;
  bool may_name_scope = false;
  memory::MemoryPolicyDecisionRef decision;
  std::optional<canon::Timestamp> deadline;
  canon::True blocks;
  Fallback fallback = Fallback::block;
  memory::PolicyRuntimeFreshnessKey freshness_key;
  std::vector<memory::ReasonCodeId> reason_codes;

  static constexpr auto record(auto&& f) {
    return describe_request<BlockingDisambiguationRequest>(f, "BlockingPolicyDisambiguationRequest",
                                                           "A question that everything waits for.");
  }
};

struct NonBlockingDisambiguationRequest {
  canon::Literal<"PolicyDisambiguationRequest"> record_kind;
  memory::SchemaVersion schema_version;
  canon::Timestamp recorded_at;
  memory::PolicyDisambiguationRequestRef id;
  memory::SchemaOwner schema_owner;
  QuestionKind kind = QuestionKind::scope_confirmation;
  memory::SafeReferenceLabelRef prompt;
  bool may_name_object = false;
  bool may_name_scope = false;
  memory::MemoryPolicyDecisionRef decision;
  std::optional<canon::Timestamp> deadline;
  canon::False blocks;
  OpenFallback fallback = OpenFallback::block;
  memory::PolicyRuntimeFreshnessKey freshness_key;
  std::vector<memory::ReasonCodeId> reason_codes;

  static constexpr auto record(auto&& f) {
    return describe_request<NonBlockingDisambiguationRequest>(
        f, "NonBlockingPolicyDisambiguationRequest", "A question that nothing waits for.");
  }
};

using PolicyDisambiguationRequest =
    canon::OneOf<"blocked_until_answered", BlockingDisambiguationRequest,
                 NonBlockingDisambiguationRequest>;

struct PolicyDisambiguationAnswer {
  canon::Literal<"PolicyDisambiguationAnswer"> record_kind;
  memory::SchemaVersion schema_version;
  canon::Timestamp recorded_at;
  memory::PolicyDisambiguationAnswerRef id;
  memory::SchemaOwner schema_owner;
  memory::PolicyDisambiguationRequestRef request;
  canon::Timestamp answered_at;
  memory::PrincipalRef answered_by;
  AnswerValue value = AnswerValue::unknown_or_no_answer;
  AnswerEffect effect = AnswerEffect::block;
  std::optional<memory::ScopeResolutionResultRef> resolution;
  std::optional<memory::MemoryPolicyDecisionRef> decision;
  std::optional<memory::EffectiveMemoryPolicyRef> policy;
  memory::PolicyRuntimeFreshnessKey freshness_key;
  std::vector<memory::ReasonCodeId> reason_codes;

  static constexpr auto record(auto&& f) {
    using A = PolicyDisambiguationAnswer;
    using canon::field;
    return f("PolicyDisambiguationAnswer", "What somebody answered, and what that makes necessary.",
             field<&A::record_kind>("record_kind", "The record's type."),
             field<&A::schema_version>("schema_version", "Of its schema."),
             field<&A::recorded_at>("recorded_at", "When it was taken."),
             field<&A::id>("answer_id", "Names this answer, by its content."),
             field<&A::schema_owner>("schema_owner", "Whose schema it follows."),
             field<&A::request>("request_ref", "The question."),
             field<&A::answered_at>("answered_at", "When it was answered."),
             field<&A::answered_by>("answered_by", "By whom."),
             field<&A::value>("answer_value", "The answer."),
             field<&A::effect>("effect", "What it makes necessary: the answer's own."),
             field<&A::resolution>("resulting_scope_resolution_ref", "The new scope resolution."),
             field<&A::decision>("resulting_policy_decision_ref", "The new decision."),
             field<&A::policy>("resulting_effective_policy_ref",
                               "What the meet of that new input came to."),
             field<&A::freshness_key>("freshness_key", "The state that it was answered under."),
             field<&A::reason_codes>("reason_codes", "Why."));
  }
  // The effect is the answer's, and a policy rests on a new input.
  void check(const canon::Path& path, canon::Faults& faults) const;
};

void name(PolicyDisambiguationRequest& request);
void name(PolicyDisambiguationAnswer& answer);

// What both kinds of request have, seen alike.
struct RequestView {
  const memory::PolicyDisambiguationRequestRef& id;
  QuestionKind kind;
  const memory::MemoryPolicyDecisionRef& decision;
  const std::optional<canon::Timestamp>& deadline;
  bool blocks;
  OpenFallback fallback;
  const memory::PolicyRuntimeFreshnessKey& freshness_key;
};
RequestView view_of(const PolicyDisambiguationRequest& request);

}  // namespace writ::govern
