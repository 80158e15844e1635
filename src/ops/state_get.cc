// state.get: what is switched where, and the state that answers are given under.
#include "canon/record_define.h"
#include "ops/engine.h"
#include "ops/governing.h"
#include "ops/operation.h"
#include "ops/table.h"
#include "ops/toggles.h"

namespace writ::ops {

struct GetStateRequest {
  std::optional<policy::TenantId> tenant_id;
  std::optional<policy::BundleName> name;
  std::optional<session::SessionId> session_id;
  std::optional<memory::SurfaceRef> surface;

  GovernedBy governed_by() const { return {tenant_id, name, session_id}; }
  void check(const canon::Path& path, canon::Faults& faults) const {
    governed_by().check(path, faults);
  }

  static constexpr auto record(auto&& f) {
    using R = GetStateRequest;
    using canon::field;
    return f("GetStateRequest", "Whose state.",
             field<&R::tenant_id>("tenant_id", "Whose policy; absent in a session."),
             field<&R::name>("name", "Which of them; absent is `default`."),
             field<&R::session_id>("session_id", "The session that it is about."),
             field<&R::surface>("surface_ref",
                                "On which surface; absent is on the most careful of them."));
  }
};

struct TogglePosition {
  Toggle toggle = Toggle::application;
  bool on = false;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("TogglePosition", "A toggle as it counts there.",
             field<&TogglePosition::toggle>("toggle", "Which."),
             field<&TogglePosition::on>("on", "Its position."));
  }
};

struct GetStateResponse {
  std::vector<TogglePosition> toggles;
  std::vector<Narrowing> narrowings;
  memory::ActiveFreshnessKey freshness_key;
  canon::Timestamp honoured_until;

  static constexpr auto record(auto&& f) {
    using R = GetStateResponse;
    using canon::field;
    return f("GetStateResponse", "The state that answers are given under.",
             field<&R::toggles>("toggles", "Every toggle, as it counts on that surface."),
             field<&R::narrowings>("narrowings", "What was set and narrows, on any surface."),
             field<&R::freshness_key>("freshness_key", "The key that is active now."),
             field<&R::honoured_until>("honoured_until", "Until when this may be relied on."));
  }
};

std::optional<std::string_view> tenant_of(const GetStateRequest& request) {
  return request.governed_by().tenant();
}

namespace {

Result<GetStateResponse> get(Engine& engine, const Call& call, const GetStateRequest& request) {
  const canon::Timestamp until(engine.honoured_until(call.now));
  WRIT_TRY(const auto state, engine.state());
  WRIT_TRY(const Governing by, governing(engine, *state, call, request.governed_by()));
  GetStateResponse response{.freshness_key = by.active, .honoured_until = until};
  const Toggles* toggles = state->toggles.find(by.tenant, toggles_id);
  if (toggles != nullptr) response.narrowings = toggles->narrowings;
  for (const Toggle toggle : every_toggle) {
    const bool narrowed = toggles != nullptr && toggles->narrows(toggle, request.surface);
    response.toggles.push_back({toggle, narrowed != is_on_by_default(toggle)});
  }
  return response;
}

}  // namespace

const Operation state_get =
    define<get>({.name = "state.get",
                 .doc = "Answers what is switched, and the state that answers are given under.",
                 .capability = Capability::read});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::GetStateRequest);
DEFINE_RECORD(writ::ops::TogglePosition);
DEFINE_RECORD(writ::ops::GetStateResponse);
