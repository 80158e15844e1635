#include "ops/redactions.h"

#include <set>

#include "evidence/need.h"
#include "ops/broken_store.h"
#include "ops/document_row.h"

namespace writ::ops {
namespace {

namespace refusal {
constexpr std::string_view another_map = "obligation.another_redaction_map";
constexpr std::string_view unknown_map = "obligation.unknown_redaction_map";
constexpr std::string_view by_less = "obligation.redacted_by_less";
}  // namespace refusal

constexpr std::string_view least_profile = "default";

Result<std::optional<redaction::RedactionMap>> find_map(store::Snapshot& snapshot,
                                                        std::string_view tenant,
                                                        std::string_view hash) {
  WRIT_TRY(const auto row, snapshot.find_document(redaction_map_kind, tenant, hash));
  if (!row || !row->record) return std::optional<redaction::RedactionMap>();
  WRIT_TRY(redaction::RedactionMap map,
           stored_record<redaction::RedactionMap>("a redaction map", *row->record));
  if (redaction::hash_of(map).text() != hash) {
    return broken_store("a redaction map is another than its hash says");
  }
  return std::optional(std::move(map));
}

}  // namespace

Result<redaction::Redactor> redactor_by(const std::vector<policy::RedactionProfile>& profiles) {
  constexpr auto names = wire_names(policy::RedactionProfile{});
  std::set<std::string_view> chosen;
  for (const policy::RedactionProfile profile : profiles) {
    chosen.insert(names[static_cast<std::size_t>(profile)]);
  }
  return redaction::Redactor::by(std::vector<std::string_view>(chosen.begin(), chosen.end()));
}

Result<void> enter_redaction(Engine& engine, const Call& call, Left left,
                             const redaction::RedactionMap& map, std::string response_hash) {
  Engine::Entered entered{.entry = entry_of(call), .changed = left == Left::nothing};
  if (entered.changed) {
    entered.entry->response_hash = std::move(response_hash);
  } else {
    entered.entry->outcome = "refused";
    entered.entry->reason = evidence::name_of(evidence::NeedReason::redaction_outstanding);
  }
  const store::DocumentRow row = document_row(redaction_map_kind, call.tenant.value_or(""),
                                              redaction::hash_of(map).text(), &map, call.now);
  return engine.change_and_enter(
      call, [&](store::Transaction& transaction, const State&) -> Result<Engine::Entered> {
        if (!entered.changed) return entered;
        WRIT_TRY(const auto before, transaction.find_document(row.kind, row.tenant, row.id));
        if (!before) {
          WRIT_TRY(std::ignore, transaction.put_document(row));
        }
        return entered;
      });
}

Result<std::string_view> redaction_refusal(store::Snapshot& snapshot, std::string_view tenant,
                                           const memory::RedactionParameters& asked,
                                           const std::optional<std::string>& map) {
  if (map && asked.redaction_map && map != asked.redaction_map) return refusal::another_map;
  const std::optional<std::string>& hash = map ? map : asked.redaction_map;
  if (!hash) return refusal::unknown_map;
  WRIT_TRY(const auto found, find_map(snapshot, tenant, *hash));
  if (!found) return refusal::unknown_map;
  WRIT_TRY(const redaction::Profiles* const known, redaction::Profiles::built_in());
  const auto profile = known->find(asked.profile ? *asked.profile : least_profile);
  const bool enough = profile && redaction::covers(*found, **profile, *known);
  return enough ? std::string_view() : refusal::by_less;
}

}  // namespace writ::ops
