#include "ops/decide.h"

#include "canon/canonical.h"
#include "canon/digest.h"

namespace writ::ops {

Result<Deciding> deciding_policy(Engine& engine, const State& state, std::string_view tenant,
                                 std::string_view name, Instant now) {
  const InForce* in_force = state.find(tenant, name);
  if (in_force == nullptr || !in_force->standing().active) {
    return Deciding{.refusal = policy::reason::unknown_policy};
  }
  Deciding deciding{.policy_hash = in_force->standing().active_hash};
  if (in_force->key_revoked()) {
    deciding.refusal = policy::reason::policy_key_revoked;
    return deciding;
  }
  WRIT_TRY(auto compiled, engine.compiled(state, *in_force));
  if (policy::expired(compiled->bundle(), now)) {
    deciding.refusal = policy::reason::policy_expired;
    return deciding;
  }
  deciding.policy = std::move(compiled);
  return deciding;
}

Result<std::optional<canon::Sourced<policy::PDPRequest>>> counted_request(
    const State& state, std::string_view tenant, const Caller& caller,
    const canon::Sourced<policy::PDPRequest>& request) {
  WRIT_TRY(const auto principal, counted_principal(state.principals, tenant, caller, request));
  if (!principal) return std::optional<canon::Sourced<policy::PDPRequest>>();
  const canon::Value* given = request.source.value().find("ctx");
  const canon::Json ctx = given != nullptr ? request.source.part(*given) : canon::Json();
  canon::Json source = request.source.with("ctx", ctx.with("principal", *principal));
  WRIT_TRY(policy::PDPRequest value, canon::decode<policy::PDPRequest>(source));
  return std::optional(canon::Sourced<policy::PDPRequest>{std::move(value), std::move(source)});
}

Result<void> record_decision(Engine& engine, const Call& call, std::string_view name,
                             const canon::Value& request, const policy::PDPDecision& decision) {
  const std::string body = canon::canonical(request);
  journal::Entry entry = entry_of(call);
  entry.outcome = decision.allow ? "allow" : "deny";
  if (name != default_name) entry.name = name;
  entry.request_hash = canon::sha256_hex(body);
  entry.policy_hash = decision.policy_hash;
  entry.decision_hash = decision.decision_hash.text();
  entry.rule_ids.emplace();
  for (const policy::RuleId& id : decision.rule_ids) entry.rule_ids->push_back(id.text());
  entry.reason = decision.reason;
  return engine.record(call, std::move(entry), body);
}

Result<policy::PDPDecision> decide(Engine& engine, const Call& call, const DecideRequest& request) {
  const std::string_view name = name_or_default(request.name);
  const std::string& tenant = request.tenant_id.text();
  WRIT_TRY(const auto state, engine.state());
  WRIT_TRY(const Deciding deciding, deciding_policy(engine, *state, tenant, name, call.now));
  WRIT_TRY(const auto replaced, counted_request(*state, tenant, call.caller, request.request));
  const canon::Sourced<policy::PDPRequest>& counted = replaced ? *replaced : request.request;
  policy::PDPDecision decision =
      deciding.policy == nullptr
          ? policy::refuse(*counted, deciding.policy_hash, deciding.refusal)
          : policy::decide(*deciding.policy, *counted, counted.source.value());
  WRIT_CHECK(record_decision(engine, call, name, counted.source.value(), decision));
  return decision;
}

}  // namespace writ::ops
