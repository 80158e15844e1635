// Verifying a whole log: every entry, every tile, the signature, and what an earlier checkpoint
// said.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tlog/checkpoint.h"
#include "tlog/note.h"
#include "tlog/source.h"

namespace writ::tlog {

struct AuditOptions {
  std::span<const VerifierKey> trusted;
  std::optional<std::string_view> origin = std::nullopt;   // see open_checkpoint()
  std::optional<std::string_view> earlier = std::nullopt;  // a note seen before
  std::size_t max_findings = 1000;                         // after so many the audit ends

  // Both may be left empty. `on_entry` gets every entry that could be read, in order, also those
  // that do not match: whether the log verifies is known only at the end. `on_progress` is called
  // after every bundle.
  std::function<void(std::uint64_t index, std::string_view entry)> on_entry = {};
  std::function<void(std::uint64_t done, std::uint64_t size)> on_progress = {};
};

// One thing wrong with a log.
struct Finding {
  std::string_view code;  // a name from fault.h, or what the source gave: static storage
  std::string place;      // a path of the log, and for entries `#index` after it
  std::string message;

  bool operator==(const Finding&) const = default;
};

struct AuditReport {
  std::optional<Checkpoint> checkpoint;  // where one could be believed
  std::optional<Checkpoint> earlier;     // likewise
  std::uint64_t entries = 0;             // read and hashed
  std::uint64_t tiles = 0;               // read and compared
  std::vector<Finding> findings;
  bool ended_early = false;  // there were max_findings: more may be wrong

  // Nothing was found, and everything was looked at.
  bool verified() const { return checkpoint.has_value() && findings.empty(); }
};

// Each file is held against those that it is made of, as they lie there, so that a finding names
// the place that was altered and not all above it. Everything is fetched once, in order; a file
// that the source cannot give is a finding.
AuditReport audit_log(TileSource& source, const AuditOptions& options);

}  // namespace writ::tlog
