#include "door/authzen_http.h"

#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

#include "canon/canonical.h"
#include "door/api.h"
#include "door/authzen.h"
#include "door/authzen_search.h"
#include "ops/problem_json.h"

namespace writ::door::authzen {
namespace {

constexpr std::string_view prefix = "/access/";

struct Endpoint {
  std::string_view path;
  std::string_view parameter;  // its name in the metadata
  const ops::Traits* traits;
  bool tells_names;  // of the directories, so that who asks must be able to read those, too
  Result<ops::Answer> (*answer)(const Asking& asking, const canon::Json& body);
};

constexpr std::array endpoints = {
    Endpoint{"/access/v1/evaluation", "access_evaluation_endpoint", &ops::access_evaluation, false,
             &evaluation},
    Endpoint{"/access/v1/evaluations", "access_evaluations_endpoint", &ops::access_evaluations,
             false, &evaluations},
    Endpoint{"/access/v1/search/action", "search_action_endpoint", &search_action_traits, true,
             &search_action},
    Endpoint{"/access/v1/search/resource", "search_resource_endpoint", &search_resource_traits,
             true, &search_resource},
    Endpoint{"/access/v1/search/subject", "search_subject_endpoint", &search_subject_traits, true,
             &search_subject},
};

const Endpoint* find_endpoint(std::string_view path) {
  const auto found = std::ranges::find(endpoints, path, &Endpoint::path);
  return found == endpoints.end() ? nullptr : &*found;
}

std::string_view path_of(std::string_view target) { return target.substr(0, target.find('?')); }

Problem bad_query(std::string_view why) {
  return {bad_parameter, fmt::format("{}: `?tenant=NAME` and `?policy=NAME` are known", why)};
}

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

Result<std::string> decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    const int high = i + 2 < text.size() ? digit_of(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? digit_of(text[i + 2]) : -1;
    if (high < 0 || low < 0) return bad_query("a `%` of the query begins no byte");
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return out;
}

// What stands behind the path; a name that is unknown or stands twice is refused, since nothing may
// be decided by another policy than was meant.
Result<std::map<std::string, std::string>> parameters(std::string_view target) {
  std::map<std::string, std::string> found;
  const std::size_t begin = target.find('?');
  std::string_view rest = begin == target.npos ? std::string_view() : target.substr(begin + 1);
  while (!rest.empty()) {
    const std::string_view pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    if (pair.empty()) continue;
    const std::size_t equals = pair.find('=');
    const std::string name(pair.substr(0, equals));
    if (equals == pair.npos || (name != "tenant" && name != "policy")) {
      return bad_query("the query has a parameter that is not known");
    }
    WRIT_TRY(std::string value, decoded(pair.substr(equals + 1)));
    if (!found.emplace(name, std::move(value)).second) {
      return bad_query(fmt::format("`{}` stands twice in the query", name));
    }
  }
  return found;
}

template <class Id>
Result<std::string> id_of(const std::string& text, std::string_view what) {
  Id id;
  if (!id.set(text)) return bad_query(fmt::format("the {} must be {}", what, Id::expected));
  return id.text();
}

Result<std::string> tenant_of(const ops::Caller& caller, const std::string* named) {
  if (named == nullptr) {
    if (caller.tenant) return *caller.tenant;
    return bad_query("the credential is for any tenant, and the request names none");
  }
  WRIT_TRY(std::string tenant, id_of<policy::TenantId>(*named, "tenant"));
  WRIT_CHECK(ops::authorize_tenant(caller, tenant));
  return tenant;
}

Result<Asking> asking_of(ops::Engine& engine, const ops::Caller& caller, Instant now,
                         const Request& request) {
  WRIT_TRY(const auto given, parameters(request.target));
  const auto named = [&](const char* name) {
    const auto at = given.find(name);
    return at == given.end() ? nullptr : &at->second;
  };
  WRIT_TRY(std::string tenant, tenant_of(caller, named("tenant")));
  std::string policy(ops::default_name);
  if (const std::string* name = named("policy")) {
    WRIT_TRY(policy, id_of<policy::BundleName>(*name, "policy"));
  }
  return Asking{engine, caller, now, std::move(tenant), std::move(policy)};
}

// The specification wants the header to be there, and says what it must be.
Result<void> require_json(const Request& request) {
  const std::string_view type = request.header("Content-Type").value_or("");
  if (same_header_name(type.substr(0, type.find_first_of("; \t")), "application/json")) return {};
  return Problem{api::wrong_content_type,
                 "the body must be JSON: send `Content-Type: application/json`"};
}

Result<void> authorize(const Endpoint& endpoint, const ops::Caller& caller) {
  WRIT_CHECK(ops::authorize(*endpoint.traits, caller));
  if (!endpoint.tells_names) return {};
  ops::Traits reads = *endpoint.traits;
  reads.capability = ops::Capability::read;
  return ops::authorize(reads, caller);
}

// The specification's 400 stands for what is 415 elsewhere.
int status_of(const Problem& problem) {
  if (problem.code.name == api::wrong_method.name) return 405;
  return ops::http_status(problem.code.category);
}

std::string_view methods_of(std::string_view path) {
  return path == metadata_path ? "GET, HEAD" : "POST";
}

Problem wrong_method(const Request& request) {
  const std::string_view path = path_of(request.target);
  return {api::wrong_method, fmt::format("`{}` takes {}", path, methods_of(path))};
}

}  // namespace

bool is_ours(std::string_view path) { return path.starts_with(prefix) || path == metadata_path; }

bool is_heavy(std::string_view path) {
  const Endpoint* endpoint = find_endpoint(path);
  return endpoint != nullptr && endpoint->traits->heavy;
}

// The address of the service is that by which it was asked, which the door has checked. A proxy
// does TLS before us, so that it is `https` to everybody.
Result<Response> metadata(const Request& request) {
  if (request.method != "GET" && request.method != "HEAD") return wrong_method(request);
  const std::string base = fmt::format("https://{}", request.header("Host").value_or("localhost"));
  std::string json = "{";
  for (const Endpoint& endpoint : endpoints) {
    canon::append_text(json, endpoint.parameter);
    json += ':';
    canon::append_text(json, fmt::format("{}{}", base, endpoint.path));
    json += ',';
  }
  json += R"("policy_decision_point":)";
  canon::append_text(json, base);
  return Response{.status = 200,
                  .content_type = "application/json",
                  .body = json + '}',
                  .headers = {{"Cache-Control", "public, max-age=3600"}, {"Vary", "Host"}}};
}

Result<Response> answer(ops::Engine& engine, const ops::Caller& caller, Instant now,
                        const Request& request) {
  const std::string_view path = path_of(request.target);
  const Endpoint* endpoint = find_endpoint(path);
  if (endpoint == nullptr) {
    return Problem{api::unknown_path, fmt::format("there is nothing at `{}`: `{}` lists what there "
                                                  "is",
                                                  path, metadata_path)};
  }
  if (request.method != "POST") return wrong_method(request);
  WRIT_CHECK(authorize(*endpoint, caller));
  WRIT_CHECK(require_json(request));
  WRIT_TRY(const Asking asking, asking_of(engine, caller, now, request));
  WRIT_TRY(const canon::Json body, canon::Json::parse(request.body));
  WRIT_TRY(ops::Answer answer, endpoint->answer(asking, body));
  Response response{.status = 200,
                    .content_type = "application/json",
                    .body = std::move(answer.json),
                    .headers = {{"Cache-Control", "no-store"}},
                    .ticket = answer.ticket};
  if (answer.ticket) {
    response.headers.emplace_back("Writ-Journal-Index", fmt::format("{}", answer.ticket->index));
  }
  return response;
}

Response refusal(const Request& request, const Problem& problem) {
  Response response{.status = status_of(problem),
                    .content_type = "text/plain; charset=utf-8",
                    .body = problem.faults.size() > 1 ? describe(problem) : problem.message,
                    .headers = {{"Cache-Control", "no-store"}}};
  if (response.status == 401) {
    response.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"writ\"");
  } else if (response.status == 405) {
    response.headers.emplace_back("Allow", methods_of(path_of(request.target)));
  }
  return response;
}

Response identified(const Request& request, Response response) {
  if (const auto id = request.header("X-Request-ID")) {
    response.headers.emplace_back("X-Request-ID", *id);
  }
  return response;
}

}  // namespace writ::door::authzen
