// Redactions as they are kept: the map of each, by its hash, and only where nothing is left of what
// its profiles forbid. A map never changes.
//
// Neither a request nor a digest of it is told to the journal: it holds what must not be known, and
// what is short can be guessed from a digest. The entry names the answer instead, unless something
// was left.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "canon/digest.h"
#include "memory/obligation_parameters.h"
#include "ops/engine.h"
#include "policy/bundle.h"
#include "redaction/map.h"
#include "redaction/redact.h"

namespace writ::ops {

inline constexpr std::string_view redaction_map_kind = "redaction_map";

// By each profile once.
Result<redaction::Redactor> redactor_by(const std::vector<policy::RedactionProfile>& profiles);

// Of what is forbidden.
enum class Left : bool { nothing, something };

// Enters a redaction in the journal, and keeps its map where nothing is left.
Result<void> enter_redaction(Engine& engine, const Call& call, Left left,
                             const redaction::RedactionMap& map, std::string response_hash);

// The same of a response, which is answered.
template <class Response>
Result<Response> kept(Engine& engine, const Call& call, Left left, Response response) {
  WRIT_CHECK(enter_redaction(engine, call, left, response.redaction_map,
                             canon::sha256_hex(canon::encode(response))));
  return response;
}

// Why the map of that name is no proof that a tenant's texts were redacted as an obligation asks;
// empty where it is. Absent is the map that the obligation names itself. What the texts were is the
// word of who discharges.
Result<std::string_view> redaction_refusal(store::Snapshot& snapshot, std::string_view tenant,
                                           const memory::RedactionParameters& asked,
                                           const std::optional<std::string>& map);

}  // namespace writ::ops
