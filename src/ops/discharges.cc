#include "ops/discharges.h"

#include <algorithm>

#include "canon/record_define.h"

namespace writ::ops {

store::DocumentRow row_of(std::string_view tenant, const KeptDischarge& kept, Instant now) {
  return {.kind = std::string(discharge_kind),
          .tenant = std::string(tenant),
          .id = kept.discharge.id.text(),
          .record = canon::encode(kept),
          .updated_at = now};
}

Result<std::vector<memory::PolicyObligationDischarge>> kept_discharges(
    Engine& engine, std::string_view tenant,
    const std::vector<memory::PolicyObligationDischarge>& shown,
    const std::vector<memory::PolicyObligation>& owed) {
  std::vector<memory::PolicyObligationDischarge> kept;
  WRIT_TRY(const auto snapshot, engine.store().read());
  for (const memory::PolicyObligationDischarge& discharge : shown) {
    const auto of = std::ranges::find(owed, discharge.obligation, &memory::PolicyObligation::id);
    if (of == owed.end()) continue;
    WRIT_TRY(const auto row, snapshot->find_document(discharge_kind, tenant, discharge.id.text()));
    if (row && row->record == canon::encode(KeptDischarge{discharge, *of})) {
      kept.push_back(discharge);
    }
  }
  return kept;
}

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::KeptDischarge);
