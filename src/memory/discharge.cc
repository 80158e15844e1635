#include "memory/discharge.h"

#include <algorithm>

#include "memory/obligation_parameters.h"

namespace writ::memory {
namespace {

bool has_redaction_map(const PolicyObligation& obligation,
                       const PolicyObligationDischarge& discharge) {
  return discharge.receipt || parameters_of<RedactionParameters>(obligation).redaction_map;
}

bool has_receipt(const PolicyObligation& obligation, const PolicyObligationDischarge& discharge) {
  const auto receipt = parameters_of<ReceiptParameters>(obligation);
  return receipt.kind == ReceiptKind::memory_flow_certificate ? discharge.certificate.has_value()
                                                              : discharge.receipt.has_value();
}

}  // namespace

std::optional<DischargeFault> proof_fault(const PolicyObligation& obligation,
                                          const PolicyObligationDischarge& discharge) {
  if (discharge.status == DischargeStatus::waived_by_policy) return std::nullopt;
  if (obligation.kind.known() == ObligationKind::require_redaction &&
      !has_redaction_map(obligation, discharge)) {
    return DischargeFault::no_redaction_map;
  }
  if (obligation.kind.known() == ObligationKind::receipt_required &&
      !has_receipt(obligation, discharge)) {
    return DischargeFault::no_receipt;
  }
  return std::nullopt;
}

std::optional<DischargeFault> discharge_fault(const PolicyObligation& obligation,
                                              const PolicyObligationDischarge& discharge,
                                              Action action,
                                              const PolicyRuntimeFreshnessKey& active) {
  if (discharge.obligation != obligation.id) return DischargeFault::another_obligation;
  if (discharge.owner != obligation.owner) return DischargeFault::another_owner;
  if (discharge.status != DischargeStatus::satisfied &&
      discharge.status != DischargeStatus::waived_by_policy) {
    return DischargeFault::not_met;
  }
  if (std::ranges::find(discharge.required_before, action) == discharge.required_before.end()) {
    return DischargeFault::not_for_action;
  }
  if (discharge.freshness_key != active) return DischargeFault::stale;
  return proof_fault(obligation, discharge);
}

}  // namespace writ::memory
