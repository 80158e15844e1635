// journal.erase: forgets the body of a request, as people may ask for. The journal stays as it is.
#include "canon/record_define.h"
#include "ops/engine.h"
#include "ops/operation.h"
#include "ops/table.h"

namespace writ::ops {

struct EraseRequest {
  canon::HexDigest request_hash;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("JournalEraseRequest", "Which request.",
             field<&EraseRequest::request_hash>("requestHash", "As its entries have it."));
  }
};

struct EraseResponse {
  journal::Count erased;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("JournalErased", "What was forgotten.",
             field<&EraseResponse::erased>("erased", "Bodies that were overwritten."));
  }
};

std::optional<std::string_view> tenant_of(const EraseRequest&) { return std::nullopt; }

namespace {

// The entry comes first: nothing is forgotten unseen.
Result<EraseResponse> erase(Engine& engine, const Call& call, const EraseRequest& request) {
  Call waiting = call;
  waiting.ticket = nullptr;
  WRIT_CHECK(engine.record(waiting, entry_of(call, Note()), body_to_keep(call)));
  WRIT_TRY(const std::uint64_t erased, engine.journal().erase(request.request_hash.text()));
  return EraseResponse{{static_cast<std::int64_t>(erased)}};
}

}  // namespace

const Operation journal_erase =
    define<erase>({.name = "journal.erase",
                   .doc = "Overwrites the kept bodies of a request; the journal stays as it is.",
                   .capability = Capability::administer,
                   .host_only = true,
                   .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::EraseRequest);
DEFINE_RECORD(writ::ops::EraseResponse);
