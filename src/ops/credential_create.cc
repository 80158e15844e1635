// credential.create: makes a bearer token. Its text is told once and never again.
#include <fmt/format.h>

#include "canon/digest.h"
#include "canon/record_define.h"
#include "ops/credential.h"
#include "ops/engine.h"
#include "ops/operation.h"
#include "ops/table.h"

namespace writ::ops {

struct CreateCredentialRequest {
  canon::Id<struct PrincipalIdTag> principal;
  std::optional<policy::TenantId> tenant_id;
  std::vector<Capability> capabilities;
  std::optional<std::vector<std::string>> roles;
  std::optional<policy::Assurance> assurance;
  std::optional<bool> speaks_for_tenant;
  std::optional<canon::Timestamp> expires_at;

  static constexpr auto record(auto&& f) {
    using R = CreateCredentialRequest;
    using canon::field;
    return f("CreateCredentialRequest", "Who gets a credential, and for what.",
             field<&R::principal>("principal", "Who holds it."),
             field<&R::tenant_id>("tenantId", "The only tenant it speaks of; absent is any."),
             field<&R::capabilities>("capabilities", "What it may do."),
             field<&R::roles>("roles", "The roles of its holder, to policies."),
             field<&R::assurance>("assurance", "How sure of its holder we are, to policies."),
             field<&R::speaks_for_tenant>("speaksForTenant", speaks_for_tenant_doc),
             field<&R::expires_at>("expiresAt", "Until when; absent is for ever."));
  }

  void check(const canon::Path& path, canon::Faults& faults) const {
    if (!capabilities.empty()) return;
    faults.add(canon::record::wrong_value, canon::Path(path, "capabilities"),
               "must name at least one: a credential without any opens nothing");
  }
};

struct CreateCredentialResponse {
  Credential kept;
  std::string token;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("CreateCredentialResponse", "The credential. Keep it: it is not told again.",
             field<&CreateCredentialResponse::kept>("record", "What is kept of it."),
             field<&CreateCredentialResponse::token>("token", "What proves it."));
  }
};

std::optional<std::string_view> tenant_of(const CreateCredentialRequest&) { return std::nullopt; }

namespace {

Result<CreateCredentialResponse> make(Engine& engine, const Call& call,
                                      const CreateCredentialRequest& request) {
  CreateCredentialResponse response{.token = make_token()};
  const std::string sha256 = token_sha256(response.token);
  response.kept = {.credential_id = fmt::format("credential-{}", public_part(sha256)),
                   .principal = request.principal.text(),
                   .tenant_id = request.tenant_id,
                   .capabilities = request.capabilities,
                   .roles = request.roles,
                   .assurance = request.assurance,
                   .speaks_for_tenant = request.speaks_for_tenant,
                   .created_at = canon::Timestamp(call.now),
                   .expires_at = request.expires_at};
  return engine.change<CreateCredentialResponse>(
      call, [&](store::Transaction& transaction, const State&) -> Result<CreateCredentialResponse> {
        WRIT_CHECK(transaction.insert_token({.token_id = response.kept.credential_id,
                                             .sha256 = sha256,
                                             .record = canon::encode(response.kept)}));
        return response;
      });
}

}  // namespace

const Operation credential_create =
    define<make>({.name = "credential.create",
                  .doc = "Makes a bearer token for callers on the network.",
                  .capability = Capability::administer,
                  .host_only = true,
                  .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::Credential);
DEFINE_RECORD(writ::ops::CreateCredentialRequest);
DEFINE_RECORD(writ::ops::CreateCredentialResponse);
