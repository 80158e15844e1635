// tokens.revoke: from now on the token opens nothing.
#include "canon/record_define.h"
#include "ops/engine.h"
#include "ops/operation.h"
#include "ops/table.h"
#include "ops/token.h"

namespace writ::ops {

struct RevokeTokenRequest {
  std::string token_id;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("RevokeTokenRequest", "Which token.",
             field<&RevokeTokenRequest::token_id>("tokenId", "Its id, not the token."));
  }
};

struct RevokeTokenResponse {
  bool ok = false;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("RevokeTokenResponse", "It is done.",
             field<&RevokeTokenResponse::ok>("ok", "Always true."));
  }
};

std::optional<std::string_view> tenant_of(const RevokeTokenRequest&) { return std::nullopt; }

namespace {

Result<RevokeTokenResponse> revoke(Engine& engine, const Call& call,
                                   const RevokeTokenRequest& request) {
  return engine.change<RevokeTokenResponse>(
      call, [&](store::Transaction& transaction, const State&) -> Result<RevokeTokenResponse> {
        WRIT_CHECK(transaction.revoke_token(request.token_id, call.now));
        return RevokeTokenResponse{.ok = true};
      });
}

}  // namespace

const Operation tokens_revoke = define<revoke>({.name = "tokens.revoke",
                                                .doc = "Ends a bearer token.",
                                                .capability = Capability::administer,
                                                .host_only = true,
                                                .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::RevokeTokenRequest);
DEFINE_RECORD(writ::ops::RevokeTokenResponse);
