// keys.revoke: from now on nothing that the key signed is good.
#include "canon/record_define.h"
#include "keys/lifecycle.h"
#include "ops/key_change.h"
#include "ops/operation.h"
#include "ops/table.h"

namespace writ::ops {

struct RevokeKeyRequest {
  keys::KeyId key_id;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("RevokeKeyRequest", "Which key.",
             field<&RevokeKeyRequest::key_id>("keyId", "Its id."));
  }
};

std::optional<std::string_view> tenant_of(const RevokeKeyRequest&) { return std::nullopt; }

namespace {

Result<KeyResponse> revoke(Engine& engine, const Call& call, const RevokeKeyRequest& request) {
  return change_key(engine, request.key_id, call, keys::revoke);
}

}  // namespace

const Operation keys_revoke = define<revoke>(
    {.name = "keys.revoke",
     .doc = "Ends a key: what it signed is good no more, policies in force included.",
     .capability = Capability::administer,
     .host_only = true,
     .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::RevokeKeyRequest);
