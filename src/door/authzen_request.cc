#include "door/authzen_request.h"

#include <fmt/format.h>

#include "canon/record_define.h"

namespace writ::door::authzen {
namespace {

// What a whole question must have.
template <class Entity>
void require(const Entity& own, const Entity& shared, std::string_view name,
             canon::Faults& faults) {
  if (own || shared) return;
  faults.add(canon::record::missing_member, canon::Path(canon::Path(), name),
             fmt::format("`{}` is missing, and the batch has none for all: add it", name));
}

}  // namespace

Result<EvaluationRequest> read_evaluation(const canon::Json& body) {
  return canon::decode<EvaluationRequest>(body);
}

Result<Evaluations> read_evaluations(const canon::Json& body) {
  WRIT_TRY(EvaluationsRequest request, canon::decode<EvaluationsRequest>(body));
  if (!request.evaluations || request.evaluations->empty()) {
    WRIT_TRY(EvaluationRequest one, read_evaluation(body));
    return Evaluations(std::move(one));
  }
  if (request.evaluations->size() > most_evaluations) {
    canon::Faults faults;
    faults.add(canon::record::wrong_value, canon::Path(canon::Path(), "evaluations"),
               fmt::format("holds {} questions: ask {} at most in one batch",
                           request.evaluations->size(), most_evaluations));
    return canon::unreadable("the request", std::move(faults));
  }
  Batch batch{.shared = {.action = std::move(request.action),
                         .context = std::move(request.context),
                         .resource = std::move(request.resource),
                         .subject = std::move(request.subject)},
              .elements = *std::move(request.evaluations)};
  if (request.options && request.options->semantic) batch.semantic = *request.options->semantic;
  return Evaluations(std::move(batch));
}

Result<PartialEvaluation> read_element(const Batch& batch, std::size_t index) {
  WRIT_TRY(PartialEvaluation own,
           canon::decode<PartialEvaluation>(batch.elements[index], "the evaluation"));
  canon::Faults faults;
  require(own.action, batch.shared.action, "action", faults);
  require(own.resource, batch.shared.resource, "resource", faults);
  require(own.subject, batch.shared.subject, "subject", faults);
  if (!faults.empty()) return canon::unreadable("the evaluation", std::move(faults));
  return own;
}

}  // namespace writ::door::authzen

DEFINE_RECORD(writ::door::authzen::EvaluationRequest);
DEFINE_RECORD(writ::door::authzen::PartialEvaluation);
DEFINE_RECORD(writ::door::authzen::EvaluationsOptions);
DEFINE_RECORD(writ::door::authzen::EvaluationsRequest);
DEFINE_RECORD(writ::door::authzen::PageRequest);
DEFINE_RECORD(writ::door::authzen::SearchedEntity);
DEFINE_RECORD(writ::door::authzen::SubjectSearchRequest);
DEFINE_RECORD(writ::door::authzen::ResourceSearchRequest);
DEFINE_RECORD(writ::door::authzen::ActionSearchRequest);
