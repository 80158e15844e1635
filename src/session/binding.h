// A request as its session asks it: what the session fixes is filled in, and a request that says
// otherwise is refused.
#pragma once

#include <string_view>

#include "canon/types.h"
#include "policy/request.h"
#include "session/session.h"

namespace writ::session {

using Principal = canon::Sourced<policy::RequestPrincipal>;
using Request = canon::Sourced<policy::PDPRequest>;

// What a session fixes, made ready to be put into requests. Immutable: threads may share it.
class Binding {
 public:
  Binding() = default;
  // `principal` is who counts where nobody else does.
  Binding(const Session& session, const Principal& principal);

  const Principal& principal() const { return principal_; }

  // Makes a request one in `session`, which this was made of. `other`, where it is not nullptr,
  // counts as its `ctx.principal` in the place of principal(). Answers why the session refuses it,
  // of namespace reason; nothing where the policy is to be asked.
  std::string_view bind(const Session& session, const Principal* other, Request& request) const;

 private:
  void complete(const Session& session, const Principal* other, Request& request) const;
  canon::Json context(const Principal* other, const Request& request) const;

  Principal principal_;
  canon::Json fixed_;    // the members of a request that brings none of them
  canon::Json context_;  // `ctx` of these
};

}  // namespace writ::session
