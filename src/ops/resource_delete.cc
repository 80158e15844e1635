// resource.delete: from now on policies know nothing of a thing.
#include "canon/record_define.h"
#include "ops/engine.h"
#include "ops/operation.h"
#include "ops/table.h"

namespace writ::ops {

struct DeleteResourceResponse {
  bool ok = false;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("DeleteResourceResponse", "It is done.",
             field<&DeleteResourceResponse::ok>("ok", "Always true."));
  }
};

namespace {

Result<DeleteResourceResponse> remove(Engine& engine, const Call& call, const ResourceRef& ref) {
  return engine.change<DeleteResourceResponse>(
      call,
      [&](store::Transaction& transaction, const State& now) -> Result<DeleteResourceResponse> {
        if (now.resources.find(ref.tenant_id.text(), resource_key(ref)) == nullptr) {
          return unknown(ref);
        }
        WRIT_CHECK(put_ground(transaction, row_of(ref, nullptr, call.now)));
        return DeleteResourceResponse{.ok = true};
      });
}

}  // namespace

const Operation resource_delete =
    define<remove>({.name = "resource.delete",
                    .doc = "Takes a thing out of a tenant's directory of resources.",
                    .capability = Capability::administer,
                    .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::DeleteResourceResponse);
