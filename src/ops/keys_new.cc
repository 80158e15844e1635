// keys.new: makes a key.
#include "canon/record_define.h"
#include "keys/make_key.h"
#include "ops/key_response.h"
#include "ops/operation.h"
#include "ops/signing_key.h"
#include "ops/table.h"

namespace writ::ops {

struct NewKeyRequest {
  std::optional<keys::Purpose> purpose;
  std::optional<keys::Alg> alg;
  std::optional<std::vector<keys::TenantId>> tenants;

  static constexpr auto record(auto&& f) {
    using R = NewKeyRequest;
    using canon::field;
    return f("NewKeyRequest", "What the key is for.",
             field<&R::purpose>("purpose", "Absent is `audit`."),
             field<&R::alg>("alg", "Absent is `ed25519`."),
             field<&R::tenants>("tenants", "Trusted for these alone; absent is for all."));
  }
};

std::optional<std::string_view> tenant_of(const NewKeyRequest&) { return std::nullopt; }

namespace {

Result<KeyResponse> make(Engine& engine, const Call& call, const NewKeyRequest& request) {
  const keys::KeySpec spec{request.purpose.value_or(keys::Purpose::audit), request.tenants};
  WRIT_TRY(keys::KeyRecord made,
           make_key(engine, spec, request.alg.value_or(keys::Alg::ed25519), call));
  return KeyResponse{std::move(made)};
}

}  // namespace

const Operation keys_new =
    define<make>({.name = "keys.new",
                  .doc = "Makes a key, which is the current one from now on.",
                  .capability = Capability::administer,
                  .host_only = true,
                  .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::NewKeyRequest);
DEFINE_RECORD(writ::ops::KeyResponse);
