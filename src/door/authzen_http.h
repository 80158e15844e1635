// The HTTPS binding of the OpenID Authorization API 1.0 (AuthZEN), section "Transport":
//
//   POST /access/v1/evaluation       POST /access/v1/search/subject
//   POST /access/v1/evaluations      POST /access/v1/search/resource
//   GET  /.well-known/…              POST /access/v1/search/action
//
// The tenant is the credential's, or `?tenant=NAME` where that speaks of any; the policy is
// `default`, or `?policy=NAME`. Errors are a text, as the specification has it, and not the problem
// documents of the other doors. A request's X-Request-ID is in its answer, whatever that is.
#pragma once

#include <string_view>

#include "door/http_message.h"
#include "ops/engine.h"

namespace writ::door::authzen {

inline constexpr Code bad_parameter{"authzen.bad_parameter", Category::invalid};

inline constexpr std::string_view metadata_path = "/.well-known/authzen-configuration";

// Whether a path is this door's.
bool is_ours(std::string_view path);

// Whether to answer may take more than some tens of microseconds.
bool is_heavy(std::string_view path);

// Which endpoints there are, for a client that knows no more than the host: it is told to anybody.
Result<Response> metadata(const Request& request);

// Answers for a caller whose credential was checked.
Result<Response> answer(ops::Engine& engine, const ops::Caller& caller, Instant now,
                        const Request& request);

// The answer to what could not be answered.
Response refusal(const Request& request, const Problem& problem);

// An answer as it leaves, with the request's id.
Response identified(const Request& request, Response response);

}  // namespace writ::door::authzen
