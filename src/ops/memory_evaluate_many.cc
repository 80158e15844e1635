// memory.evaluate_many: one question about many memories.
#include <algorithm>

#include "canon/record_define.h"
#include "ops/memory_answer.h"
#include "ops/operation.h"
#include "ops/table.h"

namespace writ::ops {

struct EvaluateManyRequest {
  MemoryQuestion question;
  std::vector<memory::MemoryObjectRef> objects;

  static constexpr std::size_t most = 10'000;
  // Each answer lists the decisions that do not apply to it.
  static constexpr std::size_t most_pairs = 200'000;

  static constexpr auto record(auto&& f) {
    using R = EvaluateManyRequest;
    using canon::field;
    return f("EvaluateManyRequest", "A question, asked of many memories.",
             field<&R::question>("question", "The question; its own `object_ref` is not asked of."),
             field<&R::objects>("object_refs", "The memories: at most 10,000."));
  }
  void check(const canon::Path& path, canon::Faults& faults) const {
    const canon::Path place(path, "object_refs");
    if (objects.empty()) {
      faults.add(canon::record::wrong_value, place, "names no memory: name those to be asked of");
    }
    const std::size_t decisions = question.decisions ? question.decisions->size() : 0;
    if (objects.size() > most || objects.size() * decisions > most_pairs) {
      faults.add(canon::record::wrong_value, place,
                 "names more than 10,000 memories, or with the decisions handed in more than "
                 "200,000 pairs: ask in several calls");
    }
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

Result<Written<EvaluateManyResponse>> evaluate(Engine& engine, const Call& call,
                                               const EvaluateManyRequest& request) {
  WRIT_TRY(MemoryEvaluation evaluation, MemoryEvaluation::begin(engine, call, request.question));
  EvaluateManyResponse response;
  response.answers.reserve(request.objects.size());
  for (const memory::MemoryObjectRef& object : request.objects) {
    WRIT_TRY(MemoryAnswered answered, answer_memory(engine, evaluation, request.question, object));
    response.answers.push_back(std::move(answered.answer));
  }
  const bool all = std::ranges::all_of(response.answers, &MemoryAnswer::permitted);
  Written<EvaluateManyResponse> written(response);
  WRIT_CHECK(record_answer(engine, call, evaluation,
                           {.outcome = all ? "allow" : "deny",
                            .response = written.json,
                            .count = static_cast<std::int64_t>(response.answers.size())}));
  return written;
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
