// Reading over HTTP what others serve. Every other use of the network is a door's.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace writ::world {

namespace fault {
inline constexpr Code bad_url{"http.bad_url", Category::invalid};
inline constexpr Code not_found{"http.not_found", Category::not_found};  // status 404 or 410
inline constexpr Code redirected{"http.redirected", Category::invalid};  // any status 3xx
inline constexpr Code refused{"http.refused", Category::invalid};        // any other status
inline constexpr Code too_large{"http.too_large", Category::too_large};
// Not reached, not to be connected to, cut off, too slow, given up, no valid certificate, or a
// status that says to come again.
inline constexpr Code unreachable{"http.unreachable", Category::unavailable};
}  // namespace fault

// Where a connection may go to. `everybodys` looks at the very address that is connected to, after
// names are resolved (is_public_address()), and so takes no proxy.
enum class Addresses : bool { any, everybodys };

struct HttpLimits {
  std::size_t max_size = 32u << 20;  // bytes of a body once it is unpacked
  std::chrono::milliseconds connect_timeout{10'000};
  std::chrono::milliseconds timeout{60'000};  // for a whole answer
  std::function<bool()> is_stopped = {};  // asked about once a second; true gives the request up
  Addresses addresses = Addresses::any;
};

// Whether `url` is one that get() may be asked for: http or https, with a host, without a name or
// password, which would end up in messages. Problem: fault::bad_url.
Result<void> check_url(const std::string& url);

// Whether `url` reaches this machine alone: its host is `localhost`, `127.0.0.1` or `[::1]`.
bool is_loopback(const std::string& url);

// An answer to somebody who may have it already.
struct Fetched {
  bool is_unchanged = false;  // the site has what `etag` names, and sent nothing
  std::string body;
  std::string etag;  // of what the site has (RFC 9110, 8.8.3); empty where it gives none
};

// Keeps its connections open for the next request. For one thread at a time.
//
// A redirect is refused, never followed: who gave the address of a log means that place. gzip is
// accepted. Certificates are checked against the system's, or against those in `ca_file` alone. A
// proxy is taken from the environment where any address may be connected to.
class HttpClient {
 public:
  explicit HttpClient(HttpLimits limits = {}, const std::string& ca_file = {});
  ~HttpClient();
  HttpClient(HttpClient&&) noexcept;
  HttpClient& operator=(HttpClient&&) noexcept;

  // The body of the answer, which must have the status 200. Problems: see fault.
  Result<std::string> get(const std::string& url);

  // The same, where the body is there already as the site's `etag` named it: with an etag the
  // answer may also have the status 304, and then must not name another one. An empty `etag` asks
  // for the body, whatever it is.
  Result<Fetched> fetch(const std::string& url, const std::string& etag);

 private:
  struct Handle;
  std::unique_ptr<Handle> handle_;
  HttpLimits limits_;
};

// One request with a connection of its own.
Result<std::string> http_get(const std::string& url, HttpLimits limits = {});

}  // namespace writ::world
