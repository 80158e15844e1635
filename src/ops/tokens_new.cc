// tokens.new: makes a bearer token. Its text is told once and never again.
#include "canon/digest.h"
#include "canon/record_define.h"
#include "ops/engine.h"
#include "ops/operation.h"
#include "ops/table.h"
#include "ops/token.h"

namespace writ::ops {

struct NewTokenRequest {
  canon::Id<struct PrincipalTag> principal;
  std::optional<policy::TenantId> tenant_id;
  std::vector<Capability> capabilities;
  std::optional<std::vector<std::string>> roles;
  std::optional<policy::Assurance> assurance;
  std::optional<canon::Timestamp> expires_at;

  static constexpr auto record(auto&& f) {
    using R = NewTokenRequest;
    using canon::field;
    return f("NewTokenRequest", "Who gets a credential, and for what.",
             field<&R::principal>("principal", "Who holds it."),
             field<&R::tenant_id>("tenantId", "The only tenant it speaks of; absent is any."),
             field<&R::capabilities>("capabilities", "What it may do."),
             field<&R::roles>("roles", "The roles of its holder, to policies."),
             field<&R::assurance>("assurance", "How sure of its holder we are, to policies."),
             field<&R::expires_at>("expiresAt", "Until when; absent is for ever."));
  }

  void check(const canon::Path& path, canon::Faults& faults) const {
    if (!capabilities.empty()) return;
    faults.add(canon::record::wrong_value, canon::Path(path, "capabilities"),
               "must name at least one: a token without any opens nothing");
  }
};

struct NewTokenResponse {
  TokenRecord kept;
  std::string token;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("NewTokenResponse", "The credential. Keep it: it is not told again.",
             field<&NewTokenResponse::kept>("record", "What is kept of it."),
             field<&NewTokenResponse::token>("token", "What proves it."));
  }
};

std::optional<std::string_view> tenant_of(const NewTokenRequest&) { return std::nullopt; }

namespace {

Result<NewTokenResponse> make(Engine& engine, const Call& call, const NewTokenRequest& request) {
  NewTokenResponse response{.token = make_token()};
  const std::string sha256 = token_sha256(response.token);
  response.kept = {.token_id = "token-" + sha256.substr(0, 16),
                   .principal = request.principal.text(),
                   .tenant_id = request.tenant_id,
                   .capabilities = request.capabilities,
                   .roles = request.roles,
                   .assurance = request.assurance,
                   .created_at = canon::Timestamp(call.now),
                   .expires_at = request.expires_at};
  return engine.change<NewTokenResponse>(
      call, [&](store::Transaction& transaction, const State&) -> Result<NewTokenResponse> {
        WRIT_CHECK(transaction.insert_token({.token_id = response.kept.token_id,
                                             .sha256 = sha256,
                                             .record = canon::encode(response.kept)}));
        return response;
      });
}

}  // namespace

const Operation tokens_new =
    define<make>({.name = "tokens.new",
                  .doc = "Makes a bearer token for callers on the network.",
                  .capability = Capability::administer,
                  .host_only = true,
                  .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::TokenRecord);
DEFINE_RECORD(writ::ops::NewTokenRequest);
DEFINE_RECORD(writ::ops::NewTokenResponse);
