// A poll of a bundle source: reads the place, brings in what is new, and keeps how it went.
#pragma once

#include <optional>
#include <string>

#include "base/instant.h"
#include "ops/engine.h"
#include "ops/source.h"

namespace writ::ops {

struct PollResponse {
  bool ok = false;
  bool brought = false;
  std::optional<std::string> reason;
  std::optional<std::string> message;
  SourceReport report;

  static constexpr auto record(auto&& f) {
    using R = PollResponse;
    using canon::field;
    return f("PollResponse", "What became of a poll.",
             field<&R::ok>("ok", "Whether it was contact with who issues the policy."),
             field<&R::brought>("brought", "Whether a bundle came that was not stored."),
             field<&R::reason>("reason", "Why it was no contact, as a code."),
             field<&R::message>("message", "For people."),
             field<&R::report>("report", "The source now."));
  }
};

// Polls a source now; for any thread, which may wait for as long as the source's timeout. `now` is
// when the poll begins: what comes back is not older than that. Where the poll says something new
// (a bundle came, contact was lost or found again, for another reason than before) the journal has
// an entry, whose principal is `source:NAME`.
//
// Problems: fault::unknown_source, source_busy, sources_stopped, source_changed where the source
// was put or deleted meanwhile, and those of the store and the journal. Then nothing is kept.
Result<PollResponse> poll_source(Engine& engine, const SourceRef& ref, Instant now);

}  // namespace writ::ops
