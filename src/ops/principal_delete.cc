// principal.delete: from now on policies know nothing of somebody.
#include "canon/record_define.h"
#include "ops/engine.h"
#include "ops/operation.h"
#include "ops/table.h"

namespace writ::ops {

struct DeletePrincipalResponse {
  bool ok = false;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("DeletePrincipalResponse", "It is done.",
             field<&DeletePrincipalResponse::ok>("ok", "Always true."));
  }
};

namespace {

Result<DeletePrincipalResponse> remove(Engine& engine, const Call& call, const PrincipalRef& ref) {
  return engine.change<DeletePrincipalResponse>(
      call,
      [&](store::Transaction& transaction, const State& now) -> Result<DeletePrincipalResponse> {
        if (now.principals.find(ref.tenant_id.text(), ref.id.text()) == nullptr) {
          return unknown(ref);
        }
        WRIT_CHECK(put_ground(transaction, row_of(ref, nullptr, call.now)));
        return DeletePrincipalResponse{.ok = true};
      });
}

}  // namespace

const Operation principal_delete =
    define<remove>({.name = "principal.delete",
                    .doc = "Takes somebody out of a tenant's directory of principals.",
                    .capability = Capability::administer,
                    .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::DeletePrincipalResponse);
