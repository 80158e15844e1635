// A request as its session asks it: what the session fixes is filled in, and a request that says
// otherwise is refused.
#pragma once

#include <string_view>

#include "canon/types.h"
#include "policy/request.h"
#include "session/session.h"

namespace writ::session {

struct Bound {
  canon::Sourced<policy::PDPRequest> request;
  std::string_view refusal = {};  // of namespace reason; empty: the policy is to be asked
};

// `principal` is who counts as the request's `ctx.principal`. A pure function.
Bound bind(const Session& session, const canon::Sourced<policy::RequestPrincipal>& principal,
           const canon::Sourced<policy::PDPRequest>& request);

}  // namespace writ::session
