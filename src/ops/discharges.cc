#include "ops/discharges.h"

#include <algorithm>
#include <limits>

#include "canon/digest.h"
#include "canon/record_define.h"
#include "memory/obligation_parameters.h"

namespace writ::ops {

namespace {

constexpr std::size_t most_questions = 1000;  // that one discharge is looked for of

std::string begin_of_id(const memory::PolicyObligationDischargeRef& id) { return id.text() + ' '; }

std::string row_id(const memory::PolicyObligationDischargeRef& id, std::string_view record) {
  return begin_of_id(id) + canon::sha256_hex(record);
}

// What is owed under an id; nullptr where nothing is, or more than one thing.
const memory::PolicyObligation* owed_under(const memory::PolicyObligationRef& id,
                                           const std::vector<memory::PolicyObligation>& owed) {
  const auto found = std::ranges::find(owed, id, &memory::PolicyObligation::id);
  if (found == owed.end()) return nullptr;
  const auto twin = std::ranges::find(found + 1, owed.end(), id, &memory::PolicyObligation::id);
  return twin == owed.end() ? &*found : nullptr;
}

bool has_run_out(const memory::PolicyObligation& obligation,
                 const memory::PolicyObligationDischarge& discharge, Instant now) {
  const std::optional<Instant> end = end_of(obligation, discharge);
  return end && (now < discharge.recorded_at.at() || *end <= now);
}

}  // namespace

Result<std::vector<store::DocumentRow>> rows_of(store::Snapshot& snapshot, std::string_view tenant,
                                                const memory::PolicyObligationDischargeRef& id) {
  const std::string begin = begin_of_id(id);
  WRIT_TRY(auto rows, snapshot.documents(discharge_kind, tenant, begin, most_questions));
  std::erase_if(rows, [&](const store::DocumentRow& row) { return !row.id.starts_with(begin); });
  return rows;
}

store::DocumentRow row_of(std::string_view tenant, const KeptDischarge& kept, Instant now) {
  std::string record = canon::encode(kept);
  return {.kind = std::string(discharge_kind),
          .tenant = std::string(tenant),
          .id = row_id(kept.discharge.id, record),
          .record = std::move(record),
          .updated_at = now};
}

std::optional<Instant> end_of(const memory::PolicyObligation& obligation,
                              const memory::PolicyObligationDischarge& discharge) {
  if (obligation.kind.known() != memory::ObligationKind::require_user_confirmation) {
    return std::nullopt;
  }
  const auto terms = memory::parameters_of<memory::ConfirmationParameters>(obligation).approval;
  if (!terms) return std::nullopt;
  // A life may be longer than what is left of time.
  constexpr std::int64_t forever = std::numeric_limits<std::int64_t>::max();
  const std::int64_t begun = discharge.recorded_at.at().microseconds;
  const std::int64_t seconds =
      std::min(terms->expires_in.value, (forever - std::max<std::int64_t>(begun, 0)) / 1'000'000);
  return Instant{begun + seconds * 1'000'000};
}

Result<std::vector<memory::PolicyObligationDischarge>> kept_discharges(
    Engine& engine, const Owing& owing, const std::vector<memory::PolicyObligationDischarge>& shown,
    Instant now) {
  std::vector<memory::PolicyObligationDischarge> kept;
  WRIT_TRY(const auto snapshot, engine.store().read());
  for (const memory::PolicyObligationDischarge& discharge : shown) {
    const memory::PolicyObligation* of = owed_under(discharge.obligation, owing.owed);
    if (of == nullptr || has_run_out(*of, discharge, now)) continue;
    const std::string record = canon::encode(KeptDischarge{discharge, *of, owing.context});
    WRIT_TRY(const auto row,
             snapshot->find_document(discharge_kind, owing.tenant, row_id(discharge.id, record)));
    if (row && row->record == record) kept.push_back(discharge);
  }
  return kept;
}

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::KeptDischarge);
