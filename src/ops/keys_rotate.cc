// keys.rotate: a new key takes over, those before it only verify from now on.
#include "canon/record_define.h"
#include "keys/lifecycle.h"
#include "keys/make_key.h"
#include "ops/operation.h"
#include "ops/signing_key.h"
#include "ops/table.h"

namespace writ::ops {

struct RotateRequest {
  keys::Purpose purpose = keys::Purpose::audit;
  std::optional<keys::Alg> alg;
  std::optional<std::vector<keys::TenantId>> tenants;

  static constexpr auto record(auto&& f) {
    using R = RotateRequest;
    using canon::field;
    return f("RotateRequest", "Which keys are replaced.",
             field<&R::purpose>("purpose", "Of this purpose."),
             field<&R::alg>("alg", "And algorithm; absent is `ed25519`."),
             field<&R::tenants>("tenants", "And for exactly these tenants; absent is for all."));
  }
};

struct RotateResponse {
  keys::KeyRecord key;
  std::vector<keys::KeyRecord> retired;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("RotateResponse", "What took over from what.",
             field<&RotateResponse::key>("key", "The new key."),
             field<&RotateResponse::retired>("retired", "The keys that only verify now."));
  }
};

std::optional<std::string_view> tenant_of(const RotateRequest&) { return std::nullopt; }

namespace {

Result<RotateResponse> rotate(Engine& engine, const Call& call, const RotateRequest& request) {
  const keys::NewKey fresh = keys::generate_key({request.purpose, request.tenants},
                                                request.alg.value_or(keys::Alg::ed25519), call.now);
  return engine.change<RotateResponse>(
      call, [&](store::Transaction& transaction, const State&) -> Result<RotateResponse> {
        WRIT_TRY(const auto present, key_records(transaction));
        WRIT_TRY(keys::Rotation rotation, keys::rotate(present, fresh.record, call.now));
        WRIT_CHECK(
            engine.files().put(fresh.record.key_id, *fresh.private_part, engine.passphrase()));
        WRIT_CHECK(transaction.put_key(row_of(rotation.fresh, call.now)));
        for (const keys::KeyRecord& retired : rotation.retired) {
          WRIT_CHECK(transaction.put_key(row_of(retired, call.now)));
        }
        WRIT_CHECK(transaction.bump_deployment_generation());
        return RotateResponse{std::move(rotation.fresh), std::move(rotation.retired)};
      });
}

}  // namespace

const Operation keys_rotate =
    define<rotate>({.name = "keys.rotate",
                    .doc = "Makes a key and retires those that it takes over from.",
                    .capability = Capability::administer,
                    .host_only = true,
                    .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::RotateRequest);
DEFINE_RECORD(writ::ops::RotateResponse);
