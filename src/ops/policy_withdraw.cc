// policy.withdraw: ends what is staged, without bringing it into force.
#include <fmt/format.h>

#include "canon/record_define.h"
#include "ops/engine.h"
#include "ops/operation.h"
#include "ops/policy_ref.h"
#include "ops/refusal.h"
#include "ops/rollout.h"
#include "ops/table.h"

namespace writ::ops {

struct WithdrawRequest {
  policy::TenantId tenant_id;
  std::optional<policy::BundleName> name;
  std::optional<session::RolloutMode> mode;
  std::optional<policy::Version> version;

  static constexpr auto record(auto&& f) {
    using R = WithdrawRequest;
    using canon::field;
    return f("WithdrawRequest", "What is not to be tried any longer.",
             field<&R::tenant_id>("tenantId", "Whose."),
             field<&R::name>("name", "Absent is `default`."),
             field<&R::mode>("mode", "The shadow or the canary; absent is both."),
             field<&R::version>("version", "Only where it is this version."));
  }
};

struct WithdrawResponse {
  bool ok = false;
  std::optional<std::vector<session::Rollout>> withdrawn;
  std::optional<std::string> reason;
  std::optional<std::string> pointer;
  std::optional<std::string> message;
  std::optional<std::vector<RefusedPlace>> faults;

  static constexpr auto record(auto&& f) {
    using R = WithdrawResponse;
    using canon::field;
    return f("WithdrawResponse", "What has ended.", field<&R::ok>("ok", "Whether anything has."),
             field<&R::withdrawn>("withdrawn", "What was staged."),
             field<&R::reason>("reason", "Why not, as a code."),
             field<&R::pointer>("pointer", "Where."), field<&R::message>("message", "For people."),
             field<&R::faults>("faults", "Never there."));
  }
};

std::optional<std::string_view> tenant_of(const WithdrawRequest& request) {
  return request.tenant_id.text();
}

namespace {

bool meant(const WithdrawRequest& request, const session::Rollout* rollout) {
  return rollout != nullptr && (!request.mode || *request.mode == rollout->mode) &&
         (!request.version || *request.version == rollout->version);
}

Result<WithdrawResponse> withdraw(Engine& engine, const Call& call,
                                  const WithdrawRequest& request) {
  const std::string& tenant = request.tenant_id.text();
  const std::string_view name = name_or_default(request.name);
  return engine.change<WithdrawResponse>(
      call, [&](store::Transaction& transaction, const State& now) -> Result<WithdrawResponse> {
        std::vector<session::Rollout> withdrawn;
        for (const auto mode : {session::RolloutMode::shadow, session::RolloutMode::canary}) {
          const session::Rollout* rollout = now.rollouts.find(tenant, rollout_id(mode, name));
          if (!meant(request, rollout)) continue;
          WRIT_CHECK(transaction.put_document(ended_row_of(*rollout, call.now)));
          if (mode == session::RolloutMode::canary) {
            WRIT_TRY(std::ignore, transaction.bump_state_generation(tenant, name));
          }
          withdrawn.push_back(*rollout);
        }
        if (withdrawn.empty()) {
          return refuse_with<WithdrawResponse>(Refused::of(policy::Refusal{
              policy::refusal::not_staged, "/name",
              fmt::format("nothing like it is staged under `{}` of `{}`", name, tenant)}));
        }
        return WithdrawResponse{.ok = true, .withdrawn = std::move(withdrawn)};
      });
}

}  // namespace

const Operation policy_withdraw =
    define<withdraw>({.name = "policy.withdraw",
                      .doc = "Ends what is staged, without bringing it into force.",
                      .capability = Capability::administer,
                      .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::WithdrawRequest);
DEFINE_RECORD(writ::ops::WithdrawResponse);
