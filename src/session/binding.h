// A request as its session asks it: what the session fixes is filled in, and a request that says
// otherwise is refused.
#pragma once

#include <string_view>

#include "canon/types.h"
#include "policy/request.h"
#include "session/session.h"

namespace writ::session {

using Principal = canon::Sourced<policy::RequestPrincipal>;

struct Bound {
  canon::Sourced<policy::PDPRequest> request;
  std::string_view refusal = {};  // of namespace reason; empty: the policy is to be asked
};

// What a session fixes, made ready to be put into requests. Immutable: threads may share it.
class Binding {
 public:
  Binding() = default;
  // `principal` is who counts where nobody else does.
  Binding(const Session& session, const Principal& principal);

  const Principal& principal() const { return principal_; }

  // The request in `session`, which this was made of. `other`, where it is not nullptr, counts as
  // its `ctx.principal` in the place of principal().
  Bound bind(const Session& session, const Principal* other,
             canon::Sourced<policy::PDPRequest> request) const;

 private:
  canon::Sourced<policy::PDPRequest> completed(const Session& session, const Principal* other,
                                               canon::Sourced<policy::PDPRequest> request) const;
  canon::Json context(const canon::Value* given, const Principal* other,
                      const canon::Sourced<policy::PDPRequest>& request) const;

  Principal principal_;
  canon::Json purpose_;
  canon::Json context_;  // of a request that brings none
};

}  // namespace writ::session
