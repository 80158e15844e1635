// keys.import: takes in a key that was made elsewhere.
#include "canon/record_define.h"
#include "keys/make_key.h"
#include "ops/key_response.h"
#include "ops/operation.h"
#include "ops/signing_key.h"
#include "ops/table.h"

namespace writ::ops {

struct ImportKeyRequest {
  keys::Purpose purpose = keys::Purpose::audit;
  std::string pem;
  std::optional<std::string> passphrase;
  std::optional<keys::KeyId> key_id;
  std::optional<std::vector<keys::TenantId>> tenants;

  static constexpr auto record(auto&& f) {
    using R = ImportKeyRequest;
    using canon::field;
    return f("ImportKeyRequest", "A key made elsewhere.",
             field<&R::purpose>("purpose", "What it may sign."),
             field<&R::pem>("pem", "PKCS#8, or SPKI for a public key that only verifies."),
             field<&R::passphrase>("passphrase", "That the PEM is encrypted under."),
             field<&R::key_id>("keyId", "What signatures call it; absent is made from the key."),
             field<&R::tenants>("tenants", "Trusted for these alone; absent is for all."));
  }
};

std::optional<std::string_view> tenant_of(const ImportKeyRequest&) { return std::nullopt; }

namespace {

Result<KeyResponse> take_in(Engine& engine, const Call& call, const ImportKeyRequest& request) {
  canon::Passphrase passphrase;
  if (request.passphrase) passphrase = *request.passphrase;
  WRIT_TRY(const keys::NewKey key, keys::import_key({request.purpose, request.tenants}, request.pem,
                                                    passphrase, call.now, request.key_id));
  WRIT_TRY(keys::KeyRecord stored, add_key(engine, key, call));
  return KeyResponse{std::move(stored)};
}

}  // namespace

const Operation keys_import = define<take_in>({.name = "keys.import",
                                               .doc = "Takes in a key that was made elsewhere.",
                                               .capability = Capability::administer,
                                               .host_only = true,
                                               .heavy = true,
                                               .secret = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::ImportKeyRequest);
