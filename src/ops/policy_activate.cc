// policy.activate: brings a stored version into force, as a signed activation asks for.
#include "canon/record_define.h"
#include "ops/activation.h"
#include "ops/operation.h"
#include "ops/table.h"

namespace writ::ops {

struct ActivateRequest {
  using Described = policy::SignedPolicyActivation;

  Result<policy::SignedPolicyActivation> content;

  static ActivateRequest read(const canon::Json& body) {
    return {canon::decode<policy::SignedPolicyActivation>(body, "the signed activation")};
  }
};

std::optional<std::string_view> tenant_of(const ActivateRequest& request) {
  if (!request.content) return std::nullopt;
  return request.content->activation->tenant_id.text();
}

namespace {

Result<StandingResponse> activate(Engine& engine, const Call& call,
                                  const ActivateRequest& request) {
  return engine.change<StandingResponse>(
      call, [&](store::Transaction& transaction, const State& state) -> Result<StandingResponse> {
        if (!request.content) {
          return refuse_with<StandingResponse>(Refused::of(request.content.error()));
        }
        const policy::PolicyActivation& wish = *request.content->activation;
        WRIT_TRY(const auto standing,
                 find_standing(transaction, wish.tenant_id.text(), wish.name.text()));
        return apply_activation(transaction, state.keys->ring(),
                                standing.value_or(policy::Standing()), *request.content, call.now);
      });
}

}  // namespace

const Operation policy_activate =
    define<activate>({.name = "policy.activate",
                      .doc = "Brings a stored version into force by a signed activation.",
                      .capability = Capability::administer,
                      .heavy = true});

}  // namespace writ::ops
