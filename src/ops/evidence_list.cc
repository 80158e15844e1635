// evidence.list: a tenant's evidence, a page at a time.
#include "canon/record_define.h"
#include "ops/engine.h"
#include "ops/evidence_kept.h"
#include "ops/operation.h"
#include "ops/table.h"

namespace writ::ops {

struct ListEvidenceResponse {
  std::vector<evidence::Evidence> evidence;
  std::optional<std::string> next;

  static constexpr auto record(auto&& f) {
    using R = ListEvidenceResponse;
    using canon::field;
    return f("ListEvidenceResponse", "A page of it.", field<&R::evidence>("evidence", "By id."),
             field<&R::next>("next", next_doc));
  }
};

namespace {

Result<ListEvidenceResponse> list(Engine& engine, const Call&, const SessionPageRequest& request) {
  WRIT_TRY(const auto snapshot, engine.store().read());
  WRIT_TRY(auto page, evidence_page(*snapshot, request));
  return ListEvidenceResponse{std::move(page.items), std::move(page.next)};
}

}  // namespace

const Operation evidence_list = define<list>({.name = "evidence.list",
                                              .doc = "Lists a tenant's evidence.",
                                              .capability = Capability::read,
                                              .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::ListEvidenceResponse);
