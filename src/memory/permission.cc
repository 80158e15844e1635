#include "memory/permission.h"

#include <algorithm>

#include "memory/actions.h"
#include "memory/obligation_parameters.h"

namespace writ::memory {
namespace {

// A receipt that is the certificate or the attestation itself.
enum class Receipt : std::uint8_t { none, certificate, attestation };

Receipt receipt_of(const PolicyObligation& obligation) {
  if (obligation.kind.known() != ObligationKind::receipt_required) return Receipt::none;
  switch (parameters_of<ReceiptParameters>(obligation).kind) {
    case ReceiptKind::memory_flow_certificate:
      return Receipt::certificate;
    case ReceiptKind::egress_attestation:
      return Receipt::attestation;
    default:
      return Receipt::none;
  }
}

const PolicyObligationDischarge* find_discharge(const PolicyObligation& obligation, Action action,
                                                const Proofs& proofs,
                                                const PolicyRuntimeFreshnessKey& active) {
  // What is itself a proof is met by showing it, not by somebody's word that it was there.
  const bool is_proof = receipt_of(obligation) != Receipt::none;
  const auto meets = [&](const PolicyObligationDischarge& discharge) {
    return (!is_proof || discharge.status == DischargeStatus::waived_by_policy) &&
           !discharge_fault(obligation, discharge, action, active);
  };
  const auto found = std::ranges::find_if(proofs.discharges, meets);
  return found == proofs.discharges.end() ? nullptr : &*found;
}

// Gathers what is missing, and whether it is more than what is issued for what is grantable.
class Shortage {
 public:
  void add(std::string what) { list_.push_back(std::move(what)), grantable_ = false; }
  void add_issued(std::string what) { list_.push_back(std::move(what)); }

  // `met`: no action of the closure is blocked or below its minima.
  Permission permission(bool met) && {
    return {.permitted = met && list_.empty(),
            .grantable = met && grantable_,
            .missing = std::move(list_)};
  }

 private:
  std::vector<std::string> list_;
  bool grantable_ = true;
};

void add_obligations(const Judged& judged, const Proofs& proofs,
                     const PolicyRuntimeFreshnessKey& active, Shortage& shortage) {
  for (const PolicyObligation* owed : to_discharge(judged.met)) {
    if (find_discharge(*owed, judged.question.action, proofs, active) != nullptr) continue;
    const Receipt receipt = receipt_of(*owed);
    if (receipt == Receipt::certificate && proofs.certificate) continue;
    if (receipt == Receipt::attestation && proofs.attestation) continue;
    std::string what = missing::obligation(owed->id.text());
    if (receipt == Receipt::none) {
      shortage.add(std::move(what));
    } else {
      shortage.add_issued(std::move(what));
    }
  }
}

}  // namespace

std::vector<Action> closure_of(Action action) {
  std::vector<Action> closure;
  closure.reserve(4);
  closure.push_back(action);
  for (std::size_t i = 0; i < closure.size(); ++i) {
    for (const Action prerequisite : rules_of(closure[i]).prerequisites) {
      if (std::ranges::find(closure, prerequisite) == closure.end()) {
        closure.push_back(prerequisite);
      }
    }
  }
  return closure;
}

Permission permission_of(std::span<const Judged> closure, const Proofs& proofs,
                         const PolicyRuntimeFreshnessKey& active) {
  Shortage shortage;
  const Judged& asked = closure.front();
  if (!meets_predicate(asked.question, asked.met)) {
    std::vector<std::string> unmet;
    add_unmet(asked.question, asked.met, unmet);
    for (std::string& what : unmet) shortage.add(std::move(what));
  }
  for (const Judged& judged : closure.subspan(1)) {
    if (meets_predicate(judged.question, judged.met)) continue;
    shortage.add(missing::action(judged.question.action));
  }
  if (rules_of(asked.question.action).predicate->requires_certificate && !proofs.certificate) {
    shortage.add_issued(std::string(missing::certificate));
  }
  if (needs_attestation(asked.question) && !proofs.attestation) {
    shortage.add_issued(std::string(missing::attestation));
  }
  for (const Judged& judged : closure) add_obligations(judged, proofs, active, shortage);
  const bool met = std::ranges::all_of(
      closure, [](const Judged& judged) { return meets_predicate(judged.question, judged.met); });
  return std::move(shortage).permission(met);
}

std::vector<PolicyObligationDischargeRef> used_discharges(std::span<const Judged> closure,
                                                          const Proofs& proofs,
                                                          const PolicyRuntimeFreshnessKey& active) {
  std::vector<PolicyObligationDischargeRef> refs;
  for (const Judged& judged : closure) {
    for (const PolicyObligation* owed : to_discharge(judged.met)) {
      const auto* found = find_discharge(*owed, judged.question.action, proofs, active);
      if (found != nullptr) refs.push_back(found->id);
    }
  }
  std::ranges::sort(refs);
  const auto rest = std::ranges::unique(refs);
  refs.erase(rest.begin(), rest.end());
  return refs;
}

}  // namespace writ::memory
