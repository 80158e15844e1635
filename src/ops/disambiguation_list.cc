// disambiguation.list: a tenant's questions to people, or those that are open.
#include "canon/record_define.h"
#include "ops/broken_store.h"
#include "ops/disambiguations.h"
#include "ops/document_page.h"
#include "ops/operation.h"
#include "ops/table.h"

namespace writ::ops {

struct ListDisambiguationsRequest {
  policy::TenantId tenant_id;
  std::optional<bool> open;
  std::optional<std::string> after;
  std::optional<PageSize> limit;

  static constexpr auto record(auto&& f) {
    using R = ListDisambiguationsRequest;
    using canon::field;
    return f("ListDisambiguationsRequest", "Which part of them.",
             field<&R::tenant_id>("tenant_id", "Whose."),
             field<&R::open>("open", "Only those that wait for an answer; absent is all."),
             field<&R::after>("after", after_doc), field<&R::limit>("limit", limit_doc));
  }
};

struct ListDisambiguationsResponse {
  std::vector<govern::KeptDisambiguation> disambiguations;
  std::optional<std::string> next;

  static constexpr auto record(auto&& f) {
    using R = ListDisambiguationsResponse;
    using canon::field;
    return f("ListDisambiguationsResponse", "A page of them.",
             field<&R::disambiguations>("disambiguations",
                                        "By id; those that are open, by their decision."),
             field<&R::next>("next", next_doc));
  }
};

std::optional<std::string_view> tenant_of(const ListDisambiguationsRequest& request) {
  return request.tenant_id.text();
}

namespace {

// What a row is of: a question, or that one is open.
Result<govern::KeptDisambiguation> question_of(store::Snapshot& snapshot,
                                               const store::DocumentRow& row) {
  if (row.kind == disambiguation_document) return stored_disambiguation(row);
  WRIT_TRY(const auto raised, stored_record<govern::DisambiguationRaised>("an open question",
                                                                          row.record.value_or("")));
  WRIT_TRY(auto kept, find_disambiguation(snapshot, row.tenant, raised.request));
  if (!kept) return broken_store("a question that is open is not there");
  return *std::move(kept);
}

Result<ListDisambiguationsResponse> list(Engine& engine, const Call&,
                                         const ListDisambiguationsRequest& request) {
  const std::string_view kind =
      request.open.value_or(false) ? open_disambiguation_document : disambiguation_document;
  WRIT_TRY(const auto snapshot, engine.store().read());
  WRIT_TRY(DocumentPage page,
           document_page(*snapshot, kind, request.tenant_id.text(), request.after, request.limit));
  ListDisambiguationsResponse response{.next = std::move(page.next)};
  for (const store::DocumentRow& row : page.rows) {
    WRIT_TRY(auto kept, question_of(*snapshot, row));
    response.disambiguations.push_back(std::move(kept));
  }
  return response;
}

}  // namespace

const Operation disambiguation_list =
    define<list>({.name = "disambiguation.list",
                  .doc = "Lists a tenant's questions to people, or those that are open.",
                  .capability = Capability::read,
                  .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::ListDisambiguationsRequest);
DEFINE_RECORD(writ::ops::ListDisambiguationsResponse);
