// source.delete: from now on a policy is pulled from nowhere, and decides without that bound.
#include "canon/record_define.h"
#include "ops/engine.h"
#include "ops/operation.h"
#include "ops/table.h"

namespace writ::ops {

struct DeleteSourceResponse {
  bool ok = false;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("DeleteSourceResponse", "It is done.",
             field<&DeleteSourceResponse::ok>("ok", "Always true."));
  }
};

namespace {

Result<DeleteSourceResponse> remove(Engine& engine, const Call& call, const SourceRef& ref) {
  return engine.change<DeleteSourceResponse>(
      call, [&](store::Transaction& transaction, const State& now) -> Result<DeleteSourceResponse> {
        if (now.source(ref.tenant_id.text(), name_or_default(ref.name)) == nullptr) {
          return unknown(ref);
        }
        WRIT_CHECK(put_ground(transaction, row_of(ref, nullptr, call.now)));
        return DeleteSourceResponse{.ok = true};
      });
}

}  // namespace

const Operation source_delete =
    define<remove>({.name = "source.delete",
                    .doc = "Has a policy pulled no longer: what is in force decides from now on "
                           "without a bound on its age.",
                    .capability = Capability::administer,
                    .host_only = true,
                    .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::DeleteSourceResponse);
