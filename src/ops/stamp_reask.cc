#include "ops/stamp_reask.h"

#include <algorithm>
#include <utility>

#include "memory/actions.h"
#include "ops/policy_ref.h"

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

// What became of one question; nothing where it could not be asked.
struct Asked {
  Evaluated::Item item;
  memory::PolicyRuntimeFreshnessKey active;
};

Result<std::optional<Asked>> ask(Engine& engine, const Call& as_asked,
                                 const stamp::SoundStamp& stamp, const MemoryQuestion& question) {
  auto begun = MemoryEvaluation::anew(engine, as_asked, question);
  if (!begun) {
    if (is_ours(begun.error())) return begun.error();
    return std::optional<Asked>();
  }
  MemoryEvaluation evaluation = *std::move(begun);
  if (!evaluation.refusal().empty()) return std::optional<Asked>();
  WRIT_TRY(MemoryAnswered answered, answer_memory(engine, evaluation, question, question.object));
  const memory::PolicyEvaluationContext& now = answered.answer.context;
  if (now.object != stamp.stamp().object || !stamp.form()->asks(now)) return std::optional<Asked>();
  if (lacks_certificate_alone(answered.answer)) answered.answer.permitted = true;
  return std::optional(Asked{item_of(std::move(answered)), evaluation.active()});
}

// What governs questions now; nothing where they cannot be asked.
Result<std::optional<Governing>> governing_now(Engine& engine, const State& state, const Call& call,
                                               std::string_view tenant,
                                               const StampQuestions& questions) {
  const auto asker = asker_now(state, tenant, questions.asked_as, call.now);
  if (!asker) return std::optional<Governing>();
  const Call as_asked{.caller = *asker, .now = call.now, .tenant = tenant};
  auto by = governing(engine, state, as_asked, questions.questions.front().governed_by());
  // That nothing decides for the moment, as while a source is silent, is no answer to anything.
  if (by && !by->deciding.refusal.empty()) return std::optional<Governing>();
  if (by) return std::optional(*std::move(by));
  if (is_ours(by.error())) return by.error();
  return std::optional<Governing>();
}

}  // namespace

Result<std::optional<Reasked>> reask(Engine& engine, const Call& call, std::string_view tenant,
                                     const stamp::SoundStamp& stamp, StampQuestions questions) {
  WRIT_TRY(const auto state, engine.state());
  const auto asker = asker_now(*state, tenant, questions.asked_as, call.now);
  if (!asker) return std::optional<Reasked>();
  const Call as_asked{
      .caller = *asker, .now = call.now, .operation = call.operation, .tenant = tenant};
  Reasked reasked;
  for (const MemoryQuestion& question : questions.questions) {
    WRIT_TRY(auto asked, ask(engine, as_asked, stamp, question));
    if (!asked) return std::optional<Reasked>();
    Evaluated& evaluated = reasked.evaluated;
    if (evaluated.items.empty()) evaluated.active = asked->active;
    if (evaluated.active != asked->active) return std::optional<Reasked>();
    evaluated.items.push_back(std::move(asked->item));
  }
  reasked.questions = std::move(questions);
  reasked.until = asker->until;
  return std::optional(std::move(reasked));
}

Result<bool> minds_memory(Engine& engine, const State& state, const Call& call,
                          std::string_view tenant, const StampQuestions& alike,
                          const memory::PolicyRuntimeFreshnessKey& key) {
  WRIT_TRY(const auto by, governing_now(engine, state, call, tenant, alike));
  const policy::CompiledPolicy* policy = by ? by->deciding.policy : nullptr;
  // Under another key another policy may have answered than the one that is looked at.
  if (policy == nullptr || *by->active != key) return true;
  return std::ranges::any_of(alike.questions, [&](const MemoryQuestion& question) {
    return std::ranges::any_of(memory::closure_of(question.action), [&](memory::Action action) {
      return policy->minds_resource(op_of(action));
    });
  });
}

Result<KeyNow> key_now(Engine& engine, const State& state, const Call& call,
                       std::string_view tenant, const StampQuestions& questions) {
  WRIT_TRY(const auto by, governing_now(engine, state, call, tenant, questions));
  return by ? KeyNow(*by->active) : KeyNow();
}

std::string governor_of(const StampQuestions& questions) {
  const MemoryQuestion& first = questions.questions.front();
  const std::string named = first.session_id ? "s" + first.session_id->text()
                                             : "n" + std::string(name_or_default(first.name));
  return canon::encode(questions.asked_as) + named;
}

Result<const KeyNow*> KeysNow::of(Engine& engine, const State& state, const Call& call,
                                  std::string_view tenant, const StampQuestions& questions) {
  std::string by = governor_of(questions);
  const auto known = keys_.find(by);
  if (known != keys_.end()) return &known->second;
  WRIT_TRY(KeyNow key, key_now(engine, state, call, tenant, questions));
  return &keys_.emplace(std::move(by), std::move(key)).first->second;
}

Result<const KeyNow*> KeysNow::of_alike(Engine& engine, const State& state, const Call& call,
                                        std::string_view tenant, const StampQuestions& alike) {
  const KeyNow*& known = alike_[&alike];
  if (known == nullptr) {
    WRIT_TRY(known, of(engine, state, call, tenant, alike));
  }
  return known;
}

}  // namespace writ::ops
