// obligation.discharge: that an obligation was met, said by who enforces it.
#include <algorithm>

#include "canon/record_define.h"
#include "memory/discharge.h"
#include "memory/identity.h"
#include "memory/obligation_parameters.h"
#include "ops/approver.h"
#include "ops/discharges.h"
#include "ops/governing.h"
#include "ops/operation.h"
#include "ops/redactions.h"
#include "ops/table.h"
#include "policy/approval.h"
#include "policy/memory_rules.h"

namespace writ::ops {

using ReceiptRef = canon::Id<struct ReceiptTag>;
using RedactionMapRef = canon::Id<struct RedactionMapTag>;
using DischargedByRef = canon::Id<struct DischargedByTag>;

struct DischargeRequest {
  std::optional<policy::TenantId> tenant_id;
  std::optional<policy::BundleName> name;
  std::optional<session::SessionId> session_id;
  memory::PolicyEvaluationContext context;
  memory::PolicyObligation obligation;
  memory::EnforcementOwner owner = memory::EnforcementOwner::ec;
  DischargedByRef discharged_by;
  memory::DischargeStatus status = memory::DischargeStatus::failed;
  std::optional<memory::MemoryFlowCertificateId> certificate;
  std::optional<ReceiptRef> receipt;
  std::optional<RedactionMapRef> redaction_map;
  std::optional<std::vector<memory::ReasonCodeId>> reason_codes;

  GovernedBy governed_by() const { return {tenant_id, name, session_id}; }

  static constexpr auto record(auto&& f) {
    using R = DischargeRequest;
    using canon::field;
    return f("DischargeRequest", "What became of an obligation.",
             field<&R::tenant_id>("tenant_id", "Whose policy; absent in a session."),
             field<&R::name>("name", "Which of them; absent is `default`."),
             field<&R::session_id>("session_id", "The session that the question was asked in."),
             field<&R::context>("evaluation_context",
                                "The question that owes it, as `memory.evaluate` answered it."),
             field<&R::obligation>("obligation", "What was owed."),
             field<&R::owner>("enforcement_owner", "Who says so: who enforces it."),
             field<&R::discharged_by>("discharged_by_ref", "Who or what saw to it."),
             field<&R::status>("discharge_status", "What became of it."),
             field<&R::certificate>("certificate_ref", "The certificate that proves it."),
             field<&R::receipt>("receipt_ref", "The receipt that proves it."),
             field<&R::redaction_map>("redaction_map_ref",
                                      "What was redacted, by the hash of its map: of "
                                      "`require_redaction` alone, and instead of a receipt."),
             field<&R::reason_codes>("reason_codes", "Why."));
  }
  void check(const canon::Path& path, canon::Faults& faults) const {
    governed_by().check(path, faults);
    const bool redacts = obligation.kind.known() == memory::ObligationKind::require_redaction;
    if (redacts ? receipt.has_value() : redaction_map.has_value()) {
      faults.add(canon::record::wrong_value,
                 canon::Path(path, redacts ? "receipt_ref" : "redaction_map_ref"),
                 redacts ? "is no redaction map: name that as `redaction_map_ref`"
                         : "is for `require_redaction` alone: leave it out");
    }
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
  return request.governed_by().tenant();
}

namespace {

constexpr std::string_view waive_op = "obligation.waive";
constexpr std::string_view owner_role = "enforcement_owner:";

namespace refusal {
constexpr std::string_view unknown_kind = "obligation.unknown_kind";
constexpr std::string_view waiver_not_allowed = "obligation.waiver_not_allowed";
constexpr std::string_view another_question = "obligation.another_question";
constexpr std::string_view not_this_approver = "obligation.approver_not_allowed";
}  // namespace refusal

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

// One call, under the policy that governs the question.
class Discharging {
 public:
  Discharging(store::Snapshot& snapshot, const State& state, const Call& call,
              const DischargeRequest& request, const Governing& governing)
      : snapshot_(snapshot), state_(state), call_(call), request_(request), governing_(governing) {}

  // Why the discharge is not taken, or empty.
  Result<std::string_view> refused(const memory::PolicyObligationDischarge& discharge) const {
    const memory::PolicyObligation& obligation = request_.obligation;
    if (governing_.deciding.policy == nullptr) return governing_.deciding.refusal;
    if (!is_its_question()) return refusal::another_question;
    if (!obligation.kind.known()) return refusal::unknown_kind;
    if (request_.owner != obligation.owner || !may_speak_for(call_.caller, request_.owner)) {
      return name_of(memory::DischargeFault::another_owner);
    }
    switch (request_.status) {
      case memory::DischargeStatus::waived_by_policy: {
        WRIT_TRY(const bool waived, is_waived());
        return waived ? std::string_view() : refusal::waiver_not_allowed;
      }
      case memory::DischargeStatus::satisfied:
        return unproved(discharge);
      case memory::DischargeStatus::blocked:
      case memory::DischargeStatus::failed:
        return std::string_view();
    }
    return refusal::unknown_kind;
  }

 private:
  // The context is that of a question that is asked under what is in force.
  bool is_its_question() const {
    memory::PolicyEvaluationContext named = request_.context;
    memory::name(named);
    return named.id == request_.context.id && named.freshness_key == *governing_.active;
  }

  Result<std::string_view> unproved(const memory::PolicyObligationDischarge& discharge) const {
    const auto fault = memory::proof_fault(request_.obligation, discharge);
    if (fault) return name_of(*fault);
    const auto kind = request_.obligation.kind.known();
    if (kind == memory::ObligationKind::require_redaction) {
      return redaction_refusal(
          snapshot_, governing_.tenant,
          memory::parameters_of<memory::RedactionParameters>(request_.obligation),
          discharge.receipt);
    }
    if (kind == memory::ObligationKind::require_user_confirmation) return unconfirmed();
    return std::string_view();
  }

  Result<std::string_view> unconfirmed() const {
    const auto terms =
        memory::parameters_of<memory::ConfirmationParameters>(request_.obligation).approval;
    if (!terms) return std::string_view();
    WRIT_TRY(const policy::Approver approver,
             approver_of(state_, governing_.tenant, call_.caller,
                         PrincipalId(request_.discharged_by.text())));
    const std::string& asker = request_.context.principal.text();
    const bool may = approver.id != asker && call_.caller.principal != asker &&
                     policy::meets(approver, {policy::approval_policy(*terms)});
    return may ? std::string_view() : refusal::not_this_approver;
  }

  // A waiver is the policy's: an allow of the op `obligation.waive`, of which the kind is the
  // resource, that owes nothing itself. A deny that may apply is one that does.
  Result<bool> is_waived() const {
    Question asked;
    asked.value = {.ctx = policy::RequestContext{.principal =
                                                     policy::RequestPrincipal{
                                                         .id = request_.context.principal.text()}},
                   .op = std::string(waive_op),
                   .resource = request_.obligation.kind.text()};
    WRIT_TRY(asked.source, canon::Json::parse(canon::encode(asked.value)));
    WRIT_TRY(auto counted, counted_request(state_, governing_.tenant, call_.caller, asked));
    const Question& question = counted ? *counted : asked;
    bool allowed = false;
    for (const policy::WeighedRule& weighed :
         governing_.deciding.policy->weighed(*question, question.source.value())) {
      if (weighed.rule->effect == policy::Effect::deny) return false;
      const bool owes = weighed.rule->obligations && !weighed.rule->obligations->empty();
      allowed = allowed || (weighed.decided && !owes);
    }
    return allowed;
  }

  store::Snapshot& snapshot_;
  const State& state_;
  const Call& call_;
  const DischargeRequest& request_;
  const Governing& governing_;
};

std::optional<std::string> receipt_of(const DischargeRequest& request) {
  if (request.redaction_map) return request.redaction_map->text();
  if (request.receipt) return request.receipt->text();
  return std::nullopt;
}

memory::PolicyObligationDischarge discharge_of(const DischargeRequest& request,
                                               memory::PolicyRuntimeFreshnessKey active,
                                               Instant now) {
  memory::PolicyObligationDischarge discharge{
      .recorded_at = canon::Timestamp(now),
      .obligation = request.obligation.id,
      .owner = request.owner,
      .discharged_by = request.discharged_by.text(),
      .status = request.status,
      .blocking = request.obligation.blocking,
      .required_before = request.obligation.applies_to,
      .certificate = request.certificate,
      .receipt = receipt_of(request),
      .freshness_key = std::move(active),
      .reason_codes = request.reason_codes.value_or(std::vector<memory::ReasonCodeId>())};
  memory::name(discharge);
  return discharge;
}

bool lets_move(memory::DischargeStatus status) {
  return status == memory::DischargeStatus::satisfied ||
         status == memory::DischargeStatus::waived_by_policy;
}

Result<DischargeResponse> discharge(Engine& engine, const Call& call,
                                    const DischargeRequest& request) {
  return engine.change<DischargeResponse>(
      call, [&](store::Transaction& transaction, const State& state) -> Result<DischargeResponse> {
        WRIT_TRY(const Governing by, governing(engine, state, call, request.governed_by()));
        DischargeResponse response{.ok = true,
                                   .discharge = discharge_of(request, *by.active, call.now)};
        WRIT_TRY(const std::string_view why,
                 Discharging(transaction, state, call, request, by).refused(*response.discharge));
        if (!why.empty()) return DischargeResponse{.ok = false, .reason = std::string(why)};
        const KeptDischarge kept{*response.discharge, request.obligation, request.context.id};
        WRIT_CHECK(transaction.put_document(row_of(by.tenant, kept, call.now)));
        if (!lets_move(request.status)) {  // what was met before may be met no more
          WRIT_TRY(std::ignore, transaction.bump_state_generation(by.tenant, by.name));
        }
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
