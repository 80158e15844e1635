// An HTTP request and its answer, as the code behind the transport sees them.
//
// The transport (http_server.h, http_client.h) has already settled everything about HTTP/1.1
// itself: framing, limits, timeouts, keep-alive. What is left is plain data.
#pragma once

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/problem.h"
#include "journal/ticket.h"

namespace writ::door {

// What the transport itself can refuse or fail at.
namespace http {
inline constexpr Code malformed{"http.malformed", Category::invalid};                    // 400
inline constexpr Code read_timeout{"http.read_timeout", Category::unavailable};          // 408
inline constexpr Code body_too_large{"http.body_too_large", Category::too_large};        // 413
inline constexpr Code bad_expectation{"http.bad_expectation", Category::invalid};        // 417
inline constexpr Code headers_too_large{"http.headers_too_large", Category::too_large};  // 431
inline constexpr Code handler_failed{"http.handler_failed", Category::internal};         // 500
inline constexpr Code bad_encoding{"http.bad_encoding", Category::invalid};              // 501
inline constexpr Code too_many_connections{"http.too_many_connections", Category::unavailable};
inline constexpr Code not_kept{"http.not_kept", Category::unavailable};  // 503
inline constexpr Code stopping{"http.stopping", Category::unavailable};  // 503
inline constexpr Code bad_address{"http.bad_address", Category::invalid};
inline constexpr Code address_in_use{"http.address_in_use", Category::conflict};
inline constexpr Code unreachable{"http.unreachable", Category::unavailable};
inline constexpr Code cut_off{"http.cut_off", Category::unavailable};
inline constexpr Code answer_timeout{"http.answer_timeout", Category::unavailable};
inline constexpr Code bad_answer{"http.bad_answer", Category::unavailable};
}  // namespace http

// Names of headers are compared without regard to the case of ASCII letters.
constexpr bool same_header_name(std::string_view a, std::string_view b) {
  constexpr auto lower = [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  };
  return std::ranges::equal(a, b, {}, lower, lower);
}

struct Header {
  std::string_view name;
  std::string_view value;  // without the white space around it
};

// A request as it came. All of it is views: they hold until the handler returns.
struct Request {
  std::string_view method;          // as sent, `POST`; methods are case-sensitive
  std::string_view target;          // as sent, visible ASCII, query included, nothing decoded
  std::string_view body;            // whole, chunks joined; may hold any byte
  std::span<const Header> headers;  // in their order; trailers of a chunked body are dropped
  std::string_view peer;            // `127.0.0.1:50312`, `[::1]:50312`, or `unix:UID`
  bool local = false;               // came by the unix socket, which only its owner can open

  // The value of the first header of that name. The server refuses a request that repeats one of
  // those where a second value would be a way round a check (see http_reader.h).
  std::optional<std::string_view> header(std::string_view name) const {
    for (const Header& header : headers) {
      if (same_header_name(header.name, name)) return header.value;
    }
    return std::nullopt;
  }
};

// An answer. The server adds Content-Length, Date and Connection; a handler must not.
struct Response {
  int status = 200;
  std::string content_type;  // empty: no such header
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers = {};  // further ones
  std::optional<journal::Ticket> ticket = {};  // the answer waits for this entry to be kept

  std::optional<std::string_view> header(std::string_view name) const {
    for (const auto& [known, value] : headers) {
      if (same_header_name(known, name)) return value;
    }
    return std::nullopt;
  }
};

}  // namespace writ::door
