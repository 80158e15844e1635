// policy.obligation_not_discharged_before_movement: nothing moves before what is owed for it has
// been done.
#include <algorithm>

#include <fmt/format.h>

#include "canon/canonical.h"
#include "lint/lint.h"
#include "lint/policies.h"

namespace writ::lint {
namespace {

bool discharges(const Record& discharge, const Record& obligation, const Record& certificate) {
  const std::string_view status = text_of(discharge.value(), "discharge_status");
  const canon::Value* made_under = discharge.value().find("freshness_key");
  const canon::Value* moved_under = certificate.value().find("freshness_key");
  return text_of(discharge.value(), "obligation_ref") == obligation.id &&
         (status == "satisfied" || status == "waived_by_policy") && made_under != nullptr &&
         moved_under != nullptr && canon::canonical(*made_under) == canon::canonical(*moved_under);
}

bool is_blocking(const Record& obligation) {
  const canon::Value* blocking = obligation.value().find("blocking");
  return blocking == nullptr || !blocking->is(canon::Value::Kind::boolean) || blocking->boolean();
}

void check(const RecordSet& records, Findings& findings) {
  for (const std::string_view kind : {certificate_kind, std::string_view("E0EgressAttestation")}) {
    for (const Record* moved : records.of(kind)) {
      const auto done =
          referred(records, moved->value(), "discharge_refs", "PolicyObligationDischarge");
      for (const Record* policy :
           referred(records, moved->value(), "effective_policy_refs", policy_kind)) {
        for (const Record* owed :
             referred(records, policy->value(), "obligations", obligation_kind)) {
          const auto meets = [&](const Record* one) { return discharges(*one, *owed, *moved); };
          if (!is_blocking(*owed) || std::ranges::any_of(done, meets)) continue;
          findings.add(*moved, "/discharge_refs",
                       fmt::format("`{}` is owed and was not discharged", owed->id));
        }
      }
    }
  }
}

}  // namespace

extern const Lint policy_obligation_not_discharged_before_movement{
    .id = "policy.obligation_not_discharged_before_movement",
    .section = "4.11.5",
    .protects = "Nothing moves before what is owed for it has been done.",
    .check = check};

}  // namespace writ::lint
