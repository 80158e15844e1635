// disambiguation.get: a question, and what became of it.
#include "canon/record_define.h"
#include "ops/disambiguations.h"
#include "ops/operation.h"
#include "ops/table.h"

namespace writ::ops {

struct GetDisambiguationResponse {
  bool ok = false;
  std::optional<govern::KeptDisambiguation> kept;
  std::optional<std::string> reason;

  static constexpr auto record(auto&& f) {
    using R = GetDisambiguationResponse;
    using canon::field;
    return f("GetDisambiguationResponse", "The question.",
             field<&R::ok>("ok", "Whether there is one."),
             field<&R::kept>("kept", "The question, and what became of it."),
             field<&R::reason>("reason", "Why there is none."));
  }
};

namespace {

Result<GetDisambiguationResponse> get(Engine& engine, const Call&, const DisambiguationRef& ref) {
  WRIT_TRY(const auto snapshot, engine.store().read());
  WRIT_TRY(auto kept, find_disambiguation(*snapshot, ref.tenant_id.text(), ref.request));
  if (!kept)
    return GetDisambiguationResponse{.reason = std::string(disambiguation_reason::unknown)};
  return GetDisambiguationResponse{.ok = true, .kept = std::move(kept)};
}

}  // namespace

const Operation disambiguation_get =
    define<get>({.name = "disambiguation.get",
                 .doc = "Shows a question to people, and what became of it.",
                 .capability = Capability::read,
                 .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::GetDisambiguationResponse);
