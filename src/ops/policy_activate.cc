// policy.activate: brings a stored version into force, as a signed activation asks for. On the host
// a version is enough: the activation is signed here.
#include "canon/record_define.h"
#include "ops/activation.h"
#include "ops/operation.h"
#include "ops/policy_ref.h"
#include "ops/table.h"

namespace writ::ops {

struct ActivateWish {
  policy::TenantId tenant_id;
  std::optional<policy::BundleName> name;
  policy::Version version;
  std::optional<std::string> reason;

  static constexpr auto record(auto&& f) {
    using W = ActivateWish;
    using canon::field;
    return f("ActivateWish", "Which stored version is to come into force.",
             field<&W::tenant_id>("tenantId", "Whose."),
             field<&W::name>("name", "Absent is `default`."),
             field<&W::version>("version", "Which version."),
             field<&W::reason>("reason", "Why, for people."));
  }
};

// Either of the two, as the documents show it.
struct ActivateBody {
  std::optional<canon::Sourced<policy::PolicyActivation>> activation;
  std::optional<keys::SignatureBlock> signature;
  std::optional<policy::TenantId> tenant_id;
  std::optional<policy::BundleName> name;
  std::optional<policy::Version> version;
  std::optional<std::string> reason;

  static constexpr auto record(auto&& f) {
    using B = ActivateBody;
    using canon::field;
    return f(
        "ActivateRequest",
        "A signed activation: `activation` and `signature`. Or on the host, where it is signed "
        "for you: `tenantId`, `name`, `version` and `reason`.",
        field<&B::activation>("activation", "The act."),
        field<&B::signature>("signature",
                             "With an `approval` key, over SHA-256 of the canonical "
                             "activation."),
        field<&B::tenant_id>("tenantId", "Whose."), field<&B::name>("name", "Absent is `default`."),
        field<&B::version>("version", "Which stored version."),
        field<&B::reason>("reason", "Why, for people."));
  }
};

struct ActivateRequest {
  using Described = ActivateBody;

  std::optional<Result<ActivateWish>> wish;  // of a body that names a version
  Result<policy::SignedPolicyActivation> content;

  static ActivateRequest read(const canon::Json& body) {
    if (body.value().find("version") != nullptr) {
      return {canon::decode<ActivateWish>(body), policy::SignedPolicyActivation()};
    }
    return {std::nullopt,
            canon::decode<policy::SignedPolicyActivation>(body, "the signed activation")};
  }
};

std::optional<std::string_view> tenant_of(const ActivateRequest& request) {
  if (request.wish) {
    if (!*request.wish) return std::nullopt;
    return (**request.wish).tenant_id.text();
  }
  if (!request.content) return std::nullopt;
  return request.content->activation->tenant_id.text();
}

namespace {

Result<StandingResponse> activate_wished(Engine& engine, const Call& call,
                                         const ActivateWish& wish) {
  if (!call.caller.on_host) {
    return Problem{fault::host_only,
                   "nothing is signed for the network: send a signed activation, or run `writ "
                   "policy activate` where the data directory is"};
  }
  return activate_here(engine, call, wish.tenant_id.text(), name_or_default(wish.name),
                       wish.version, wish.reason.value_or("activation"));
}

Result<StandingResponse> activate(Engine& engine, const Call& call,
                                  const ActivateRequest& request) {
  if (request.wish) {
    WRIT_TRY(const ActivateWish wish, *request.wish);
    return activate_wished(engine, call, wish);
  }
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

DEFINE_RECORD(writ::ops::ActivateWish);
DEFINE_RECORD(writ::ops::ActivateBody);
