// journal.entries: a run of entries.
#include "canon/record_define.h"
#include "ops/engine.h"
#include "ops/journal_entry.h"
#include "ops/operation.h"
#include "ops/table.h"

namespace writ::ops {

struct EntriesRequest {
  journal::Count from;
  std::optional<canon::Bounded<1, 1000>> count;

  static constexpr auto record(auto&& f) {
    using R = EntriesRequest;
    using canon::field;
    return f("JournalEntriesRequest", "Which entries.",
             field<&R::from>("from", "The first one's index."),
             field<&R::count>("count", "How many at most; absent is 100."));
  }
};

struct EntriesResponse {
  journal::Count size;
  std::vector<IndexedEntry> entries;

  static constexpr auto record(auto&& f) {
    using R = EntriesResponse;
    using canon::field;
    return f("JournalEntries", "A run of entries.",
             field<&R::size>("size", "How many the journal has."),
             field<&R::entries>("entries", "Those asked for, as far as there are."));
  }
};

std::optional<std::string_view> tenant_of(const EntriesRequest&) { return std::nullopt; }

namespace {

constexpr std::uint64_t usual_count = 100;

Result<EntriesResponse> entries(Engine& engine, const Call& call, const EntriesRequest& request) {
  WRIT_CHECK(require_any_tenant(call.caller));
  const auto from = static_cast<std::uint64_t>(request.from.value);
  const std::uint64_t count =
      request.count ? static_cast<std::uint64_t>(request.count->value) : usual_count;
  EntriesResponse response{.size = {static_cast<std::int64_t>(engine.journal().size())}};
  WRIT_TRY(const auto found, engine.journal().entries(from, from + count));
  for (std::size_t i = 0; i < found.size(); ++i) {
    WRIT_TRY(canon::Json entry, canon::Json::parse(found[i]));
    response.entries.push_back({{static_cast<std::int64_t>(from + i)}, std::move(entry)});
  }
  return response;
}

}  // namespace

const Operation journal_entries = define<entries>({.name = "journal.entries",
                                                   .doc = "Reads entries of the journal.",
                                                   .capability = Capability::read,
                                                   .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::EntriesRequest);
DEFINE_RECORD(writ::ops::EntriesResponse);
DEFINE_RECORD(writ::ops::IndexedEntry);
