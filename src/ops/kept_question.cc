#include "ops/kept_question.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "memory/identity.h"

namespace writ::ops {
namespace {

constexpr std::string_view many_op = "memory.evaluate_many";
constexpr auto single_ops =
    std::to_array<std::string_view>({"egress.attest", "flow.certify", "memory.evaluate"});

// The question as MemoryEvaluation asks it, but for what a decision names itself.
memory::PolicyEvaluationContext context_of(const MemoryQuestion& question) {
  memory::PolicyEvaluationContext context{.surface = question.surface,
                                          .exposure_context = question.exposure_context,
                                          .model_class = question.model_class,
                                          .client_kind = question.client_kind,
                                          .interaction_mode = question.interaction_mode};
  if (question.scope_resolution) context.scope_resolution = question.scope_resolution->id;
  return context;
}

// The context that the decision names, if it is one for these principals. What an egress rests on
// has no destination.
std::optional<memory::PolicyEvaluationContext> own_context(
    const MemoryQuestion& question, const memory::MemoryPolicyDecision& decision,
    std::span<const std::string> principals) {
  memory::PolicyEvaluationContext context = context_of(question);
  context.object = decision.object;
  context.action = decision.action;
  context.freshness_key = decision.freshness_key;
  for (const std::string& principal : principals) {
    if (!context.principal.set(principal)) continue;
    for (const auto& destination : {question.destination, std::optional<memory::Destination>()}) {
      context.destination = destination;
      memory::name(context);
      if (context.id == decision.context) return context;
    }
  }
  return std::nullopt;
}

std::vector<memory::MemoryObjectRef> objects_of(const canon::Json& request) {
  std::vector<memory::MemoryObjectRef> refs;
  const canon::Value* objects = request.value().find("object_refs");
  if (objects == nullptr || !objects->is(canon::Value::Kind::array)) return refs;
  for (const canon::Value& object : objects->items()) {
    memory::MemoryObjectRef ref;
    if (object.is(canon::Value::Kind::text) && ref.set(object.text())) {
      refs.push_back(std::move(ref));
    }
  }
  return refs;
}

// The part of a request that is the question itself.
canon::Json question_in(std::string_view op, const canon::Json& request) {
  if (op != many_op) return request;
  const canon::Value* question = request.value().find("question");
  return question == nullptr ? canon::Json() : request.part(*question);
}

}  // namespace

bool asks_about_memory(std::string_view op) {
  return op == many_op || std::ranges::find(single_ops, op) != single_ops.end();
}

Result<KeptQuestion> KeptQuestion::of(std::string_view op, const canon::Json& request) {
  KeptQuestion kept;
  WRIT_TRY(kept.question, canon::decode<MemoryQuestion>(question_in(op, request)));
  kept.question.explain.reset();
  kept.objects = op == many_op ? objects_of(request) : std::vector{kept.question.object};
  return kept;
}

canon::Json without_proofs(std::string_view op, const canon::Json& request) {
  const canon::Json question = question_in(op, request)
                                   .with("certificates", canon::Json())
                                   .with("attestations", canon::Json());
  return op == many_op ? request.with("question", question) : question;
}

std::vector<memory::PolicyEvaluationContext> own_contexts(const MemoryQuestion& question,
                                                          std::span<const std::string> principals) {
  std::vector<memory::PolicyEvaluationContext> contexts;
  if (!question.decisions) return contexts;
  for (const memory::MemoryPolicyDecision& decision : *question.decisions) {
    if (auto own = own_context(question, decision, principals)) {
      contexts.push_back(*std::move(own));
    }
  }
  return contexts;
}

}  // namespace writ::ops
