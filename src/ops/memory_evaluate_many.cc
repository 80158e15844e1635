// memory.evaluate_many: one question about many memories.
#include <algorithm>

#include "canon/canonical.h"
#include "canon/digest.h"
#include "canon/record_define.h"
#include "ops/memory_answer.h"
#include "ops/operation.h"
#include "ops/policy_ref.h"
#include "ops/table.h"

namespace writ::ops {

struct EvaluateManyRequest {
  MemoryQuestion question;
  std::vector<memory::MemoryObjectRef> objects;

  static constexpr std::size_t most = 10'000;

  static constexpr auto record(auto&& f) {
    using R = EvaluateManyRequest;
    using canon::field;
    return f("EvaluateManyRequest", "A question, asked of many memories.",
             field<&R::question>("question", "The question; its own `object_ref` is not asked of."),
             field<&R::objects>("object_refs", "The memories: at most 10,000."));
  }
  void check(const canon::Path& path, canon::Faults& faults) const {
    if (objects.size() <= most) return;
    faults.add(canon::record::wrong_value, canon::Path(path, "object_refs"),
               "names more than 10,000 memories: ask in several calls");
  }
};

struct EvaluateManyResponse {
  std::vector<MemoryAnswer> answers;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("EvaluateManyResponse", "The answers.",
             field<&EvaluateManyResponse::answers>("answers", "In the order of the memories."));
  }
};

std::optional<std::string_view> tenant_of(const EvaluateManyRequest& request) {
  return tenant_of(request.question);
}

namespace {

// One entry for all: the decision is the list of the policies' hashes.
Result<void> record_answers(Engine& engine, const Call& call, const MemoryEvaluation& evaluation,
                            const EvaluateManyResponse& response) {
  Call known = call;
  known.tenant = evaluation.tenant();
  const std::string body = body_to_keep(call);
  journal::Entry entry = entry_of(known);
  canon::Sha256 decisions;
  for (const MemoryAnswer& answer : response.answers) {
    decisions.add(canon::sha256_hex(canon::encode(answer.policy)));
  }
  const bool all = std::ranges::all_of(response.answers, &MemoryAnswer::permitted);
  entry.outcome = all ? "allow" : "deny";
  if (evaluation.policy_name() != default_name) entry.name = evaluation.policy_name();
  entry.request_hash = canon::sha256_hex(body);
  entry.policy_hash = evaluation.policy_hash();
  entry.decision_hash = decisions.finish().hex();
  entry.count = journal::Count{static_cast<std::int64_t>(response.answers.size())};
  return engine.record(known, std::move(entry), body);
}

Result<EvaluateManyResponse> evaluate(Engine& engine, const Call& call,
                                      const EvaluateManyRequest& request) {
  WRIT_TRY(const MemoryEvaluation evaluation,
           MemoryEvaluation::begin(engine, call, request.question));
  EvaluateManyResponse response;
  response.answers.reserve(request.objects.size());
  for (const memory::MemoryObjectRef& object : request.objects) {
    WRIT_TRY(MemoryAnswered answered, answer_memory(engine, evaluation, request.question, object));
    response.answers.push_back(std::move(answered.answer));
  }
  WRIT_CHECK(record_answers(engine, call, evaluation, response));
  return response;
}

}  // namespace

const Operation memory_evaluate_many =
    define<evaluate>({.name = "memory.evaluate_many",
                      .doc = "Evaluates one question about many memories.",
                      .capability = Capability::decide,
                      .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::EvaluateManyRequest);
DEFINE_RECORD(writ::ops::EvaluateManyResponse);
