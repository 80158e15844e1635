#include "ops/memory_question.h"

#include <algorithm>

#include <fmt/format.h>

#include "canon/canonical.h"
#include "canon/record_define.h"
#include "canon/record_equal.h"
#include "memory/actions.h"
#include "memory/identity.h"
#include "ops/discharges.h"
#include "ops/ledger.h"

namespace writ::ops {
namespace {

using memory::Action;
using memory::ScopeConservatismFloor;

std::string_view id_of(const policy::RequestPrincipal& principal) {
  return principal.id ? std::string_view(*principal.id) : std::string_view();
}

// The question as the decision point is asked it.
policy::PDPRequest request_of(const MemoryQuestion& question) {
  return {.ctx = policy::RequestContext{.principal = *question.principal,
                                        .risk_tier = question.risk_tier},
          .op = op_of(question.action),
          .resource = question.object.text(),
          .labels = question.labels,
          .purpose = question.purpose,
          .args_summary = question.args_summary};
}

void append_member(std::string& out, std::string_view name,
                   const std::optional<std::string>& text) {
  if (!text) return;
  canon::append_text(out.append(","), name);
  canon::append_text(out.append(":"), *text);
}

// The same as JSON, for what reads or points into requests as they came.
Result<Question> sourced_request_of(const MemoryQuestion& question) {
  std::string text = R"({"ctx":{"principal":)";
  canon::append_canonical(text, question.principal.source.value());
  append_member(text, "riskTier", question.risk_tier);
  canon::append_text(text.append(R"(},"op":)"), op_of(question.action));
  append_member(text, "purpose", question.purpose);
  append_member(text, "resource", question.object.text());
  if (question.args_summary) {
    canon::append_canonical(text.append(R"(,"argsSummary":)"), question.args_summary->value());
  }
  if (question.labels) {
    text += R"(,"labels":[)";
    for (std::size_t i = 0; i < question.labels->size(); ++i) {
      canon::append_text(text.append(i == 0 ? "" : ","), (*question.labels)[i]);
    }
    text += ']';
  }
  text += '}';
  Question sourced;
  WRIT_TRY(sourced.source, canon::Json::parse(text));
  WRIT_TRY(sourced.value, canon::decode<policy::PDPRequest>(sourced.source));
  return sourced;
}

// What is about to be taken in belongs nowhere yet.
constexpr memory::ActionSet taking_in{Action::collect, Action::extract, Action::classify,
                                      Action::write_candidate};

ScopeConservatismFloor floor_without_resolution(Action action, bool object_is_new) {
  if (object_is_new && taking_in.has(action)) return ScopeConservatismFloor::normal_policy_check;
  return memory::rules_of(action).closure->scope_resolution_required
             ? ScopeConservatismFloor::fail_closed_candidate
             : ScopeConservatismFloor::reference_only_candidate;
}

}  // namespace

std::string op_of(Action action) { return "memory." + std::string(memory::name_of(action)); }

void MemoryQuestion::check(const canon::Path& path, canon::Faults& faults) const {
  governed_by().check(path, faults);
  memory::PrincipalRef ref;
  if (!ref.set(id_of(*principal))) {
    const canon::Path member(path, "principal");
    faults.add(canon::record::missing_member, canon::Path(member, "id"),
               "must be a name: say for whom it is");
  }
}

std::optional<std::string_view> tenant_of(const MemoryQuestion& question) {
  return question.governed_by().tenant();
}

Result<MemoryEvaluation> MemoryEvaluation::begin(Engine& engine, const Call& call,
                                                 const MemoryQuestion& question) {
  WRIT_TRY(MemoryEvaluation evaluation, anew(engine, call, question));
  WRIT_CHECK(evaluation.charge(engine, call));
  return evaluation;
}

Result<MemoryEvaluation> MemoryEvaluation::anew(Engine& engine, const Call& call,
                                                const MemoryQuestion& question) {
  MemoryEvaluation evaluation(question);
  evaluation.now_ = canon::Timestamp(call.now);
  evaluation.believed_ = !call.caller.identity || call.caller.speaks_for_tenant;
  if (question.obligations) evaluation.known_ = memory::KnownObligations(*question.obligations);
  evaluation.honoured_until_ = engine.honoured_until(call.now);
  WRIT_TRY(evaluation.state_, engine.state());
  WRIT_TRY(evaluation.by_, governing(engine, *evaluation.state_, call, question.governed_by()));
  WRIT_CHECK(evaluation.count_principal(call));
  if (!evaluation.refusal().empty()) evaluation.by_.deciding.policy = nullptr;
  return evaluation;
}

std::optional<MemoryEvaluation> MemoryEvaluation::shadow() const {
  const Deciding& deciding = by_.deciding;
  if (deciding.policy == nullptr || deciding.shadow == nullptr) return std::nullopt;
  MemoryEvaluation beside = *this;
  beside.by_.deciding = {.policy = deciding.shadow,
                         .policy_hash = deciding.shadow->bundle().policy_hash->text()};
  return beside;
}

Result<void> MemoryEvaluation::count_principal(const Call& call) {
  const auto compares = [](const policy::CompiledPolicy* policy) {
    return policy != nullptr && policy->memory_rules().compares();
  };
  const bool plain = by_.session == nullptr && !call.caller.identity &&
                     state_->principals.empty() && !compares(by_.deciding.policy) &&
                     !compares(by_.deciding.shadow);
  if (plain) {
    request_ = request_of(*question_);
    return {};
  }
  WRIT_TRY(Question request, sourced_request_of(*question_));
  if (by_.session != nullptr) {
    WRIT_TRY(const std::string_view refusal,
             bind_request(state_->principals, *by_.session, request));
    if (by_.deciding.refusal.empty()) by_.deciding.refusal = refusal;
  } else {
    WRIT_TRY(auto counted, counted_request(*state_, by_.tenant, call.caller, request));
    if (counted) request = *std::move(counted);
  }
  request_ = std::move(request.value);
  root_ = std::move(request.source);
  return {};
}

// A question is one decision of the session's budget, however many objects it is asked about.
Result<void> MemoryEvaluation::charge(Engine& engine, const Call& call) {
  if (by_.session == nullptr || by_.session->ledger == nullptr) return {};
  if (!by_.deciding.refusal.empty()) return {};
  const auto bytes = static_cast<std::int64_t>(canon::canonical(root_.value()).size());
  const Ledger::Place place{engine.store(), by_.session->record, call.now};
  WRIT_TRY(by_.deciding.refusal,
           by_.session->ledger->charge(place, {.decisions = {1}, .eval_bytes = {bytes}}));
  if (!by_.deciding.refusal.empty()) by_.deciding.policy = nullptr;
  return {};
}

memory::PolicyEvaluationContext MemoryEvaluation::context_of(
    Action action, const memory::MemoryObjectRef& object) const {
  memory::PolicyEvaluationContext context{.recorded_at = now_,
                                          .object = object,
                                          .action = action,
                                          .surface = question_->surface,
                                          .exposure_context = question_->exposure_context,
                                          .model_class = question_->model_class,
                                          .client_kind = question_->client_kind,
                                          .interaction_mode = question_->interaction_mode,
                                          .freshness_key = *by_.active};
  // What an egress rests on happens here.
  if (action == question_->action) context.destination = question_->destination;
  context.principal = memory::PrincipalRef(std::string(id_of(*request_.ctx->principal)));
  if (question_->scope_resolution) context.scope_resolution = question_->scope_resolution->id;
  return context;
}

memory::Question MemoryEvaluation::question_of(Action action,
                                               const memory::MemoryObjectRef& object) const {
  memory::Question question{
      .action = action,
      .floor = floor_without_resolution(action, question_->object_is_new.value_or(false))};
  if (action == question_->action) question.destination = question_->destination;
  const auto& resolution = question_->scope_resolution;
  if (!resolution) return question;
  // One of another object or another state says only how careful to be at least, and so does one by
  // whose word does not count.
  const bool holds =
      believed_ && resolution->object == object && resolution->freshness_key == *by_.active;
  question.floor = holds ? resolution->floor : memory::stricter(question.floor, resolution->floor);
  if (holds && resolution->relation_to_destination) {
    question.relation = *resolution->relation_to_destination;
  }
  return question;
}

// The contexts that were handed in, but for this question's own: it was asked before, at another
// time.
std::vector<memory::PolicyEvaluationContext> MemoryEvaluation::contexts_beside(
    const memory::PolicyEvaluationContext& asked) const {
  std::vector<memory::PolicyEvaluationContext> contexts;
  if (!question_->decision_contexts) return contexts;
  for (const memory::PolicyEvaluationContext& context : *question_->decision_contexts) {
    const bool is_this =
        canon::equal_but_for<&memory::PolicyEvaluationContext::recorded_at>(context, asked);
    if (!is_this) contexts.push_back(context);
  }
  return contexts;
}

void MemoryEvaluation::hear_decisions(memory::Judged& judged) const {
  if (!question_->decisions) return;
  const std::vector<memory::PolicyEvaluationContext> contexts = contexts_beside(judged.context);
  memory::Sifted sifted = memory::sift({judged.context, *by_.active}, *question_->decisions,
                                       memory::KnownContexts(judged.context, contexts), known_);
  for (memory::Contribution& voice : sifted.voices.contributions) {
    if (!believed_ && voice.weight == memory::Weight::authorizes) {
      voice.weight = memory::Weight::undecided;
    }
  }
  judged.voices = std::move(sifted.voices);
  judged.excluded = std::move(sifted.excluded);
}

memory::Judged MemoryEvaluation::judge_one(Action action, const memory::MemoryObjectRef& object,
                                           Named named) const {
  memory::Judged judged{.context = context_of(action, object),
                        .question = question_of(action, object)};
  if (named == Named::yes) memory::name(judged.context);
  hear_decisions(judged);
  if (by_.deciding.policy == nullptr) judged.voices.blocks.add(memory::Block::no_policy);
  add_blocks(state_->toggles.find(by_.tenant, toggles_id), action, question_->surface,
             judged.voices.blocks);
  return judged;
}

std::vector<memory::Judged> MemoryEvaluation::judge(const memory::MemoryObjectRef& object,
                                                    Named named) {
  std::vector<memory::Judged> closure;
  const policy::CompiledPolicy* policy = by_.deciding.policy;
  request_.resource = object.text();
  const std::vector<Action> actions = memory::closure_of(question_->action);
  closure.reserve(actions.size());
  for (const Action action : actions) {
    memory::Judged judged = judge_one(action, object, named);
    if (policy != nullptr) {
      request_.op = op_of(action);
      policy->memory_rules().add_voices(policy->weighed(request_, root_.value()), judged.context,
                                        judged.voices);
    }
    judged.met = memory::meet(judged.question, judged.voices);
    closure.push_back(std::move(judged));
  }
  return closure;
}

Result<memory::Proofs> MemoryEvaluation::proofs(
    Engine& engine, const memory::Judged& asked,
    const std::vector<memory::EffectiveMemoryPolicyRef>& policies,
    const std::vector<memory::PolicyObligation>& owed) const {
  memory::Proofs proofs;
  if (question_->discharges) {
    WRIT_TRY(proofs.discharges, kept_discharges(engine, {by_.tenant, asked.context.id, owed},
                                                *question_->discharges, now_.at()));
  }
  const auto bound = [&](const auto& proof) {
    return proof.context == asked.context.id && proof.object == asked.context.object &&
           proof.action == asked.context.action && proof.principal == asked.context.principal &&
           proof.policies == policies && proof.freshness_key == *by_.active;
  };
  const auto certifies = [&](const SignedFlowCertificate& shown) {
    return bound(*shown.certificate) &&
           shown.certificate->destination == asked.context.destination &&
           genuine(*state_, by_.tenant, shown).empty();
  };
  const auto attests = [&](const SignedEgressAttestation& shown) {
    return bound(*shown.attestation) && shown.attestation->outbound == asked.context.destination &&
           shown.attestation->payload_hash == question_->payload_hash &&
           shown.attestation->destination_id == question_->destination_id &&
           genuine(*state_, by_.tenant, shown).empty();
  };
  const auto any = [](const auto& list, const auto& is_good) {
    return list && std::ranges::any_of(*list, is_good);
  };
  proofs.certificate = any(question_->certificates, certifies);
  proofs.attestation = any(question_->attestations, attests);
  return proofs;
}

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::MemoryQuestion);
