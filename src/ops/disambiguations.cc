#include "ops/disambiguations.h"

#include <string>

#include "canon/record_define.h"
#include "ops/broken_store.h"
#include "ops/document_row.h"

namespace writ::ops {
namespace {

// Those of one decision are a run of ids behind this one: no reference has a control character.
std::string before_first(const memory::MemoryPolicyDecisionRef& decision) {
  return decision.text() + '\n';
}

store::DocumentRow open_row(std::string_view tenant, const govern::KeptDisambiguation& kept,
                            Instant now) {
  const govern::RequestView request = govern::view_of(kept.request);
  return document_row(open_disambiguation_document, tenant,
                      before_first(request.decision) + request.id.text(),
                      std::get_if<govern::DisambiguationRaised>(&kept.state()), now);
}

// At most as many as may be open. `prefix` is of every id that is wanted.
Result<std::vector<govern::DisambiguationRaised>> open_behind(store::Snapshot& snapshot,
                                                              std::string_view tenant,
                                                              std::string_view prefix) {
  WRIT_TRY(const auto rows, snapshot.documents(open_disambiguation_document, tenant, prefix,
                                               max_open_disambiguations));
  std::vector<govern::DisambiguationRaised> open;
  for (const store::DocumentRow& row : rows) {
    if (!row.id.starts_with(prefix)) break;
    WRIT_TRY(auto raised, stored_record<govern::DisambiguationRaised>("an open question",
                                                                      row.record.value_or("")));
    open.push_back(std::move(raised));
  }
  return open;
}

}  // namespace

Result<void> put_disambiguation(store::Transaction& transaction, std::string_view tenant,
                                const govern::KeptDisambiguation& kept, Instant now) {
  WRIT_TRY(std::ignore, transaction.put_document(
                            document_row(disambiguation_document, tenant,
                                         govern::view_of(kept.request).id.text(), &kept, now)));
  WRIT_TRY(std::ignore, transaction.put_document(open_row(tenant, kept, now)));
  return {};
}

Result<govern::KeptDisambiguation> stored_disambiguation(const store::DocumentRow& row) {
  WRIT_TRY(auto kept, stored_record<govern::KeptDisambiguation>("a question to somebody",
                                                                row.record.value_or("")));
  if (govern::view_of(kept.request).id.text() != row.id) {
    return broken_store("a question stands in the place of another");
  }
  return kept;
}

Result<std::optional<govern::KeptDisambiguation>> find_disambiguation(
    store::Snapshot& snapshot, std::string_view tenant,
    const memory::PolicyDisambiguationRequestRef& id) {
  WRIT_TRY(const auto row, snapshot.find_document(disambiguation_document, tenant, id.text()));
  if (!row || !row->record) return std::optional<govern::KeptDisambiguation>();
  WRIT_TRY(auto kept, stored_disambiguation(*row));
  return std::optional(std::move(kept));
}

Result<bool> has_room_for_disambiguation(store::Snapshot& snapshot, std::string_view tenant) {
  WRIT_TRY(const auto rows,
           snapshot.documents(open_disambiguation_document, tenant, "", max_open_disambiguations));
  return rows.size() < max_open_disambiguations;
}

Result<std::vector<govern::DisambiguationRaised>> open_disambiguations(store::Snapshot& snapshot,
                                                                       std::string_view tenant) {
  return open_behind(snapshot, tenant, "");
}

Result<std::vector<govern::DisambiguationRaised>> open_disambiguations(
    store::Snapshot& snapshot, std::string_view tenant,
    const memory::MemoryPolicyDecisionRef& decision) {
  return open_behind(snapshot, tenant, before_first(decision));
}

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::DisambiguationRef);
