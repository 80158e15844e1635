// Operations over HTTP: POST /v1/OPERATION with a JSON body, GET /healthz, GET /openapi.json; the
// journal, read-only, below /journal/; and the OpenID Authorization API (authzen_http.h).
//
// By TCP every request needs a bearer token, but for /healthz, a public journal and the metadata of
// the Authorization API; its Host must
// be one of ours, and an Origin must be one that was allowed, so that a web page cannot reach in
// through a browser. Who can open the unix socket is the operator. Problems are answered as RFC
// 9457 says.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "door/http_message.h"
#include "ops/engine.h"

namespace writ::door {

namespace api {
inline constexpr Code unknown_path{"http.unknown_path", Category::not_found};
inline constexpr Code wrong_method{"http.wrong_method", Category::invalid};              // 405
inline constexpr Code wrong_content_type{"http.wrong_content_type", Category::invalid};  // 415
inline constexpr Code foreign_host{"http.foreign_host", Category::forbidden};
inline constexpr Code foreign_origin{"http.foreign_origin", Category::forbidden};
inline constexpr Code no_credential{"http.no_credential", Category::unauthenticated};
inline constexpr Code unknown_credential{"http.unknown_credential", Category::unauthenticated};
inline constexpr Code expired_credential{"http.expired_credential", Category::unauthenticated};
}  // namespace api

struct ApiOptions {
  std::vector<std::string> hosts;    // as a Host header has them, port included
  std::vector<std::string> origins;  // as an Origin header has them
  bool believe_principals = false;   // whether a caller may name the principal of its requests

  bool public_journal = true;  // whether the journal may be read without a token
  bool authzen = true;         // whether the OpenID Authorization API is offered (authzen_http.h)

  // Called from any thread with what went wrong on our side, which callers on the network are not
  // told; may be empty.
  std::function<void(const Problem&)> on_problem;
};

// Immutable: any thread may call it. The engine outlives it.
class Api {
 public:
  Api(ops::Engine& engine, ApiOptions options) : engine_(engine), options_(std::move(options)) {}

  Response handle(const Request& request) const;

  // Whether handle() may keep an event thread for long.
  bool is_heavy(const Request& request) const;

 private:
  Result<Response> answer(const Request& request) const;
  Result<Response> answer_authzen(const Request& request) const;
  bool is_authzen(std::string_view path) const;
  Problem as_told(const Request& request, Problem problem) const;
  Response refuse(const Request& request, Problem problem) const;
  Result<Response> journal_file(const Request& request, std::string_view path) const;
  Result<Response> perform(const Request& request, std::string_view name) const;
  Result<void> check_source(const Request& request) const;
  Result<ops::Caller> authenticate(const Request& request, Instant now) const;

  ops::Engine& engine_;
  ApiOptions options_;
};

}  // namespace writ::door
