// journal.show: one entry, with the body of its request where that is kept.
#include "canon/digest.h"
#include "canon/record_define.h"
#include "ops/engine.h"
#include "ops/operation.h"
#include "ops/table.h"

namespace writ::ops {

enum class BodyState : std::uint8_t { none, kept, erased, damaged };
constexpr auto wire_names(BodyState) {
  return std::to_array<std::string_view>({"none", "kept", "erased", "damaged"});
}

struct ShowRequest {
  journal::Count index;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("JournalShowRequest", "Which entry.",
             field<&ShowRequest::index>("index", "Its index."));
  }
};

struct ShowResponse {
  journal::Count index;
  canon::Json entry;
  BodyState body_state = BodyState::none;
  std::optional<canon::Json> body;

  static constexpr auto record(auto&& f) {
    using R = ShowResponse;
    using canon::field;
    return f("JournalShown", "An entry, and what it speaks of.",
             field<&R::index>("index", "Its place, from 0."),
             field<&R::entry>("entry", "What it says."),
             field<&R::body_state>("bodyState", "Whether the request's body is kept."),
             field<&R::body>("body",
                             "The body, which `requestHash` is the hash of; for an entry "
                             "too long for the log, the entry."));
  }
};

std::optional<std::string_view> tenant_of(const ShowRequest&) { return std::nullopt; }

namespace {

Result<ShowResponse> show(Engine& engine, const Call&, const ShowRequest& request) {
  const auto index = static_cast<std::uint64_t>(request.index.value);
  journal::Journal& journal = engine.journal();
  WRIT_TRY(const auto entries, journal.entries(index, index + 1));
  ShowResponse response{.index = request.index};
  WRIT_TRY(response.entry, canon::Json::parse(entries.at(0)));
  std::string body;
  WRIT_CHECK(
      journal.visit_bodies(index, index + 1, [&](const journal::KeptBody& kept) -> Result<bool> {
        response.body_state = static_cast<BodyState>(kept.body.state);
        body = kept.body.bytes;
        return false;
      }));
  if (response.body_state != BodyState::kept) return response;
  const std::string hash = canon::sha256_hex(body);
  if (!entries.at(0).contains('"' + hash + '"')) {
    response.body_state = BodyState::damaged;
    return response;
  }
  WRIT_TRY(response.body, canon::Json::parse(body));
  return response;
}

}  // namespace

const Operation journal_show =
    define<show>({.name = "journal.show",
                  .doc = "Reads one entry of the journal and the request behind it.",
                  .capability = Capability::administer,
                  .host_only = true,
                  .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::ShowRequest);
DEFINE_RECORD(writ::ops::ShowResponse);
