// credential.revoke: from now on its token opens nothing, and nothing counts that was permitted
// before, since it may have been by what its holder was to the policies.
#include "canon/record_define.h"
#include "ops/broken_store.h"
#include "ops/credential.h"
#include "ops/engine.h"
#include "ops/operation.h"
#include "ops/table.h"

namespace writ::ops {

struct RevokeCredentialRequest {
  std::string credential_id;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f(
        "RevokeCredentialRequest", "Which credential.",
        field<&RevokeCredentialRequest::credential_id>("credentialId", "Its id, not the token."));
  }
};

struct RevokeCredentialResponse {
  bool ok = false;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("RevokeCredentialResponse", "It is done.",
             field<&RevokeCredentialResponse::ok>("ok", "Always true."));
  }
};

std::optional<std::string_view> tenant_of(const RevokeCredentialRequest&) { return std::nullopt; }

namespace {

// Of its tenant; of all where it is for any.
Result<void> move_generation(store::Transaction& transaction, const store::TokenRow& token) {
  WRIT_TRY(const auto record, stored_record<Credential>("a stored credential", token.record));
  if (record.tenant_id) {
    WRIT_CHECK(transaction.bump_state_generation(record.tenant_id->text(), every_policy));
  } else {
    WRIT_CHECK(transaction.bump_deployment_generation());
  }
  return {};
}

Result<RevokeCredentialResponse> revoke(Engine& engine, const Call& call,
                                        const RevokeCredentialRequest& request) {
  return engine.change<RevokeCredentialResponse>(
      call, [&](store::Transaction& transaction, const State&) -> Result<RevokeCredentialResponse> {
        WRIT_TRY(const auto token, transaction.find_token(request.credential_id));
        WRIT_CHECK(transaction.revoke_token(request.credential_id, call.now));
        if (token && !token->revoked_at) WRIT_CHECK(move_generation(transaction, *token));
        return RevokeCredentialResponse{.ok = true};
      });
}

}  // namespace

const Operation credential_revoke = define<revoke>({.name = "credential.revoke",
                                                    .doc = "Ends a credential.",
                                                    .capability = Capability::administer,
                                                    .host_only = true,
                                                    .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::RevokeCredentialRequest);
DEFINE_RECORD(writ::ops::RevokeCredentialResponse);
