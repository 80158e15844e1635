// A blocking HTTP/1.1 client for a server on this machine: how a `writ` command talks to the server
// that holds its data directory. One thread at a time.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "door/http_message.h"

namespace writ::door {

struct HttpClientOptions {
  std::chrono::milliseconds connect_timeout{5'000};
  std::chrono::milliseconds request_timeout{60'000};  // from its first byte to the answer's last
  std::size_t max_body = 64 << 20;                    // bytes of an answer
};

class HttpClient {
 public:
  // Connects, so that a server that is not there is found out here (http.unreachable).
  static Result<HttpClient> connect_local(std::string path, HttpClientOptions options = {});
  static Result<HttpClient> connect_tcp(std::string address, std::uint16_t port,
                                        HttpClientOptions options = {});

  HttpClient(HttpClient&&) noexcept;
  HttpClient& operator=(HttpClient&&) noexcept;
  ~HttpClient();

  // Any status is an answer; a Problem is that none came: http.unreachable, http.cut_off,
  // http.answer_timeout, http.bad_answer, or http.malformed for arguments with control characters.
  // The connection is kept for the next request, and made anew if the server has closed it since.
  // A request whose connection breaks is not sent again: the server may have acted on it.
  // `content_type` may be empty if `body` is.
  Result<Response> request(std::string_view method, std::string_view target,
                           std::string_view content_type = {}, std::string_view body = {},
                           std::span<const Header> headers = {});

 private:
  struct Parts;
  explicit HttpClient(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace writ::door
