// What a script may show where its session's policy wants a verified report of it.
//
// A value that looks like a report goes through the publishing gate, and comes out signed or with
// everything that is still needed. A signed report is looked at again. A report that hides inside
// another value is refused: only the whole value can be published.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "canon/json.h"
#include "evidence/need.h"
#include "ops/engine.h"
#include "ops/script_host.h"

namespace writ::ops {

namespace reason {
inline constexpr std::string_view unverified_report = "eval.unverified_report";
}

struct Shown {
  std::optional<canon::Json> value;  // absent: it may not be shown
  std::string message;               // why, for people
  std::vector<evidence::Need> needs;
};

Result<Shown> pass_gate(Engine& engine, ScriptHost& host, const canon::Json& value);

}  // namespace writ::ops
