// memory.evaluate: what may be done with a memory, under the policy in force.
#include "ops/memory_answer.h"
#include "ops/operation.h"
#include "ops/table.h"

namespace writ::ops {
namespace {

Result<Written<MemoryAnswer>> evaluate(Engine& engine, const Call& call,
                                       const MemoryQuestion& question) {
  WRIT_TRY(MemoryEvaluation evaluation, MemoryEvaluation::begin(engine, call, question));
  WRIT_TRY(MemoryAnswered answered, answer_memory(engine, evaluation, question, question.object));
  WRIT_TRY(auto shadow, shadow_of(engine, evaluation, question, answered));
  Written<MemoryAnswer> written(answered.answer);
  WRIT_CHECK(record_answer(engine, call, evaluation,
                           {.outcome = outcome_of(answered.answer),
                            .response = written.json,
                            .reason = answered.answer.reason,
                            .rule_ids = rules_of(answered),
                            .shadow = std::move(shadow)}));
  return written;
}

}  // namespace

const Operation memory_evaluate =
    define<evaluate>({.name = "memory.evaluate",
                      .doc = "Evaluates what may be done with a memory under the policy in force.",
                      .capability = Capability::decide});

}  // namespace writ::ops
