// memory.meet: from decisions to an effective policy, of what is handed in alone.
#include <optional>
#include <string>
#include <vector>

#include "canon/record_define.h"
#include "memory/answer.h"
#include "memory/applicability.h"
#include "ops/operation.h"
#include "ops/table.h"

namespace writ::ops {

struct MeetRequest {
  memory::PolicyEvaluationContext context;
  memory::PolicyRuntimeFreshnessKey active;
  std::vector<memory::MemoryPolicyDecision> decisions;
  std::vector<memory::PolicyEvaluationContext> contexts;
  std::optional<std::vector<memory::PolicyObligation>> obligations;
  memory::ScopeConservatismFloor floor = memory::ScopeConservatismFloor::fail_closed_candidate;
  std::optional<memory::RelationToDestination> relation;

  static constexpr auto record(auto&& f) {
    using R = MeetRequest;
    using canon::field;
    return f("MeetRequest", "A question and everything that has a say in it.",
             field<&R::context>("context", "The question."),
             field<&R::active>("active_freshness_key", "The state that is active now."),
             field<&R::decisions>("decisions", "What has a say, or may have."),
             field<&R::contexts>("decision_contexts", "The questions that the decisions answer."),
             field<&R::obligations>("obligations", "The obligations that decisions refer to."),
             field<&R::floor>("minimum_conservatism_floor", "How careful to be at least."),
             field<&R::relation>("relation_to_destination",
                                 "Of an egress; absent is `unknown_destination`."));
  }
};

struct MeetResponse {
  memory::EffectiveMemoryPolicy policy;
  std::vector<memory::PolicyObligationConflict> conflicts;
  bool permitted = false;
  std::vector<std::string> missing;

  static constexpr auto record(auto&& f) {
    using R = MeetResponse;
    using canon::field;
    return f("MeetResponse", "What may be done.",
             field<&R::policy>("effective_policy", "The policy that all of it comes to."),
             field<&R::conflicts>("obligation_conflicts", "What cannot be met."),
             field<&R::permitted>("permitted",
                                  "Whether this one action is: not blocked, with a destination "
                                  "where it takes one, and with all that it needs on every axis."),
             field<&R::missing>("missing",
                                "The axes below what the action needs, and what a movement needs "
                                "besides, which is not looked for here."));
  }
};

std::optional<std::string_view> tenant_of(const MeetRequest&) { return std::nullopt; }

namespace {

memory::Question question_of(const MeetRequest& request) {
  return {
      .action = request.context.action,
      .destination = request.context.destination,
      .floor = request.floor,
      .relation = request.relation.value_or(memory::RelationToDestination::unknown_destination)};
}

Result<MeetResponse> meet(const MeetRequest& request) {
  static const std::vector<memory::PolicyObligation> none;
  const memory::KnownObligations obligations(request.obligations ? *request.obligations : none);
  memory::Sifted sifted =
      memory::sift({request.context, request.active}, request.decisions,
                   memory::KnownContexts(request.context, request.contexts), obligations);
  const memory::Question question = question_of(request);
  const memory::Meet met = memory::meet(question, sifted.voices);
  memory::Answer answer =
      memory::answer_of(request.context, sifted.voices, std::move(sifted.excluded), met);
  return MeetResponse{.policy = std::move(answer.policy),
                      .conflicts = std::move(answer.conflicts),
                      .permitted = memory::meets_predicate(question, met),
                      .missing = memory::missing_alone(question, met)};
}

}  // namespace

const Operation memory_meet =
    define<meet>({.name = "memory.meet",
                  .doc = "Meets decisions to an effective policy, of what is handed in alone.",
                  .capability = Capability::read});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::MeetRequest);
DEFINE_RECORD(writ::ops::MeetResponse);
