#include "ops/stamp_reask.h"

#include <algorithm>
#include <utility>

#include "ops/document_row.h"
#include "ops/flow_certificate.h"

namespace writ::ops {
namespace {

// That a question cannot be asked is nothing to fail for; that it cannot be looked at is.
bool is_ours(const Problem& problem) {
  return problem.code.category == Category::internal ||
         problem.code.category == Category::unavailable;
}

bool lacks_certificate_alone(const MemoryAnswer& answer) {
  return answer.grantable &&
         answer.missing == std::vector{std::string(memory::missing::certificate)};
}

// Whether the item was stamped for this question, but for the time and the state.
bool is_its_question(const stamp::KeptStamp& kept, memory::PolicyEvaluationContext now) {
  return std::ranges::any_of(kept.contexts, [&](const memory::PolicyEvaluationContext& before) {
    now.id = before.id;
    now.recorded_at = before.recorded_at;
    now.freshness_key = before.freshness_key;
    return now == before;
  });
}

// One stamp.
class Reasking {
 public:
  Reasking(Engine& engine, const Call& as_asked, const stamp::KeptStamp& kept,
           Certifying certifying)
      : engine_(engine), call_(as_asked), kept_(kept), certifying_(certifying) {}

  // Whether the question could be asked.
  Result<bool> ask(MemoryQuestion& question) {
    auto begun = MemoryEvaluation::anew(engine_, call_, question);
    if (!begun) return is_ours(begun.error()) ? Result<bool>(begun.error()) : false;
    MemoryEvaluation evaluation = *std::move(begun);
    WRIT_TRY(MemoryAnswered answered,
             answer_memory(engine_, evaluation, question, question.object));
    if (!is_its_question(kept_, answered.answer.context)) return false;
    if (certifying_ == Certifying::yes) {
      WRIT_CHECK(certify(evaluation, question, answered));
    } else if (lacks_certificate_alone(answered.answer)) {
      answered.answer.permitted = true;
    }
    if (evaluated_.items.empty()) evaluated_.active = evaluation.active();
    if (evaluated_.active != evaluation.active()) return false;
    evaluated_.items.push_back(item_of(std::move(answered)));
    return true;
  }

  Reasked made(StampQuestions questions) && {
    return {std::move(questions), std::move(evaluated_), std::move(certificates_)};
  }

 private:
  Result<void> certify(MemoryEvaluation& evaluation, MemoryQuestion& question,
                       MemoryAnswered& answered) {
    const bool lacks = lacks_certificate_alone(answered.answer);
    if (!lacks && (!answered.answer.permitted || !certificates_.empty())) return {};
    WRIT_TRY(SignedFlowCertificate made, certified(engine_, call_, evaluation, answered));
    if (lacks) {
      question.certificates = {made};
      WRIT_TRY(answered, answer_memory(engine_, evaluation, question, question.object));
      question.certificates.reset();
    }
    certificates_.push_back(std::move(made));
    return {};
  }

  Engine& engine_;
  const Call& call_;
  const stamp::KeptStamp& kept_;
  Certifying certifying_;
  Evaluated evaluated_;
  std::vector<SignedFlowCertificate> certificates_;
};

}  // namespace

store::DocumentRow row_of(std::string_view tenant, const SignedFlowCertificate& certificate,
                          Instant now) {
  return document_row(certificate_document, tenant, certificate.certificate->id.text(),
                      &certificate, now);
}

Result<std::optional<Reasked>> reask(Engine& engine, const Call& call, std::string_view tenant,
                                     const stamp::KeptStamp& kept, StampQuestions questions,
                                     Certifying certifying) {
  WRIT_TRY(const auto state, engine.state());
  const auto asker = asker_now(*state, tenant, questions.asked_as, call.now);
  if (!asker) return std::optional<Reasked>();
  Call as_asked{.caller = *asker, .now = call.now, .operation = call.operation, .tenant = tenant};
  Reasking reasking(engine, as_asked, kept, certifying);
  for (MemoryQuestion& question : questions.questions) {
    WRIT_TRY(const bool asked, reasking.ask(question));
    if (!asked) return std::optional<Reasked>();
  }
  return std::optional(std::move(reasking).made(std::move(questions)));
}

Result<std::optional<memory::PolicyRuntimeFreshnessKey>> key_now(Engine& engine, const State& state,
                                                                 const Call& call,
                                                                 std::string_view tenant,
                                                                 const StampQuestions& questions) {
  using Key = std::optional<memory::PolicyRuntimeFreshnessKey>;
  const auto asker = asker_now(state, tenant, questions.asked_as, call.now);
  if (!asker) return Key();
  const Call as_asked{.caller = *asker, .now = call.now, .tenant = tenant};
  auto by = governing(engine, state, as_asked, questions.questions.front().governed_by());
  if (!by) return is_ours(by.error()) ? Result<Key>(by.error()) : Key();
  return Key(std::move(by->active));
}

}  // namespace writ::ops
