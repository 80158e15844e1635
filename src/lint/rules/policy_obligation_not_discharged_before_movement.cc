// policy.obligation_not_discharged_before_movement: nothing moves before what is owed for it has
// been done.
#include <algorithm>
#include <map>
#include <set>
#include <string>

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

bool says_that_it_blocks_nothing(const Record& obligation) {
  const canon::Value* blocking = obligation.value().find("blocking");
  return blocking != nullptr && blocking->is(canon::Value::Kind::boolean) && !blocking->boolean();
}

// What a policy wants discharged before its action.
struct Duties {
  memory::Action action{};
  std::vector<const Record*> unreadable;  // nothing discharges these
  std::vector<PolicyObligation> owed;     // each once, by id

  const PolicyObligation* find(const memory::PolicyObligationRef& id) const {
    const auto at = std::ranges::lower_bound(owed, id, {}, &PolicyObligation::id);
    return at != owed.end() && at->id == id ? &*at : nullptr;
  }
};

Duties duties_of(const RecordSet& records, const canon::Value& policy, memory::Action action) {
  Duties duties{.action = action};
  for (const Record* one : referred(records, policy, "obligations", obligation_kind)) {
    auto obligation = one->as<PolicyObligation>();
    if (!obligation) {
      if (!says_that_it_blocks_nothing(*one)) duties.unreadable.push_back(one);
    } else if (must_be_discharged(*obligation, action)) {
      duties.owed.push_back(*std::move(obligation));
    }
  }
  std::ranges::sort(duties.owed, {}, &PolicyObligation::id);
  const auto again = std::ranges::unique(duties.owed, {}, &PolicyObligation::id);
  duties.owed.erase(again.begin(), again.end());
  return duties;
}

// Those of the duties that the movement's discharges stand for.
std::set<const PolicyObligation*> discharged(const Duties& duties, const Movement& movement) {
  std::set<const PolicyObligation*> met;
  if (!movement.key) return met;
  for (const PolicyObligationDischarge& discharge : movement.discharges) {
    const PolicyObligation* of = duties.find(discharge.obligation);
    if (of == nullptr) continue;
    if (!memory::discharge_fault(*of, discharge, duties.action, *movement.key)) met.insert(of);
  }
  return met;
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

std::string nor_others(std::size_t count) {
  return count == 0 ? std::string() : fmt::format(", nor {} others", count);
}

void check_unreadable(const Duties& duties, const Record& proof, Findings& findings) {
  if (duties.unreadable.empty()) return;
  findings.add(
      proof, "/discharge_refs",
      fmt::format("`{}` is owed and cannot be read, so that nothing discharges it{}: "
                  "correct the obligation",
                  duties.unreadable.front()->id, nor_others(duties.unreadable.size() - 1)));
}

void check_owed(const Duties& duties, const Movement& movement, Findings& findings) {
  const auto met = discharged(duties, movement);
  const auto is_met = [&](const PolicyObligation& owed) { return met.contains(&owed); };
  const auto first = std::ranges::find_if_not(duties.owed, is_met);
  if (first == duties.owed.end()) return;
  findings.add(
      movement.proof, "/discharge_refs",
      fmt::format("`{}` is owed and was not discharged for `{}`: {}{}", first->id.text(),
                  memory::name_of(duties.action), fault_of(*first, duties.action, movement),
                  nor_others(duties.owed.size() - met.size() - 1)));
}

// What each policy wants is found out once, however many proofs name it.
using KnownDuties = std::map<const Record*, Duties>;

void check_proof(const RecordSet& records, const Record& proof, KnownDuties& known,
                 Findings& findings) {
  const Movement movement = movement_of(records, proof);
  for (const Record* policy :
       referred(records, proof.value(), "effective_policy_refs", policy_kind)) {
    const std::optional<memory::Action> action = action_of(policy->value());
    if (!action) continue;  // nothing is owed for what is no action
    const auto [place, added] = known.try_emplace(policy);
    if (added) place->second = duties_of(records, policy->value(), *action);
    check_unreadable(place->second, proof, findings);
    check_owed(place->second, movement, findings);
  }
}

void check(const RecordSet& records, Findings& findings) {
  KnownDuties known;
  for (const std::string_view kind : {certificate_kind, attestation_kind}) {
    for (const Record* proof : records.of(kind)) check_proof(records, *proof, known, findings);
  }
}

}  // namespace

extern const Lint policy_obligation_not_discharged_before_movement{
    .id = "policy.obligation_not_discharged_before_movement",
    .section = "4.11.5",
    .protects = "Nothing moves before what is owed for it has been done.",
    .check = check};

}  // namespace writ::lint
