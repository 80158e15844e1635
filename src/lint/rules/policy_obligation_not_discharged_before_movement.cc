// policy.obligation_not_discharged_before_movement: nothing moves before what is owed for it has
// been done.
#include <algorithm>

#include <fmt/format.h>

#include "lint/lint.h"
#include "lint/policies.h"
#include "memory/action_set.h"
#include "memory/discharge.h"
#include "memory/obligation_parameters.h"

namespace writ::lint {
namespace {

using memory::ObligationKind;
using memory::PolicyObligation;
using memory::PolicyObligationDischarge;
using memory::ReceiptKind;

// A proof of a movement, and what it shows.
struct Movement {
  const Record& proof;
  std::optional<memory::PolicyRuntimeFreshnessKey> key;  // that it was made under
  std::vector<PolicyObligationDischarge> discharges;
};

Movement movement_of(const RecordSet& records, const Record& proof) {
  Movement movement{.proof = proof};
  if (const canon::Value* key = proof.value().find("freshness_key")) {
    auto read = canon::decode<memory::PolicyRuntimeFreshnessKey>(proof.json.part(*key));
    if (read) movement.key = *std::move(read);
  }
  for (const Record* shown : referred(records, proof.value(), "discharge_refs", discharge_kind)) {
    auto read = shown->as<PolicyObligationDischarge>();
    if (read) movement.discharges.push_back(*std::move(read));
  }
  return movement;
}

// A receipt that is the certificate or the attestation itself: these are issued before it is there.
bool is_proof(const PolicyObligation& obligation) {
  if (obligation.kind.known() != ObligationKind::receipt_required) return false;
  const auto receipt = memory::parameters_of<memory::ReceiptParameters>(obligation).kind;
  return receipt == ReceiptKind::memory_flow_certificate ||
         receipt == ReceiptKind::egress_attestation;
}

bool must_be_discharged(const PolicyObligation& obligation, memory::Action action) {
  return obligation.blocking && memory::ActionSet::of(obligation.applies_to).has(action) &&
         !is_proof(obligation);
}

bool is_discharged(const PolicyObligation& obligation, memory::Action action,
                   const Movement& movement) {
  return movement.key &&
         std::ranges::any_of(movement.discharges, [&](const PolicyObligationDischarge& discharge) {
           return !memory::discharge_fault(obligation, discharge, action, *movement.key);
         });
}

// What is wrong with the discharge that was given for the obligation.
std::string_view fault_of(const PolicyObligation& obligation, memory::Action action,
                          const Movement& movement) {
  const auto given =
      std::ranges::find(movement.discharges, obligation.id, &PolicyObligationDischarge::obligation);
  if (given == movement.discharges.end()) return "no discharge is shown";
  if (!movement.key) return "no freshness key says when it moved";
  const auto fault = memory::discharge_fault(obligation, *given, action, *movement.key);
  return wire_names(memory::DischargeFault{})[static_cast<std::size_t>(*fault)];
}

bool says_that_it_blocks_nothing(const Record& obligation) {
  const canon::Value* blocking = obligation.value().find("blocking");
  return blocking != nullptr && blocking->is(canon::Value::Kind::boolean) && !blocking->boolean();
}

void check_owed(const Movement& movement, const Record& owed, memory::Action action,
                Findings& findings) {
  const auto obligation = owed.as<PolicyObligation>();
  if (!obligation) {
    if (says_that_it_blocks_nothing(owed)) return;
    findings.add(movement.proof, "/discharge_refs",
                 fmt::format("`{}` is owed and cannot be read, so that nothing discharges it: "
                             "correct the obligation",
                             owed.id));
  } else if (must_be_discharged(*obligation, action) &&
             !is_discharged(*obligation, action, movement)) {
    findings.add(movement.proof, "/discharge_refs",
                 fmt::format("`{}` is owed and was not discharged for `{}`: {}", owed.id,
                             memory::name_of(action), fault_of(*obligation, action, movement)));
  }
}

void check_proof(const RecordSet& records, const Record& proof, Findings& findings) {
  const Movement movement = movement_of(records, proof);
  for (const Record* policy :
       referred(records, proof.value(), "effective_policy_refs", policy_kind)) {
    const std::optional<memory::Action> action = action_of(policy->value());
    if (!action) continue;  // nothing is owed for what is no action
    for (const Record* owed : referred(records, policy->value(), "obligations", obligation_kind)) {
      check_owed(movement, *owed, *action, findings);
    }
  }
}

void check(const RecordSet& records, Findings& findings) {
  for (const std::string_view kind : {certificate_kind, attestation_kind}) {
    for (const Record* proof : records.of(kind)) check_proof(records, *proof, findings);
  }
}

}  // namespace

extern const Lint policy_obligation_not_discharged_before_movement{
    .id = "policy.obligation_not_discharged_before_movement",
    .section = "4.11.5",
    .protects = "Nothing moves before what is owed for it has been done.",
    .check = check};

}  // namespace writ::lint
