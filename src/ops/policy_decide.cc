// policy.decide: may this be done, under the policy in force.
#include "ops/decide.h"

#include "canon/record_define.h"
#include "ops/operation.h"
#include "ops/table.h"

namespace writ::ops {

std::optional<std::string_view> tenant_of(const DecideRequest& request) {
  return request.tenant_id.text();
}

namespace {

Result<policy::PDPDecision> answer(Engine& engine, const Call& call, const DecideRequest& request) {
  return decide(engine, call, request);
}

}  // namespace

const Operation policy_decide =
    define<answer>({.name = "policy.decide",
                    .doc = "Decides a request under the policy in force.",
                    .capability = Capability::decide});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::DecideRequest);
