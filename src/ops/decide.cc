#include "ops/decide.h"

#include "canon/canonical.h"
#include "canon/digest.h"
#include "ops/freshness.h"

namespace writ::ops {
namespace {

std::vector<std::string> texts(const std::vector<policy::RuleId>& ids) {
  std::vector<std::string> texts;
  texts.reserve(ids.size());
  for (const policy::RuleId& id : ids) texts.push_back(id.text());
  return texts;
}

std::string_view outcome_of(const policy::PDPDecision& decision) {
  return decision.allow ? "allow" : "deny";
}

journal::ShadowDecision shadow_of(const policy::PDPDecision& decision) {
  return {.policy_hash = decision.policy_hash,
          .decision_hash = decision.decision_hash.text(),
          .outcome = std::string(outcome_of(decision)),
          .rule_ids = texts(decision.rule_ids),
          .reason = decision.reason};
}

journal::Entry decision_entry(const Call& call, std::string_view name, std::string_view body,
                              const Decided& decided) {
  journal::Entry entry = entry_of(call);
  if (name != default_name) entry.name = name;
  entry.policy_hash = decided.decision.policy_hash;
  journal::EntryItem item = item_of(body, decided);
  entry.outcome = std::move(item.outcome);
  entry.request_hash = std::move(item.request_hash);
  entry.decision_hash = std::move(item.decision_hash);
  entry.rule_ids = std::move(item.rule_ids);
  entry.reason = std::move(item.reason);
  entry.shadow = std::move(item.shadow);
  return entry;
}

// A shadow is evaluated beside the bundle in force alone.
Result<Deciding> deciding_in_arm(Engine& engine, const State& state, const InForce& in_force,
                                 session::Arm arm, Instant now) {
  const Ruling* ruling = ruling_of(in_force, arm);
  if (ruling == nullptr) return Deciding{.refusal = policy::reason::unknown_policy};
  WRIT_TRY(Deciding deciding, deciding_policy(engine, state, *ruling, now));
  if (deciding.policy != nullptr && in_force.shadow && arm == session::Arm::active) {
    WRIT_TRY(const Deciding shadow, deciding_policy(engine, state, *in_force.shadow, now));
    deciding.shadow = shadow.policy;
  }
  return deciding;
}

Result<Deciding> deciding_in_session(Engine& engine, const State& state, const OpenSession& session,
                                     Instant now) {
  const session::Session& record = session.record;
  if (session.policy != nullptr) {
    const bool revoked = state.keys->ring().is_revoked(session.policy->key_id());
    return deciding_policy(engine, state, Ruling{session.policy, revoked}, now);
  }
  const InForce* in_force = state.find(record.tenant_id.text(), record.policy_name.text());
  if (in_force == nullptr) return Deciding{.refusal = policy::reason::unknown_policy};
  return deciding_in_arm(engine, state, *in_force, arm_of(*in_force, record.session_id.text()),
                         now);
}

// What decides, unless its source has been silent for too long: then nothing does, in no arm and in
// no session.
Deciding unless_stale(const Deciding& deciding, const State& state, std::string_view tenant,
                      std::string_view name, Instant now) {
  const Source* source = state.source(tenant, name);
  if (source == nullptr || deciding.policy == nullptr || !stale(*source, now)) return deciding;
  return {.policy_hash = deciding.policy_hash, .refusal = policy::reason::policy_source_stale};
}

}  // namespace

Result<Deciding> deciding_policy(Engine& engine, const State& state, const Ruling& ruling,
                                 Instant now) {
  Deciding deciding{.policy_hash = ruling.policy->hash()};
  if (ruling.key_revoked) {
    deciding.refusal = policy::reason::policy_key_revoked;
    return deciding;
  }
  WRIT_TRY(const policy::CompiledPolicy* compiled, engine.compiled(state, *ruling.policy));
  if (policy::expired(compiled->bundle(), now)) {
    deciding.refusal = policy::reason::policy_expired;
  } else {
    deciding.policy = compiled;
  }
  return deciding;
}

Result<Deciding> deciding_policy(Engine& engine, const State& state, std::string_view tenant,
                                 std::string_view name, Instant now) {
  const InForce* in_force = state.find(tenant, name);
  if (in_force == nullptr) return Deciding{.refusal = policy::reason::unknown_policy};
  WRIT_TRY(const Deciding deciding,
           deciding_in_arm(engine, state, *in_force, session::Arm::active, now));
  return unless_stale(deciding, state, tenant, name, now);
}

Result<Deciding> deciding_policy(Engine& engine, const State& state, const OpenSession& session,
                                 Instant now) {
  WRIT_TRY(const Deciding deciding, deciding_in_session(engine, state, session, now));
  const session::Session& record = session.record;
  return unless_stale(deciding, state, record.tenant_id.text(), record.policy_name.text(), now);
}

session::Arm arm_of(const InForce& in_force, std::string_view session_id) {
  return in_force.canary && session::in_share(session_id, in_force.share) ? session::Arm::canary
                                                                          : session::Arm::active;
}

const Ruling* ruling_of(const InForce& in_force, session::Arm arm) {
  const std::optional<Ruling>& ruling =
      arm == session::Arm::canary ? in_force.canary : in_force.active;
  return ruling ? &*ruling : nullptr;
}

Result<std::optional<Question>> counted_request(const State& state, std::string_view tenant,
                                                const Caller& caller, const Question& request) {
  WRIT_TRY(const auto principal, counted_principal(state.principals, tenant, caller, request));
  if (!principal) return std::optional<Question>();
  return std::optional(policy::with_principal(request, *principal));
}

Asked Asked::of(const Question& request, std::string_view name) {
  return {.request = request, .body = canon::canonical(request.source.value()), .name = name};
}

Decided answer(const Deciding& deciding, const Question& request) {
  return answer(deciding, *request, [&](const policy::CompiledPolicy& policy) {
    return policy::decide(policy, *request, request.source.value());
  });
}

Decided answer(const Deciding& deciding, const policy::PDPRequest& request,
               const DecideBy& decide) {
  if (deciding.policy == nullptr) {
    return {policy::refuse(request, deciding.policy_hash, deciding.refusal)};
  }
  Decided decided{decide(*deciding.policy)};
  if (deciding.shadow != nullptr) {
    const policy::PDPDecision beside = decide(*deciding.shadow);
    if (!policy::same_answer(decided.decision, beside)) decided.shadow = shadow_of(beside);
  }
  return decided;
}

void date(const Engine& engine, const State& state, std::string_view tenant, std::string_view name,
          Instant until, policy::PDPDecision& decision) {
  if (!engine.shares_store()) return;
  decision.freshness_generation =
      canon::Bounded<0, canon::max_exact_integer>{freshness_generation(state, tenant, name)};
  decision.honoured_until = canon::Timestamp(until);
}

journal::EntryItem item_of(std::string_view body, const Decided& decided) {
  const policy::PDPDecision& decision = decided.decision;
  return {.outcome = std::string(outcome_of(decision)),
          .request_hash = canon::sha256_hex(body),
          .decision_hash = decision.decision_hash.text(),
          .rule_ids = texts(decision.rule_ids),
          .reason = decision.reason,
          .shadow = decided.shadow};
}

journal::Entry entry_of(const Call& call, const Asked& asked, const Decided& decided) {
  journal::Entry entry = decision_entry(call, asked.name, asked.body, decided);
  if (!asked.session.empty()) entry.session = asked.session;
  return entry;
}

Result<void> record_decision(Engine& engine, const Call& call, const Asked& asked,
                             const Decided& decided) {
  return engine.record(call, entry_of(call, asked, decided), asked.body);
}

Result<void> record_decision(Engine& engine, const Call& call, std::string_view name,
                             std::string_view body, const Decided& decided) {
  return engine.record(call, decision_entry(call, name, body, decided), body);
}

}  // namespace writ::ops
