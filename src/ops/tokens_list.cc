// tokens.list: the credentials that there are, and were.
#include "canon/record_define.h"
#include "ops/engine.h"
#include "ops/operation.h"
#include "ops/table.h"
#include "ops/token.h"

namespace writ::ops {

struct ListTokensRequest {
  std::optional<bool> revoked;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("ListTokensRequest", "Which tokens.",
             field<&ListTokensRequest::revoked>("revoked", "True: the revoked ones too."));
  }
};

struct ListedToken {
  TokenRecord token;
  std::optional<canon::Timestamp> revoked_at;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("ListedToken", "A credential.", field<&ListedToken::token>("token", "What is kept."),
             field<&ListedToken::revoked_at>("revokedAt", "Since when it is no good."));
  }
};

struct ListTokensResponse {
  std::vector<ListedToken> tokens;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("ListTokensResponse", "Credentials, without what proves them.",
             field<&ListTokensResponse::tokens>("tokens", "By id."));
  }
};

std::optional<std::string_view> tenant_of(const ListTokensRequest&) { return std::nullopt; }

namespace {

Result<ListTokensResponse> list(Engine& engine, const Call&, const ListTokensRequest& request) {
  WRIT_TRY(const auto snapshot, engine.store().read());
  WRIT_TRY(const auto rows, snapshot->tokens());
  ListTokensResponse response;
  for (const store::TokenRow& row : rows) {
    if (row.revoked_at && !request.revoked.value_or(false)) continue;
    WRIT_TRY(const canon::Json json, canon::Json::parse(row.record));
    WRIT_TRY(TokenRecord token, canon::decode<TokenRecord>(json, "a stored token"));
    ListedToken listed{.token = std::move(token)};
    if (row.revoked_at) listed.revoked_at = canon::Timestamp(*row.revoked_at);
    response.tokens.push_back(std::move(listed));
  }
  return response;
}

}  // namespace

const Operation tokens_list = define<list>({.name = "tokens.list",
                                            .doc = "Lists the bearer tokens.",
                                            .capability = Capability::administer,
                                            .host_only = true,
                                            .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::ListTokensRequest);
DEFINE_RECORD(writ::ops::ListedToken);
DEFINE_RECORD(writ::ops::ListTokensResponse);
