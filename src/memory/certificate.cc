#include "memory/certificate.h"

namespace writ::memory {

void EgressAttestation::check(const canon::Path& path, canon::Faults& faults) const {
  if (outbound == decided) return;
  faults.add(canon::record::wrong_value, canon::Path(path, "policy_decision_destination"),
             "must be the `outbound_destination_class`");
}

}  // namespace writ::memory
