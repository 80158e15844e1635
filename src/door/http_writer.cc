#include "door/http_writer.h"

#include <charconv>
#include <ctime>

#include <fmt/format.h>

#include "ops/problem_json.h"

namespace writ::door {
namespace {

std::string_view phrase(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 406:
      return "Not Acceptable";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 412:
      return "Precondition Failed";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 417:
      return "Expectation Failed";
    case 421:
      return "Misdirected Request";
    case 422:
      return "Unprocessable Content";
    case 428:
      return "Precondition Required";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    default:
      return "";
  }
}

bool is_value(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte >= 0x20 && byte != 0x7f) || c == '\t';
  });
}

bool is_token(std::string_view text) {
  static constexpr std::string_view others = "!#$%&'*+-.^_`|~";
  const auto in_token = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           others.contains(c);
  };
  return !text.empty() && std::ranges::all_of(text, in_token);
}

bool is_target(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f; });
}

void append_number(std::size_t number, std::string& text) {
  char digits[20];
  const auto [end, error] = std::to_chars(digits, digits + sizeof digits, number);
  text.append(digits, end);
}

}  // namespace

bool is_sendable(const Response& response) {
  const auto is_header = [](const auto& h) { return is_token(h.first) && is_value(h.second); };
  return response.status >= 200 && response.status <= 599 && is_value(response.content_type) &&
         std::ranges::all_of(response.headers, is_header);
}

void write_head(const Response& response, std::string_view date, bool keep_alive,
                std::string& head) {
  head.assign("HTTP/1.1 ");
  append_number(static_cast<std::size_t>(response.status), head);
  head.append(" ").append(phrase(response.status)).append("\r\nDate: ").append(date);
  if (!response.content_type.empty()) {
    head.append("\r\nContent-Type: ").append(response.content_type);
  }
  if (response.status != 204 && response.status != 304) {
    head.append("\r\nContent-Length: ");
    append_number(response.body.size(), head);
  }
  for (const auto& [name, value] : response.headers) {
    head.append("\r\n").append(name).append(": ").append(value);
  }
  head.append(keep_alive ? "\r\nConnection: keep-alive\r\n\r\n" : "\r\nConnection: close\r\n\r\n");
}

bool has_body(const Response& response, std::string_view method) {
  return method != "HEAD" && response.status != 204 && response.status != 304;
}

bool write_request_head(const Request& request, std::string_view host,
                        std::string_view content_type, std::string& head) {
  const auto is_header = [](const Header& h) { return is_token(h.name) && is_value(h.value); };
  if (!is_token(request.method) || !is_target(request.target) || !is_value(content_type) ||
      !std::ranges::all_of(request.headers, is_header)) {
    return false;
  }
  head.assign(request.method).append(" ").append(request.target);
  head.append(" HTTP/1.1\r\nHost: ").append(host).append("\r\nContent-Length: ");
  append_number(request.body.size(), head);
  if (!content_type.empty()) head.append("\r\nContent-Type: ").append(content_type);
  for (const auto& [name, value] : request.headers) {
    head.append("\r\n").append(name).append(": ").append(value);
  }
  head.append("\r\n\r\n");
  return true;
}

std::string http_date(std::int64_t seconds) {
  // Not strftime, whose names follow the locale.
  static constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                           "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::time_t time = seconds;
  std::tm utc{};
  gmtime_r(&time, &utc);
  return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT", days[utc.tm_wday], utc.tm_mday,
                     months[utc.tm_mon], utc.tm_year + 1900, utc.tm_hour, utc.tm_min, utc.tm_sec);
}

Response problem_response(const Refusal& refusal) {
  return {.status = refusal.status,
          .content_type = "application/problem+json",
          .body = ops::problem_json({refusal.code, refusal.detail}, refusal.status)};
}

}  // namespace writ::door
