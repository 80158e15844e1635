// obligation.discharge: that an obligation was met, said by who enforces it.
#include <algorithm>

#include "canon/record_define.h"
#include "memory/discharge.h"
#include "memory/identity.h"
#include "ops/decide.h"
#include "ops/discharges.h"
#include "ops/engine.h"
#include "ops/freshness.h"
#include "ops/operation.h"
#include "ops/policy_ref.h"
#include "ops/table.h"

namespace writ::ops {

struct DischargeRequest {
  policy::TenantId tenant_id;
  std::optional<policy::BundleName> name;
  memory::PolicyObligation obligation;
  memory::EnforcementOwner owner = memory::EnforcementOwner::ec;
  std::string discharged_by;
  memory::DischargeStatus status = memory::DischargeStatus::failed;
  std::optional<memory::MemoryFlowCertificateId> certificate;
  std::optional<std::string> receipt;
  std::optional<std::string> redaction_map;
  std::optional<std::vector<memory::ReasonCodeId>> reason_codes;

  static constexpr auto record(auto&& f) {
    using R = DischargeRequest;
    using canon::field;
    return f("DischargeRequest", "What became of an obligation.",
             field<&R::tenant_id>("tenant_id", "Whose memory it is about."),
             field<&R::name>("name", "Under which policy; absent is `default`."),
             field<&R::obligation>("obligation", "What was owed."),
             field<&R::owner>("enforcement_owner", "Who says so: who enforces it."),
             field<&R::discharged_by>("discharged_by_ref", "Who or what saw to it."),
             field<&R::status>("discharge_status", "What became of it."),
             field<&R::certificate>("certificate_ref", "The certificate that proves it."),
             field<&R::receipt>("receipt_ref", "The receipt that proves it."),
             field<&R::redaction_map>("redaction_map_ref", "What was redacted."),
             field<&R::reason_codes>("reason_codes", "Why."));
  }
};

struct DischargeResponse {
  bool ok = false;
  std::optional<memory::PolicyObligationDischarge> discharge;
  std::optional<std::string> reason;

  static constexpr auto record(auto&& f) {
    using R = DischargeResponse;
    using canon::field;
    return f("DischargeResponse", "The discharge, or why there is none.",
             field<&R::ok>("ok", "Whether it was taken."),
             field<&R::discharge>("discharge", "The discharge."),
             field<&R::reason>("reason", "Why it was not taken."));
  }
};

std::optional<std::string_view> tenant_of(const DischargeRequest& request) {
  return request.tenant_id.text();
}

namespace {

constexpr std::string_view waive_op = "obligation.waive";
constexpr std::string_view owner_role = "enforcement_owner:";

std::string_view name_of(memory::DischargeFault fault) {
  return wire_names(fault)[static_cast<std::size_t>(fault)];
}

// Whose word does not count by itself speaks for an owner by a role of its credential.
bool may_speak_for(const Caller& caller, memory::EnforcementOwner owner) {
  if (!caller.identity) return true;
  const std::string role =
      std::string(owner_role).append(wire_names(owner)[static_cast<std::size_t>(owner)]);
  const auto& roles = caller.identity->roles;
  return roles && std::ranges::find(*roles, role) != roles->end();
}

// A waiver is the policy's: an allow of the op `obligation.waive`, of which the kind is the
// resource.
bool may_be_waived(const Deciding& deciding, const DischargeRequest& request) {
  if (deciding.policy == nullptr) return false;
  const policy::PDPRequest asked{.op = std::string(waive_op),
                                 .resource = request.obligation.kind.text()};
  const policy::PolicyRule* winner = deciding.policy->winner(asked, canon::Value());
  return winner != nullptr && winner->effect == policy::Effect::allow;
}

memory::PolicyObligationDischarge discharge_of(const DischargeRequest& request,
                                               memory::PolicyRuntimeFreshnessKey active,
                                               Instant now) {
  memory::PolicyObligationDischarge discharge{
      .recorded_at = canon::Timestamp(now),
      .obligation = request.obligation.id,
      .owner = request.owner,
      .discharged_by = request.discharged_by,
      .status = request.status,
      .blocking = request.obligation.blocking,
      .required_before = request.obligation.applies_to,
      .certificate = request.certificate,
      .receipt = request.redaction_map ? request.redaction_map : request.receipt,
      .freshness_key = std::move(active),
      .reason_codes = request.reason_codes.value_or(std::vector<memory::ReasonCodeId>())};
  memory::name(discharge);
  return discharge;
}

// Why the discharge is not taken, or empty.
std::string_view refusal(const Call& call, const Deciding& deciding,
                         const DischargeRequest& request,
                         const memory::PolicyObligationDischarge& discharge) {
  if (!request.obligation.kind.known()) return "obligation.unknown_kind";
  if (request.owner != request.obligation.owner || !may_speak_for(call.caller, request.owner)) {
    return name_of(memory::DischargeFault::another_owner);
  }
  if (request.status == memory::DischargeStatus::waived_by_policy &&
      !may_be_waived(deciding, request)) {
    return "obligation.waiver_not_allowed";
  }
  if (request.status != memory::DischargeStatus::satisfied) return {};
  const auto fault = memory::proof_fault(request.obligation, discharge);
  return fault ? name_of(*fault) : std::string_view();
}

Result<DischargeResponse> discharge(Engine& engine, const Call& call,
                                    const DischargeRequest& request) {
  const std::string& tenant = request.tenant_id.text();
  const std::string_view name = name_or_default(request.name);
  return engine.change<DischargeResponse>(
      call, [&](store::Transaction& transaction, const State& state) -> Result<DischargeResponse> {
        WRIT_TRY(const Deciding deciding, deciding_policy(engine, state, tenant, name, call.now));
        const auto active = active_freshness_key(state, state.find(tenant, name), deciding.policy);
        DischargeResponse response{.ok = true,
                                   .discharge = discharge_of(request, active, call.now)};
        const std::string_view why = refusal(call, deciding, request, *response.discharge);
        if (!why.empty()) return DischargeResponse{.ok = false, .reason = std::string(why)};
        WRIT_CHECK(transaction.put_document(
            row_of(tenant, {*response.discharge, request.obligation}, call.now)));
        return response;
      });
}

}  // namespace

const Operation obligation_discharge =
    define<discharge>({.name = "obligation.discharge",
                       .doc = "Records what became of an obligation, said by who enforces it.",
                       .capability = Capability::decide,
                       .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::DischargeRequest);
DEFINE_RECORD(writ::ops::DischargeResponse);
