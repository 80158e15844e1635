// credential.list: the credentials that there are, and were.
#include "canon/record_define.h"
#include "ops/credential.h"
#include "ops/engine.h"
#include "ops/operation.h"
#include "ops/table.h"

namespace writ::ops {

struct ListCredentialsRequest {
  std::optional<bool> revoked;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("ListCredentialsRequest", "Which credentials.",
             field<&ListCredentialsRequest::revoked>("revoked", "True: the revoked ones too."));
  }
};

struct ListedCredential {
  Credential credential;
  std::optional<canon::Timestamp> revoked_at;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("ListedCredential", "A credential.",
             field<&ListedCredential::credential>("credential", "What is kept."),
             field<&ListedCredential::revoked_at>("revokedAt", "Since when it is no good."));
  }
};

struct ListCredentialsResponse {
  std::vector<ListedCredential> credentials;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("ListCredentialsResponse", "Credentials, without what proves them.",
             field<&ListCredentialsResponse::credentials>("credentials", "By id."));
  }
};

std::optional<std::string_view> tenant_of(const ListCredentialsRequest&) { return std::nullopt; }

namespace {

Result<ListCredentialsResponse> list(Engine& engine, const Call&,
                                     const ListCredentialsRequest& request) {
  WRIT_TRY(const auto snapshot, engine.store().read());
  WRIT_TRY(const auto rows, snapshot->tokens());
  ListCredentialsResponse response;
  for (const store::TokenRow& row : rows) {
    if (row.revoked_at && !request.revoked.value_or(false)) continue;
    WRIT_TRY(const canon::Json json, canon::Json::parse(row.record));
    WRIT_TRY(Credential credential, canon::decode<Credential>(json, "a stored token"));
    ListedCredential listed{.credential = std::move(credential)};
    if (row.revoked_at) listed.revoked_at = canon::Timestamp(*row.revoked_at);
    response.credentials.push_back(std::move(listed));
  }
  return response;
}

}  // namespace

const Operation credential_list =
    define<list>({.name = "credential.list",
                  .doc = "Lists the credentials of callers on the network.",
                  .capability = Capability::administer,
                  .host_only = true,
                  .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::ListCredentialsRequest);
DEFINE_RECORD(writ::ops::ListedCredential);
DEFINE_RECORD(writ::ops::ListCredentialsResponse);
