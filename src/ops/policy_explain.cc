// policy.explain: a decision, and what became of each rule of its op.
#include "canon/record_define.h"
#include "ops/decide.h"
#include "ops/operation.h"
#include "ops/table.h"
#include "policy/explain.h"

namespace writ::ops {

struct ExplainRequest {
  policy::TenantId tenant_id;
  std::optional<policy::BundleName> name;
  canon::Sourced<policy::PDPRequest> request;

  static constexpr auto record(auto&& f) {
    using R = ExplainRequest;
    using canon::field;
    return f("ExplainRequest", "A question to a tenant's policy, to be answered with reasons.",
             field<&R::tenant_id>("tenantId", "Whose policy."),
             field<&R::name>("name", "Which of them; absent is `default`."),
             field<&R::request>("request", "The question."));
  }
};

struct ExplainResponse {
  policy::PDPDecision decision;
  std::vector<policy::ExplainedRule> rules;

  static constexpr auto record(auto&& f) {
    using R = ExplainResponse;
    using canon::field;
    return f("ExplainResponse", "A decision with what became of each rule.",
             field<&R::decision>("decision", "What policy.decide answers."),
             field<&R::rules>("rules",
                              "Every rule of the op, the best first; empty where no rule "
                              "was asked, as with an expired bundle."));
  }
};

std::optional<std::string_view> tenant_of(const ExplainRequest& request) {
  return request.tenant_id.text();
}

namespace {

Result<ExplainResponse> explain(Engine& engine, const Call& call, const ExplainRequest& request) {
  const std::string& tenant = request.tenant_id.text();
  const std::string_view name = name_or_default(request.name);
  const Instant until = engine.honoured_until(call.now);
  WRIT_TRY(const auto state, engine.state());
  WRIT_TRY(const Deciding deciding, deciding_policy(engine, *state, tenant, name, call.now));
  WRIT_TRY(const auto replaced, counted_request(*state, tenant, call.caller, request.request));
  const Question& counted = replaced ? *replaced : request.request;
  Decided decided = answer(deciding, counted);
  WRIT_CHECK(record_decision(engine, call, Asked::of(counted, name), decided));
  date(engine, *state, tenant, name, until, decided.decision);
  ExplainResponse response{.decision = std::move(decided.decision)};
  if (deciding.policy != nullptr) {
    response.rules = policy::explain(deciding.policy->bundle(), *counted, counted.source.value());
  }
  return response;
}

}  // namespace

const Operation policy_explain =
    define<explain>({.name = "policy.explain",
                     .doc = "Decides a request and says what became of each rule.",
                     .capability = Capability::decide,
                     .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::ExplainRequest);
DEFINE_RECORD(writ::ops::ExplainResponse);
