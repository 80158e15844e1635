// An operation: a name, a request record, a response record, and what answers one with the other.
// Every door reads the same table of them (ops/table.h): HTTP, the command line, the generated
// documents. A new operation is one new file in ops/ and its name in the table.
//
//   namespace {
//   Result<DecideResponse> decide(Engine& engine, const Call& call, const DecideRequest& request);
//   }
//   const Operation policy_decide = define<decide>({
//       .name = "policy.decide",
//       .doc = "Decides a request under the policy in force.",
//       .capability = Capability::decide});
//
// A handler without the Engine& parameter touches no data directory; one that takes a `Request&&`
// may move from it what is no part of tenant_of()'s answer. For each request record there
// is an overload `tenant_of(const Request&)`: the tenant whose data it concerns, or nothing where
// it concerns nobody's. It is required, so that no operation can forget to say.
//
// A handler that hashes its answer answers it as it has written it: `Result<Written<Response>>`.
//
// Where content that is refused is an answer and not a problem, the request reads itself: it has a
// static read() and names in `Described` the record that the documents show.
#pragma once

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/instant.h"
#include "base/result.h"
#include "canon/json.h"
#include "canon/record.h"
#include "journal/ticket.h"
#include "ops/caller.h"

namespace writ::ops {

class Engine;

namespace fault {
inline constexpr Code unknown_operation{"ops.unknown_operation", Category::not_found};
inline constexpr Code not_permitted{"ops.not_permitted", Category::forbidden};
inline constexpr Code host_only{"ops.host_only", Category::forbidden};
inline constexpr Code foreign_tenant{"ops.foreign_tenant", Category::forbidden};
}  // namespace fault

struct Traits {
  std::string_view name;
  std::string_view doc;
  Capability capability = Capability::administer;
  bool host_only = false;  // refused on the network
  bool heavy = false;      // may take more than a few tens of microseconds
  bool secret = false;     // the request holds secrets, and is never kept
};

// One call of an operation. A door says who calls and when; the rest is filled in on the way to the
// handler.
struct Call {
  const Caller& caller;
  Instant now;
  const Traits* operation = nullptr;                 // nullptr: a part of Writ acts on its own
  const canon::Json* body = nullptr;                 // the request
  std::optional<std::string_view> tenant = {};       // that it concerns
  std::optional<journal::Ticket>* ticket = nullptr;  // where the journal's ticket goes
};

// What an operation answers. Where there is a ticket, the answer must not leave before the journal
// has kept its entry: Engine::journal() knows.
struct Answer {
  std::string json;
  std::optional<journal::Ticket> ticket;
};

struct Operation {
  Traits traits;
  bool stateless = false;  // runs without an Engine
  canon::TypeRef request = nullptr;
  canon::TypeRef response = nullptr;

  // Reads the request, checks its tenant against the caller's, answers the response as canonical
  // JSON. `engine` may be nullptr for a stateless operation.
  Result<std::string> (*run)(Engine* engine, const Call& call, const canon::Json& body) = nullptr;
};

// What the caller lacks for this operation, whatever the request.
Result<void> authorize(const Traits& traits, const Caller& caller);
inline Result<void> authorize(const Operation& operation, const Caller& caller) {
  return authorize(operation.traits, caller);
}

// Authorizes and runs: what every door calls.
Result<Answer> perform(const Operation& operation, Engine* engine, const Call& call,
                       const canon::Json& body);

// Whether the caller may speak of `tenant` (nothing: of nobody's data).
Result<void> authorize_tenant(const Caller& caller, std::optional<std::string_view> tenant);

// For what concerns every tenant: nobody whose credential is for one alone may have it.
Result<void> require_any_tenant(const Caller& caller);

// A response in canonical JSON.
template <class Response>
struct Written {
  explicit Written(const Response& response) : json(canon::encode(response)) {}

  std::string json;
};

namespace detail {

template <class Answered>
struct Answers {
  using Response = Answered;
  static std::string text(const Answered& response) { return canon::encode(response); }
};
template <class Answered>
struct Answers<Written<Answered>> {
  using Response = Answered;
  static std::string text(Written<Answered> written) { return std::move(written.json); }
};

template <class Handler>
struct Signature;
template <class Response, class Request>
struct Signature<Result<Response> (*)(Engine&, const Call&, const Request&)> {
  using Req = Request;
  using Res = Response;
  static constexpr bool stateless = false;
};
template <class Response, class Request>
struct Signature<Result<Response> (*)(Engine&, const Call&, Request&&)> {
  using Req = Request;
  using Res = Response;
  static constexpr bool stateless = false;
};
template <class Response, class Request>
struct Signature<Result<Response> (*)(const Request&)> {
  using Req = Request;
  using Res = Response;
  static constexpr bool stateless = true;
};

// A request that reads itself names the record that it is described by.
template <class Request>
concept ReadsItself = requires(const canon::Json& body) {
  typename Request::Described;
  { Request::read(body) } -> std::same_as<Request>;
};

template <class Request>
Result<Request> read_request(const canon::Json& body) {
  if constexpr (ReadsItself<Request>) {
    return Request::read(body);
  } else {
    return canon::decode<Request>(body);
  }
}

template <class Request>
constexpr canon::TypeRef described_by() {
  if constexpr (ReadsItself<Request>) {
    return &canon::record_type<typename Request::Described>;
  } else {
    return &canon::record_type<Request>;
  }
}

template <auto Handler>
Result<std::string> run(Engine* engine, const Call& call, const canon::Json& body) {
  using S = Signature<decltype(Handler)>;
  WRIT_TRY(typename S::Req request, read_request<typename S::Req>(body));
  const std::optional<std::string_view> tenant = tenant_of(request);
  WRIT_CHECK(authorize_tenant(call.caller, tenant));
  if constexpr (S::stateless) {
    WRIT_TRY(typename S::Res response, Handler(request));
    return Answers<typename S::Res>::text(std::move(response));
  } else {
    Call known = call;
    known.tenant = tenant;
    WRIT_TRY(typename S::Res response, Handler(*engine, known, std::move(request)));
    return Answers<typename S::Res>::text(std::move(response));
  }
}

}  // namespace detail

template <auto Handler>
constexpr Operation define(Traits traits) {
  using S = detail::Signature<decltype(Handler)>;
  return {.traits = traits,
          .stateless = S::stateless,
          .request = detail::described_by<typename S::Req>(),
          .response = &canon::record_type<typename detail::Answers<typename S::Res>::Response>,
          .run = &detail::run<Handler>};
}

}  // namespace writ::ops
