// The bytes of heads, of answers and of requests, and the answers that the transport gives by
// itself.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "door/http_message.h"
#include "door/http_reader.h"

namespace writ::door {

// False if a header of the answer holds what would end it early and start another one (control
// characters, or a name that is no token), or if the status is not one of 200 to 599.
bool is_sendable(const Response& response);

// Status line and headers with the empty line, to `head`, which is cleared first. `response` must
// be sendable; `date` is an HTTP date.
void write_head(const Response& response, std::string_view date, bool keep_alive,
                std::string& head);

// Whether the body follows the head: not for HEAD requests, 204 and 304.
bool has_body(const Response& response, std::string_view method);

// The head of a request, to `head`, which is cleared first; with the length of the body. `host` is
// trusted; `content_type` may be empty. False if another part holds what cannot stand there.
bool write_request_head(const Request& request, std::string_view host,
                        std::string_view content_type, std::string& head);

// `Mon, 23 Nov 2026 14:08:00 GMT`, for a count of seconds since 1970.
std::string http_date(std::int64_t seconds);

// The refusal as an RFC 9457 problem.
Response problem_response(const Refusal& refusal);

}  // namespace writ::door
