// Reading what the OpenID Authorization API 1.0 (AuthZEN) calls requests. Members that it does not
// name are passed over, as its section "JSON Serialization" wants; what it names must be there and
// of its type. Pure functions.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "canon/record.h"
#include "canon/types.h"
#include "policy/access_question.h"

namespace writ::door::authzen {

// One question, whole.
struct EvaluationRequest {
  static constexpr bool open_record = true;
  canon::Sourced<policy::AccessAction> action;
  std::optional<canon::Sourced<policy::AccessContext>> context;
  canon::Sourced<policy::AccessResource> resource;
  canon::Sourced<policy::AccessSubject> subject;

  static constexpr auto record(auto&& f) {
    using R = EvaluationRequest;
    using canon::field;
    return f("AccessEvaluationRequest", "May this subject do this?",
             field<&R::action>("action", "Doing what."),
             field<&R::context>("context", "Under which circumstances."),
             field<&R::resource>("resource", "To what."),
             field<&R::subject>("subject", "About whom."));
  }
};

// One element of a batch, or what its elements share.
struct PartialEvaluation {
  static constexpr bool open_record = true;
  std::optional<canon::Sourced<policy::AccessAction>> action;
  std::optional<canon::Sourced<policy::AccessContext>> context;
  std::optional<canon::Sourced<policy::AccessResource>> resource;
  std::optional<canon::Sourced<policy::AccessSubject>> subject;

  static constexpr auto record(auto&& f) {
    using P = PartialEvaluation;
    using canon::field;
    return f("AccessPartialEvaluation", "A question that may lack what a batch's questions share.",
             field<&P::action>("action", "Doing what."),
             field<&P::context>("context", "Under which circumstances."),
             field<&P::resource>("resource", "To what."),
             field<&P::subject>("subject", "About whom."));
  }
};

// When a batch ends.
enum class Semantic : std::uint8_t { execute_all, deny_on_first_deny, permit_on_first_permit };
constexpr auto wire_names(Semantic) {
  return std::to_array<std::string_view>(
      {"execute_all", "deny_on_first_deny", "permit_on_first_permit"});
}

struct EvaluationsOptions {
  static constexpr bool open_record = true;
  std::optional<Semantic> semantic;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("AccessEvaluationsOptions", "How a batch is to be answered.",
             field<&EvaluationsOptions::semantic>("evaluations_semantic",
                                                  "When it ends; absent is `execute_all`."));
  }
};

struct EvaluationsRequest {
  static constexpr bool open_record = true;
  std::optional<canon::Sourced<policy::AccessAction>> action;
  std::optional<canon::Sourced<policy::AccessContext>> context;
  std::optional<std::vector<canon::Json>> evaluations;
  std::optional<EvaluationsOptions> options;
  std::optional<canon::Sourced<policy::AccessResource>> resource;
  std::optional<canon::Sourced<policy::AccessSubject>> subject;

  static constexpr auto record(auto&& f) {
    using R = EvaluationsRequest;
    using canon::field;
    return f("AccessEvaluationsRequest",
             "Questions that share what stands outside of `evaluations`; without those, one.",
             field<&R::action>("action", "Doing what, where a question does not say."),
             field<&R::context>("context", "Under which circumstances, likewise."),
             field<&R::evaluations>("evaluations", "The questions: AccessPartialEvaluation each."),
             field<&R::options>("options", "How they are to be answered."),
             field<&R::resource>("resource", "To what, likewise."),
             field<&R::subject>("subject", "About whom, likewise."));
  }
};

// --- searches: what is searched for lacks its id, and one that it has is passed over -------------

struct PageRequest {
  static constexpr bool open_record = true;
  std::optional<canon::Bounded<0, canon::max_exact_integer>> limit;
  std::optional<policy::AccessProperties> properties;
  std::optional<std::string> token;

  static constexpr auto record(auto&& f) {
    using P = PageRequest;
    using canon::field;
    return f("AccessPageRequest", "Which part of the results.",
             field<&P::limit>("limit", "How many results at most."),
             field<&P::properties>("properties", "None are known."),
             field<&P::token>("token", "The `next_token` of the page before."));
  }
};

// A subject or resource without an id.
struct SearchedEntity {
  static constexpr bool open_record = true;
  std::string type;
  std::optional<policy::AccessProperties> properties;

  static constexpr auto record(auto&& f) {
    using S = SearchedEntity;
    using canon::field;
    return f("AccessSearched", "What is searched for.", field<&S::type>("type", "Of which type."),
             field<&S::properties>("properties", "What else there is to know."));
  }
};

struct SubjectSearchRequest {
  static constexpr bool open_record = true;
  canon::Sourced<policy::AccessAction> action;
  std::optional<canon::Sourced<policy::AccessContext>> context;
  std::optional<PageRequest> page;
  canon::Sourced<policy::AccessResource> resource;
  canon::Sourced<SearchedEntity> subject;

  static constexpr auto record(auto&& f) {
    using R = SubjectSearchRequest;
    using canon::field;
    return f("AccessSubjectSearchRequest", "Who may do this?",
             field<&R::action>("action", "Doing what."),
             field<&R::context>("context", "Under which circumstances."),
             field<&R::page>("page", "Which part of the results."),
             field<&R::resource>("resource", "To what."),
             field<&R::subject>("subject", "Subjects of which type."));
  }
};

struct ResourceSearchRequest {
  static constexpr bool open_record = true;
  canon::Sourced<policy::AccessAction> action;
  std::optional<canon::Sourced<policy::AccessContext>> context;
  std::optional<PageRequest> page;
  canon::Sourced<SearchedEntity> resource;
  canon::Sourced<policy::AccessSubject> subject;

  static constexpr auto record(auto&& f) {
    using R = ResourceSearchRequest;
    using canon::field;
    return f("AccessResourceSearchRequest", "To what may this be done?",
             field<&R::action>("action", "Doing what."),
             field<&R::context>("context", "Under which circumstances."),
             field<&R::page>("page", "Which part of the results."),
             field<&R::resource>("resource", "Resources of which type."),
             field<&R::subject>("subject", "By whom."));
  }
};

struct ActionSearchRequest {
  static constexpr bool open_record = true;
  std::optional<canon::Sourced<policy::AccessContext>> context;
  std::optional<PageRequest> page;
  canon::Sourced<policy::AccessResource> resource;
  canon::Sourced<policy::AccessSubject> subject;

  static constexpr auto record(auto&& f) {
    using R = ActionSearchRequest;
    using canon::field;
    return f("AccessActionSearchRequest", "What may this subject do to this?",
             field<&R::context>("context", "Under which circumstances."),
             field<&R::page>("page", "Which part of the results."),
             field<&R::resource>("resource", "To what."),
             field<&R::subject>("subject", "By whom."));
  }
};

// A request of /evaluations: a batch, or one question where it has no `evaluations`.
struct Batch {
  PartialEvaluation shared;
  std::vector<canon::Json> elements;  // at least one
  Semantic semantic = Semantic::execute_all;
};
using Evaluations = std::variant<EvaluationRequest, Batch>;

// More than so many questions in one batch are refused.
inline constexpr std::size_t most_evaluations = 10'000;

// Problems: those of canon/json and canon/record, all of category invalid.
Result<EvaluationRequest> read_evaluation(const canon::Json& body);
Result<Evaluations> read_evaluations(const canon::Json& body);

// A question of a batch: what the element has, and what it lacks from what is shared, by whole
// entities. Problem: one that does not read, or lacks what nothing else has.
Result<PartialEvaluation> read_element(const Batch& batch, std::size_t index);

}  // namespace writ::door::authzen
