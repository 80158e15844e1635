// What a script can name and be told of: its own session, and what that left behind.
//
// Requests and answers are walked along the types that describe them, whatever the operation. What
// they name is told by three things: members that are called `sessionId`; the type of a text, such
// as evidence's id; and texts that nobody can choose, ids of sessions and hashes of reports,
// wherever they stand. So an operation that is added to the table is held to the same.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "canon/json.h"
#include "canon/record.h"
#include "ops/engine.h"
#include "session/session.h"

namespace writ::ops {

namespace fault {
inline constexpr Code eval_foreign_session{"eval.foreign_session", Category::forbidden};
}

// Of one script. The engine and the session outlive it.
class ScriptReach {
 public:
  ScriptReach(Engine& engine, const session::Session& session)
      : engine_(engine), session_(session) {}

  // Problem: fault::eval_foreign_session where the value speaks of another session, or of evidence,
  // a report or an entry of the journal that is another session's. Whatever cannot be looked up is
  // a problem as well. `subject` is what the value is.
  Result<void> check(const canon::Type& type, const canon::Json& value,
                     std::string_view subject) const;

  // A request that can be about one session is about the script's where it does not say.
  Result<canon::Json> in_session(const canon::Type& request, const canon::Json& body) const;

 private:
  Engine& engine_;
  const session::Session& session_;
};

}  // namespace writ::ops
