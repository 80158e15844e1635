// What the policy of a session says of a script, and of each call that a script makes.
//
// Both are actions of the session, decided and journalled by session.decide: the op `eval` on the
// resource `scripts/` + SHA-256 of its text, and the op `ffi.call` on the name of the operation.
// What an allowing rule demands must be something that is seen to here; anything else refuses.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "ops/engine.h"
#include "ops/operation.h"
#include "policy/request.h"
#include "session/session.h"

namespace writ::ops {

namespace fault {
inline constexpr Code eval_denied{"eval.denied", Category::forbidden};
inline constexpr Code eval_approval{"eval.approval_outstanding", Category::forbidden};
inline constexpr Code eval_obligation{"eval.obligation_unmet", Category::forbidden};
}  // namespace fault

struct ScriptAction {
  std::string_view op;
  std::string resource;
  std::string summary;                              // `argsSummary`, as JSON
  std::optional<policy::ApprovalId> approval = {};  // that was granted for it
};

struct ScriptRuling {
  std::optional<Problem> refusal;      // of the codes above; absent: it may be done
  bool wants_verified_report = false;  // only a verified report may be shown
  std::string policy_hash;
};

// Problems: those of session.decide.
Result<ScriptRuling> rule_script(Engine& engine, const Call& call,
                                 const session::SessionId& session, const ScriptAction& action);

}  // namespace writ::ops
