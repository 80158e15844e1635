#include "door/api.h"

#include <algorithm>

#include <fmt/format.h>

#include "canon/json.h"
#include "door/authzen_http.h"
#include "journal/tile_directory.h"
#include "ops/openapi.h"
#include "ops/problem_json.h"
#include "ops/table.h"
#include "tlog/tile.h"

namespace writ::door {
namespace {

constexpr std::string_view operations_path = "/v1/";
constexpr std::string_view journal_path = "/journal/";

std::string_view path_of(std::string_view target) { return target.substr(0, target.find('?')); }

// The operation's name in a path, or nothing.
std::optional<std::string_view> operation_name(std::string_view path) {
  if (!path.starts_with(operations_path)) return std::nullopt;
  return path.substr(operations_path.size());
}

Response json_response(std::string body) {
  return {.status = 200,
          .content_type = "application/json",
          .body = std::move(body),
          .headers = {{"Cache-Control", "no-store"}}};
}

int status_of(const Problem& problem) {
  if (problem.code.name == api::wrong_method.name) return 405;
  if (problem.code.name == api::wrong_content_type.name) return 415;
  return ops::http_status(problem.code.category);
}

std::string_view methods_of(std::string_view path) {
  return path == "/healthz" || path.starts_with(journal_path) ? "GET, HEAD"
         : operation_name(path)                               ? "POST"
                                                              : "GET";
}

Result<void> require_method(const Request& request, std::string_view method) {
  if (request.method == method) return {};
  return Problem{api::wrong_method, fmt::format("`{}` takes {}", path_of(request.target), method)};
}

bool same_ignoring_case(std::string_view a, std::string_view b) { return same_header_name(a, b); }

Result<void> require_json(const Request& request) {
  const std::string_view type = request.header("Content-Type").value_or("application/json");
  const std::string_view media = type.substr(0, type.find_first_of("; \t"));
  if (same_ignoring_case(media, "application/json")) return {};
  return Problem{api::wrong_content_type,
                 "the body must be JSON: send `Content-Type: application/json`"};
}

}  // namespace

Response Api::handle(const Request& request) const {
  if (is_authzen(path_of(request.target))) {
    Result<Response> answered = answer_authzen(request);
    if (answered) return authzen::identified(request, *std::move(answered));
    const Problem problem = as_told(request, std::move(answered).error());
    return authzen::identified(request, authzen::refusal(request, problem));
  }
  Result<Response> answered = answer(request);
  if (answered) return *std::move(answered);
  return refuse(request, std::move(answered).error());
}

// What went wrong on our side is told in full to the operator only.
Problem Api::as_told(const Request& request, Problem problem) const {
  if (problem.code.category == Category::internal && !request.local) {
    if (options_.on_problem) options_.on_problem(problem);
    problem.message = "the server could not do this; its log says why";
    problem.faults.clear();
  }
  return problem;
}

Response Api::refuse(const Request& request, Problem problem) const {
  problem = as_told(request, std::move(problem));
  const int status = status_of(problem);
  Response response{.status = status,
                    .content_type = "application/problem+json",
                    .body = ops::problem_json(problem, status),
                    .headers = {{"Cache-Control", "no-store"}}};
  if (status == 401) {
    response.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"writ\"");
  } else if (status == 405) {
    response.headers.emplace_back("Allow", methods_of(path_of(request.target)));
  }
  return response;
}

bool Api::is_heavy(const Request& request) const {
  const std::string_view path = path_of(request.target);
  if (is_authzen(path)) return authzen::is_heavy(path);
  const auto name = operation_name(path);
  if (!name) return true;
  const auto operation = ops::find_operation(*name);
  return !operation || (*operation)->traits.heavy;
}

Result<Response> Api::answer(const Request& request) const {
  WRIT_CHECK(check_source(request));
  const std::string_view path = path_of(request.target);
  if (path == "/healthz") {
    if (request.method != "HEAD") WRIT_CHECK(require_method(request, "GET"));
    WRIT_TRY(const auto state, engine_.state());
    return json_response(R"({"status":"ok"})");
  }
  if (const auto name = operation_name(path)) return perform(request, *name);
  if (path.starts_with(journal_path)) {
    return journal_file(request, path.substr(journal_path.size()));
  }
  WRIT_TRY(const ops::Caller caller, authenticate(request, Instant::now()));
  if (path == "/openapi.json") {
    WRIT_CHECK(require_method(request, "GET"));
    return json_response(ops::openapi());
  }
  return Problem{api::unknown_path,
                 fmt::format("there is nothing at `{}`: operations are at /v1/OPERATION, and "
                             "/openapi.json describes them",
                             path)};
}

bool Api::is_authzen(std::string_view path) const {
  return options_.authzen && authzen::is_ours(path);
}

Result<Response> Api::answer_authzen(const Request& request) const {
  WRIT_CHECK(check_source(request));
  if (path_of(request.target) == authzen::metadata_path) return authzen::metadata(request);
  const Instant now = Instant::now();
  WRIT_TRY(const ops::Caller caller, authenticate(request, now));
  return authzen::answer(engine_, caller, now, request);
}

// The checkpoint moves, everything else stays as it is for ever.
Result<Response> Api::journal_file(const Request& request, std::string_view path) const {
  if (request.method != "HEAD") WRIT_CHECK(require_method(request, "GET"));
  if (!options_.public_journal) {
    WRIT_TRY(const ops::Caller caller, authenticate(request, Instant::now()));
    WRIT_CHECK(ops::authorize(ops::journal_head, caller));
  }
  const bool moves = path == tlog::checkpoint_path;
  WRIT_TRY(std::string bytes, journal::TileDirectory(engine_.journal().directory()).fetch(path));
  return Response{
      .content_type = moves ? "text/plain; charset=utf-8" : "application/octet-stream",
      .body = std::move(bytes),
      .headers = {{"Cache-Control", moves ? "no-cache" : "public, max-age=31536000, immutable"}}};
}

Result<Response> Api::perform(const Request& request, std::string_view name) const {
  const Instant now = Instant::now();
  WRIT_TRY(const ops::Caller caller, authenticate(request, now));
  WRIT_TRY(const ops::Operation* operation, ops::find_operation(name));
  WRIT_CHECK(require_method(request, "POST"));
  WRIT_CHECK(require_json(request));
  WRIT_CHECK(ops::authorize(*operation, caller));
  WRIT_TRY(const canon::Json body, canon::Json::parse(request.body));
  WRIT_TRY(ops::Answer answer, ops::perform(*operation, &engine_, {caller, now}, body));
  Response response = json_response(std::move(answer.json));
  response.ticket = answer.ticket;
  if (answer.ticket) {
    response.headers.emplace_back("Writ-Journal-Index", fmt::format("{}", answer.ticket->index));
  }
  return response;
}

Result<void> Api::check_source(const Request& request) const {
  if (request.local) return {};
  const auto among = [](const std::vector<std::string>& allowed, std::string_view given) {
    return std::ranges::any_of(
        allowed, [&](const std::string& one) { return same_ignoring_case(one, given); });
  };
  const std::string_view host = request.header("Host").value_or("");
  if (!among(options_.hosts, host)) {
    return Problem{api::foreign_host,
                   "this server does not go by that name: `writ serve --hosts NAME` adds one"};
  }
  const auto origin = request.header("Origin");
  if (origin && !among(options_.origins, *origin)) {
    return Problem{api::foreign_origin,
                   "this web origin may not call: `writ serve --origins ORIGIN` allows one"};
  }
  return {};
}

Result<ops::Caller> Api::authenticate(const Request& request, Instant now) const {
  if (request.local) return ops::operator_caller();
  constexpr std::string_view scheme = "Bearer ";
  const std::string_view given = request.header("Authorization").value_or("");
  if (given.size() <= scheme.size() ||
      !same_ignoring_case(given.substr(0, scheme.size()), scheme)) {
    return Problem{api::no_credential,
                   "send `Authorization: Bearer TOKEN`; `writ credentials create` makes one"};
  }
  WRIT_TRY(const auto state, engine_.state());
  const ops::Credential* credential = state->proved_by(given.substr(scheme.size()));
  if (credential == nullptr) {
    return Problem{api::unknown_credential, "this token is unknown or was revoked"};
  }
  if (credential->expires_at && credential->expires_at->at() <= now) {
    return Problem{api::expired_credential,
                   fmt::format("this token expired at {}", credential->expires_at->text())};
  }
  return ops::caller_of(*credential, options_.believe_principals);
}

}  // namespace writ::door
