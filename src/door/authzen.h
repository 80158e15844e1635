// Answering what the OpenID Authorization API 1.0 (AuthZEN) asks, apart from HTTP
// (authzen_http.h): the Access Evaluation and Access Evaluations APIs. The searches are in
// authzen_search.h.
#pragma once

#include <string>
#include <string_view>

#include "canon/json.h"
#include "ops/access.h"

namespace writ::door::authzen {

// Who asks which policy, and when. The Engine and the Caller outlive it.
struct Asking {
  ops::Engine& engine;
  const ops::Caller& caller;  // that may speak of the tenant, as is checked before
  Instant now;
  std::string tenant;
  std::string policy;  // its name
};

// `{"decision": …}`. Problems: a body that does not read, of category invalid; those of the engine
// and the journal.
Result<ops::Answer> evaluation(const Asking& asking, const canon::Json& body);

// `{"evaluations": […]}`, or as above where the request holds no batch. An element that does not
// read is answered with `false` and an error beside it; the others go on.
Result<ops::Answer> evaluations(const Asking& asking, const canon::Json& body);

}  // namespace writ::door::authzen
