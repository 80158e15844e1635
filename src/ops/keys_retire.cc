// keys.retire: from now on the key only verifies.
#include "canon/record_define.h"
#include "keys/lifecycle.h"
#include "ops/key_change.h"
#include "ops/operation.h"
#include "ops/table.h"

namespace writ::ops {

struct RetireRequest {
  keys::KeyId key_id;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("RetireRequest", "Which key.", field<&RetireRequest::key_id>("keyId", "Its id."));
  }
};

std::optional<std::string_view> tenant_of(const RetireRequest&) { return std::nullopt; }

namespace {

Result<KeyResponse> retire(Engine& engine, const Call& call, const RetireRequest& request) {
  return change_key(engine, request.key_id, call, keys::retire);
}

}  // namespace

const Operation keys_retire = define<retire>({.name = "keys.retire",
                                              .doc = "Lets a key verify, but sign no more.",
                                              .capability = Capability::administer,
                                              .host_only = true,
                                              .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::RetireRequest);
