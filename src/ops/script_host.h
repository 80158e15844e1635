// What a script can reach: operations, as the caller of `eval`, within its session.
//
// A call has the caller's capabilities and never more: it goes the same way as one that comes in at
// a door. It has less in that its tenant is the session's, whatever the caller's; that what it says
// and what it is answered is of its own session (ops/script_reach); and that what is refused on the
// network, where keys and credentials are, is refused to every script.
#pragma once

#include <chrono>

#include "canon/json.h"
#include "ops/engine.h"
#include "ops/operation.h"
#include "ops/script_reach.h"
#include "script/evaluation.h"
#include "session/session.h"

namespace writ::ops {

namespace fault {
inline constexpr Code eval_nested{"eval.nested", Category::forbidden};
inline constexpr Code eval_host_only{"eval.host_only", Category::forbidden};
inline constexpr Code eval_bad_call{"eval.bad_call", Category::invalid};
}  // namespace fault

// Of one evaluation, on one thread. The session and the call outlive it.
class ScriptHost {
 public:
  ScriptHost(Engine& engine, const Call& call, const session::Session& session);

  // Decides the call, carries it out, and answers what the operation answered.
  Result<canon::Json> answer(const script::HostCall& call);

  // Runs an operation as the script's caller, in its session; the policy of that is not asked.
  Result<canon::Json> run(const Operation& operation, const canon::Json& body);

 private:
  Instant now() const;  // the time goes on while a script runs
  Result<void> check(const Operation& operation) const;
  Result<canon::Json> carry_out(const Operation& operation, const canon::Json& body);
  Result<void> rule(const Operation& operation, const canon::Json& body);

  Engine& engine_;
  const Call& call_;
  const session::Session& session_;
  ScriptReach reach_;
  Caller caller_;
  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace writ::ops
