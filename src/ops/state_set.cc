// state.set: switches what may be done in a tenant or on one of its surfaces, at once.
#include "canon/record_define.h"
#include "ops/engine.h"
#include "ops/operation.h"
#include "ops/table.h"
#include "ops/toggles.h"

namespace writ::ops {

struct SetStateRequest {
  policy::TenantId tenant_id;
  std::optional<memory::SurfaceRef> surface;
  Toggle toggle = Toggle::application;
  bool on = false;

  static constexpr auto record(auto&& f) {
    using R = SetStateRequest;
    using canon::field;
    return f("SetStateRequest", "Which toggle, and its position.",
             field<&R::tenant_id>("tenant_id", "Whose."),
             field<&R::surface>("surface_ref", "On which surface; absent is on every one."),
             field<&R::toggle>("toggle", "Which."), field<&R::on>("on", "Its position."));
  }
};

struct SetStateResponse {
  bool ok = false;
  bool changed = false;

  static constexpr auto record(auto&& f) {
    using R = SetStateResponse;
    using canon::field;
    return f("SetStateResponse",
             "It counts from now on: whatever begins after this answer, on any node, goes by it.",
             field<&R::ok>("ok", "Always true."),
             field<&R::changed>("changed", "Whether it had another position before."));
  }
};

std::optional<std::string_view> tenant_of(const SetStateRequest& request) {
  return request.tenant_id.text();
}

namespace {

Result<SetStateResponse> set(Engine& engine, const Call& call, const SetStateRequest& request) {
  return engine.change<SetStateResponse>(
      call, [&](store::Transaction& transaction, const State& now) -> Result<SetStateResponse> {
        const Toggles* known = now.toggles.find(request.tenant_id.text(), toggles_id);
        Toggles toggles = known != nullptr ? *known : Toggles{request.tenant_id, {}};
        const bool changed =
            toggles.set(request.toggle, request.surface, request.on, call.caller, call.now);
        if (changed) WRIT_CHECK(put_ground(transaction, row_of(toggles, call.now)));
        return SetStateResponse{.ok = true, .changed = changed};
      });
}

}  // namespace

const Operation state_set =
    define<set>({.name = "state.set",
                 .doc = "Switches what may be done in a tenant or on a surface of it, at once.",
                 .capability = Capability::operate,
                 .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::SetStateRequest);
DEFINE_RECORD(writ::ops::SetStateResponse);
