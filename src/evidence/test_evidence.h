// What the tests of evidence share: small pieces, and pools of them.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "evidence/standing.h"

namespace writ::evidence {

inline Instant at(std::string_view text) { return *Instant::parse(text); }

inline canon::HexDigest digest(char digit) { return canon::HexDigest(std::string(64, digit)); }

inline FileSource file(std::string_view path) {
  FileSource source;
  if (!source.path.set(path)) throw std::runtime_error("no path");
  return source;
}

// A piece that was observed in a file and is as it was.
inline Piece observed(std::string_view id) {
  return {.evidence = {.evidence_id = EvidenceId(std::string(id)),
                       .tenant_id = keys::TenantId("t"),
                       .session_id = SessionId("ses"),
                       .mode = Mode::observed,
                       .summary = "s",
                       .source = file("/f"),
                       .fingerprint = digest('1'),
                       .captured_at = canon::Timestamp(at("2026-11-20T00:00:00Z"))},
          .look = Seen{digest('1')}};
}

inline Piece derived(std::string_view id, std::vector<std::string> from) {
  Piece piece = observed(id);
  piece.evidence.mode = Mode::derived;
  piece.evidence.source.reset();
  piece.evidence.fingerprint.reset();
  piece.evidence.derived_from.emplace();
  for (const std::string& one : from) piece.evidence.derived_from->emplace_back(one);
  piece.rests_on = std::move(from);
  piece.look = NotSeen();
  return piece;
}

inline Pool pool_of(std::vector<Piece> pieces) {
  Pool pool;
  for (Piece& piece : pieces) {
    std::string id = piece.evidence.evidence_id.text();
    pool.pieces.emplace(std::move(id), std::move(piece));
  }
  return pool;
}

}  // namespace writ::evidence
