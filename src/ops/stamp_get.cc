// stamp.get: a stamp as it is kept.
#include "canon/record_define.h"
#include "ops/operation.h"
#include "ops/stamps.h"
#include "ops/table.h"

namespace writ::ops {

struct GetStampRequest {
  policy::TenantId tenant_id;
  memory::PolicyStampRef stamp;

  static constexpr auto record(auto&& f) {
    using R = GetStampRequest;
    using canon::field;
    return f("GetStampRequest", "Which stamp.", field<&R::tenant_id>("tenant_id", "Whose."),
             field<&R::stamp>("stamp_ref", "The stamp."));
  }
};

struct GetStampResponse {
  bool ok = false;
  std::optional<stamp::KeptStamp> kept;
  std::optional<stamp::PolicyStampScope> scope;
  std::optional<std::string> reason;

  static constexpr auto record(auto&& f) {
    using R = GetStampResponse;
    using canon::field;
    return f("GetStampResponse", "The stamp.", field<&R::ok>("ok", "Whether there is one."),
             field<&R::kept>("kept", "The stamp with all that it rests on."),
             field<&R::scope>("stamp_scope", "What it is for, apart from it."),
             field<&R::reason>("reason", "Why there is none."));
  }
};

std::optional<std::string_view> tenant_of(const GetStampRequest& request) {
  return request.tenant_id.text();
}

namespace {

Result<GetStampResponse> get(Engine& engine, const Call&, const GetStampRequest& request) {
  WRIT_TRY(const auto state, engine.state());
  WRIT_TRY(const auto snapshot, engine.store().read());
  WRIT_TRY(const auto found,
           find_stamp(*state, *snapshot, request.tenant_id.text(), request.stamp.text()));
  if (!found) return GetStampResponse{.reason = std::string(stamp_reason::unknown)};
  return GetStampResponse{
      .ok = true, .kept = found->kept(), .scope = stamp::scope_of(found->stamp())};
}

}  // namespace

const Operation stamp_get = define<get>({.name = "stamp.get",
                                         .doc = "Shows a stamp with all that it rests on.",
                                         .capability = Capability::read,
                                         .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::GetStampRequest);
DEFINE_RECORD(writ::ops::GetStampResponse);
