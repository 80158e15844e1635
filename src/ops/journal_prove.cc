// journal.prove: a receipt for an entry.
#include "canon/record_define.h"
#include "ops/engine.h"
#include "ops/operation.h"
#include "ops/table.h"

namespace writ::ops {

struct ProveRequest {
  journal::Count index;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("JournalProveRequest", "Which entry.",
             field<&ProveRequest::index>("index", "Its index."));
  }
};

struct ProveResponse {
  journal::Count index;
  std::string receipt;

  static constexpr auto record(auto&& f) {
    using R = ProveResponse;
    using canon::field;
    return f("JournalProof", "Shows that an entry is in the journal, to anyone with its key.",
             field<&R::index>("index", "The entry's index."),
             field<&R::receipt>("receipt",
                                "The entry, its place in the tree and the signed "
                                "checkpoint: `c2sp.org/tlog-proof@v1`."));
  }
};

std::optional<std::string_view> tenant_of(const ProveRequest&) { return std::nullopt; }

namespace {

Result<ProveResponse> prove(Engine& engine, const Call& call, const ProveRequest& request) {
  WRIT_CHECK(require_any_tenant(call.caller));
  ProveResponse response{.index = request.index};
  WRIT_TRY(response.receipt,
           engine.journal().receipt(static_cast<std::uint64_t>(request.index.value)));
  return response;
}

}  // namespace

const Operation journal_prove = define<prove>({.name = "journal.prove",
                                               .doc = "Makes a receipt for an entry.",
                                               .capability = Capability::read,
                                               .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::ProveRequest);
DEFINE_RECORD(writ::ops::ProveResponse);
