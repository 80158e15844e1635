// policy.decide: may this be done, under the policy in force.
#include "ops/decide.h"

#include "canon/record_define.h"
#include "ops/approval.h"
#include "ops/operation.h"
#include "ops/table.h"

namespace writ::ops {

std::optional<std::string_view> tenant_of(const DecideRequest& request) {
  return request.tenant_id.text();
}

namespace {

Result<policy::PDPDecision> decide(Engine& engine, const Call& call, const DecideRequest& request) {
  const std::string_view name = name_or_default(request.name);
  const std::string& tenant = request.tenant_id.text();
  const Instant until = engine.honoured_until(call.now);
  WRIT_TRY(const auto state, engine.state());
  WRIT_TRY(const Deciding deciding, deciding_policy(engine, *state, tenant, name, call.now));
  WRIT_TRY(const auto replaced, counted_request(*state, tenant, call.caller, request.request));
  const Question& counted = replaced ? *replaced : request.request;
  Decided decided = answer(deciding, counted);
  WRIT_CHECK(settle_decision(engine, call, *state, Asked::of(counted, name), request.approval_id,
                             decided));
  date(engine, *state, tenant, name, until, decided.decision);
  return std::move(decided.decision);
}

}  // namespace

const Operation policy_decide =
    define<decide>({.name = "policy.decide",
                    .doc = "Decides a request under the policy in force.",
                    .capability = Capability::decide});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::DecideRequest);
