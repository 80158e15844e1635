// obligation.list: what `obligation.discharge` keeps, of every tenant and as it is kept.
#include "canon/record_define.h"
#include "ops/broken_store.h"
#include "ops/discharges.h"
#include "ops/operation.h"
#include "ops/page.h"
#include "ops/table.h"

namespace writ::ops {

struct ListObligationsRequest {
  std::optional<journal::Count> after;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("ListObligationsRequest", "Which part of what is kept.",
             field<&ListObligationsRequest::after>("after", after_doc));
  }
};

struct StoredDischarge {
  std::string tenant_id;
  std::string id;
  canon::Json kept;

  static constexpr auto record(auto&& f) {
    using S = StoredDischarge;
    using canon::field;
    return f("StoredDischarge", "A discharge that is kept.",
             field<&S::tenant_id>("tenant_id", "Whose memory it is about."),
             field<&S::id>("id", "The discharge's id, and the hash of all that is kept."),
             field<&S::kept>("kept", "The discharge and what was owed, as they are kept."));
  }
};

struct ListObligationsResponse {
  std::vector<StoredDischarge> discharges;
  std::optional<journal::Count> next;

  static constexpr auto record(auto&& f) {
    using R = ListObligationsResponse;
    using canon::field;
    return f("ListObligationsResponse", "A part of what is kept.",
             field<&R::discharges>("discharges", "In the order in which they were last changed."),
             field<&R::next>("next", next_doc));
  }
};

std::optional<std::string_view> tenant_of(const ListObligationsRequest&) { return std::nullopt; }

namespace {

constexpr std::size_t most_documents = 1000;  // of every kind, on a page

Result<ListObligationsResponse> list(Engine& engine, const Call&,
                                     const ListObligationsRequest& request) {
  WRIT_TRY(const auto snapshot, engine.store().read());
  WRIT_TRY(const auto rows,
           snapshot->documents_since(request.after ? request.after->value : 0, most_documents));
  ListObligationsResponse response;
  for (const store::DocumentRow& row : rows) {
    if (row.kind != discharge_kind || !row.record) continue;
    Result<canon::Json> kept = canon::Json::parse(*row.record);
    if (!kept) return broken_store(kept.error().message);
    response.discharges.push_back({row.tenant, row.id, *std::move(kept)});
  }
  if (rows.size() == most_documents) response.next = journal::Count{rows.back().sequence};
  return response;
}

}  // namespace

const Operation obligation_list =
    define<list>({.name = "obligation.list",
                  .doc = "Lists what was recorded of obligations, of every tenant.",
                  .capability = Capability::administer,
                  .host_only = true,
                  .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::ListObligationsRequest);
DEFINE_RECORD(writ::ops::StoredDischarge);
DEFINE_RECORD(writ::ops::ListObligationsResponse);
