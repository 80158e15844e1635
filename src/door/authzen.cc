#include "door/authzen.h"

#include "canon/canonical.h"
#include "door/authzen_answer.h"
#include "door/authzen_request.h"
#include "ops/access_batch.h"

namespace writ::door::authzen {
namespace {

using policy::AccessQuestion;

auto share(policy::ActionPart part) {
  return std::make_shared<const policy::ActionPart>(std::move(part));
}
auto share(policy::ContextPart part) {
  return std::make_shared<const policy::ContextPart>(std::move(part));
}

ops::Call call_of(const Asking& asking, const ops::Traits& traits, const canon::Json& body,
                  ops::Answer& answer) {
  return {.caller = asking.caller,
          .now = asking.now,
          .operation = &traits,
          .body = &body,
          .tenant = asking.tenant,
          .ticket = &answer.ticket};
}

Result<ops::Answer> answer_one(const Asking& asking, const canon::Json& body,
                               EvaluationRequest request) {
  ops::Answer answer;
  const ops::Call call = call_of(asking, ops::access_evaluation, body, answer);
  WRIT_TRY(const ops::Access access, ops::Access::open(asking.engine, call, asking.policy));
  AccessQuestion question;
  WRIT_TRY(const auto subject, access.subject(request.subject));
  WRIT_TRY(const auto resource, access.resource(request.resource));
  question.set(subject);
  question.set(resource);
  question.set(share(policy::action_part(std::move(request.action))));
  question.set(share(policy::context_part(std::move(request.context))));
  ops::Decided decided = access.decide(question);
  WRIT_CHECK(access.record(question, decided));
  answer.json = canon::encode(response_of(question, std::move(decided.decision)));
  return answer;
}

// The parts that an element or the whole batch has.
Result<void> set_parts(const ops::Access& access, PartialEvaluation given,
                       AccessQuestion& question) {
  if (given.subject) {
    WRIT_TRY(const auto subject, access.subject(*given.subject));
    question.set(subject);
  }
  if (given.resource) {
    WRIT_TRY(const auto resource, access.resource(*given.resource));
    question.set(resource);
  }
  if (given.action) question.set(share(policy::action_part(*std::move(given.action))));
  if (given.context) question.set(share(policy::context_part(std::move(given.context))));
  return {};
}

// The part that stands where an element has none of its own.
void reset_parts(const AccessQuestion& shared, AccessQuestion& question) {
  if (shared.subject()) question.set(shared.subject());
  if (shared.resource()) question.set(shared.resource());
  if (shared.action()) question.set(shared.action());
  question.set(shared.context());
}

class BatchAnswer {
 public:
  BatchAnswer(const ops::Access& access, const Batch& batch) : access_(access), batch_(batch) {}

  Result<std::string> run() {
    shared_.set(share(policy::context_part(std::nullopt)));
    WRIT_CHECK(set_parts(access_, batch_.shared, shared_));
    question_ = shared_;
    response_.evaluations.reserve(batch_.elements.size());
    for (std::size_t i = 0; i < batch_.elements.size() && !ended(); ++i) WRIT_CHECK(answer(i));
    WRIT_CHECK(journal_.finish());
    return canon::encode(response_);
  }

 private:
  // Whether the last answer is one that ends the batch.
  bool ended() const {
    if (batch_.semantic == Semantic::execute_all || response_.evaluations.empty()) return false;
    return response_.evaluations.back().decision ==
           (batch_.semantic == Semantic::permit_on_first_permit);
  }

  Result<void> answer(std::size_t index) {
    const Result<void> put = put_together(index);
    if (!put) return refuse(index, put.error());
    ops::Decided decided = access_.decide(question_);
    WRIT_CHECK(journal_.add(question_, decided));
    response_.evaluations.push_back(response_of(question_, std::move(decided.decision)));
    return {};
  }

  Result<void> put_together(std::size_t index) {
    WRIT_TRY(PartialEvaluation own, read_element(batch_, index));
    reset_parts(shared_, question_);
    return set_parts(access_, std::move(own), question_);
  }

  Result<void> refuse(std::size_t index, const Problem& problem) {
    WRIT_CHECK(journal_.add_refused(canon::canonical(batch_.elements[index].value())));
    response_.evaluations.push_back(
        {.context = EvaluationContext{.error = EvaluationError{{400}, problem.message}}});
    return {};
  }

  const ops::Access& access_;
  const Batch& batch_;
  AccessQuestion shared_, question_;
  ops::AccessBatch journal_{access_, shared_};
  EvaluationsResponse response_;
};

}  // namespace

Result<ops::Answer> evaluation(const Asking& asking, const canon::Json& body) {
  WRIT_TRY(EvaluationRequest request, read_evaluation(body));
  return answer_one(asking, body, std::move(request));
}

Result<ops::Answer> evaluations(const Asking& asking, const canon::Json& body) {
  WRIT_TRY(Evaluations read, read_evaluations(body));
  if (auto* one = std::get_if<EvaluationRequest>(&read)) {
    return answer_one(asking, body, std::move(*one));
  }
  ops::Answer answer;
  const ops::Call call = call_of(asking, ops::access_evaluations, body, answer);
  WRIT_TRY(const ops::Access access, ops::Access::open(asking.engine, call, asking.policy));
  WRIT_TRY(answer.json, BatchAnswer(access, std::get<Batch>(read)).run());
  return answer;
}

}  // namespace writ::door::authzen
