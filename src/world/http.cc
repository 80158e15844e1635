#include "world/http.h"

#include <curl/curl.h>

#include <array>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace writ::world {
namespace {

struct FreeUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
struct FreeText {
  void operator()(char* text) const { curl_free(text); }
};
using Url = std::unique_ptr<CURLU, FreeUrl>;

// A part of a URL; empty where it has none.
std::string part_of(const Url& url, CURLUPart which) {
  char* text = nullptr;
  if (curl_url_get(url.get(), which, &text, 0) != CURLUE_OK) return "";
  return std::unique_ptr<char, FreeText>(text).get();
}

Problem bad_url(std::string_view what) {
  return Problem{fault::bad_url,
                 fmt::format("the address {}: give `https://host/path`, or `http://`", what)};
}

// What has been read of a body.
struct Body {
  std::string bytes;
  std::size_t max = 0;
  bool too_large = false;
};

// libcurl's callback; taking less than was given ends the transfer.
std::size_t take(char* data, std::size_t one, std::size_t count, void* target) {
  Body& body = *static_cast<Body*>(target);
  const std::size_t size = one * count;
  if (size > body.max - body.bytes.size()) {
    body.too_large = true;
    return 0;
  }
  body.bytes.append(data, size);
  return size;
}

// Another of libcurl's callbacks; anything but 0 ends the transfer.
int should_stop(void* limits, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  const auto& is_stopped = static_cast<const HttpLimits*>(limits)->is_stopped;
  return is_stopped && is_stopped() ? 1 : 0;
}

void start_library() {
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  static_cast<void>(started);  // where it failed, so will making a handle
}

Result<void> check_status(long status, const std::string& url) {
  if (status == 200) return {};
  const auto problem = [&](Code code, std::string_view remedy) {
    return Problem{code, fmt::format("`{}` answers with status {}: {}", url, status, remedy)};
  };
  if (status == 404 || status == 410) return problem(fault::not_found, "there is nothing there");
  if (status >= 300 && status < 400) {
    return problem(fault::redirected, "give the address that it leads to, if you trust it");
  }
  if (status == 408 || status == 429 || status >= 500) {
    return problem(fault::unreachable, "try again later");
  }
  return problem(fault::refused, "ask who keeps that site");
}

}  // namespace

struct HttpClient::Handle {
  Handle() : easy(curl_easy_init()) {}
  ~Handle() { curl_easy_cleanup(easy); }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  template <class T>
  void set(CURLoption option, T value) {
    if (curl_easy_setopt(easy, option, value) != CURLE_OK) usable = false;
  }
  bool prepare(const HttpLimits& limits);

  CURL* easy;
  bool usable = true;
  std::array<char, CURL_ERROR_SIZE> message{};
};

// An option that the library does not know makes the handle unusable: each of them is there to keep
// something out.
bool HttpClient::Handle::prepare(const HttpLimits& limits) {
  if (easy == nullptr) return false;
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  set(CURLOPT_ACCEPT_ENCODING, "gzip");
  set(CURLOPT_USERAGENT, "writ/" WRIT_VERSION);
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(limits.connect_timeout.count()));
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(limits.timeout.count()));
  set(CURLOPT_ERRORBUFFER, message.data());
  set(CURLOPT_WRITEFUNCTION, &take);
  set(CURLOPT_XFERINFOFUNCTION, &should_stop);
  set(CURLOPT_NOPROGRESS, 0L);
  return usable;
}

Result<void> check_url(const std::string& url) {
  const Url parsed(curl_url());
  if (!parsed || url.find('\0') != std::string::npos ||
      curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK) {
    return bad_url("is no URL");
  }
  const std::string scheme = part_of(parsed, CURLUPART_SCHEME);
  if (scheme != "http" && scheme != "https") return bad_url("is neither of http nor of https");
  // libcurl takes the first word of the path for the host where there is none.
  if (url.substr(scheme.size(), 4) == ":///") return bad_url("names no host");
  if (!part_of(parsed, CURLUPART_USER).empty() || !part_of(parsed, CURLUPART_PASSWORD).empty()) {
    return bad_url("must not hold a name or a password");
  }
  return {};
}

HttpClient::HttpClient(HttpLimits limits) : limits_(std::move(limits)) {
  start_library();
  handle_ = std::make_unique<Handle>();
  handle_->usable = handle_->prepare(limits_);
}
HttpClient::~HttpClient() = default;
HttpClient::HttpClient(HttpClient&&) noexcept = default;
HttpClient& HttpClient::operator=(HttpClient&&) noexcept = default;

Result<std::string> HttpClient::get(const std::string& url) {
  WRIT_CHECK(check_url(url));
  Body body{.bytes = {}, .max = limits_.max_size};
  Handle& handle = *handle_;
  if (handle.usable) {
    handle.message.front() = '\0';
    handle.set(CURLOPT_URL, url.c_str());
    handle.set(CURLOPT_WRITEDATA, static_cast<void*>(&body));
    handle.set(CURLOPT_XFERINFODATA, static_cast<void*>(&limits_));
  }
  if (!handle.usable) {
    return Problem{problem::internal, "libcurl cannot be used: check its installation"};
  }
  const CURLcode done = curl_easy_perform(handle.easy);
  if (body.too_large) {
    return Problem{fault::too_large, fmt::format("what `{}` answers is larger than {} bytes: is "
                                                 "this the address that was meant?",
                                                 url, limits_.max_size)};
  }
  if (done != CURLE_OK) {
    const char* const said =
        handle.message.front() != '\0' ? handle.message.data() : curl_easy_strerror(done);
    return Problem{
        fault::unreachable,
        fmt::format("`{}` cannot be read: {}; check the address and the network", url, said)};
  }
  long status = 0;
  curl_easy_getinfo(handle.easy, CURLINFO_RESPONSE_CODE, &status);
  WRIT_CHECK(check_status(status, url));
  return std::move(body.bytes);
}

Result<std::string> http_get(const std::string& url, HttpLimits limits) {
  return HttpClient(std::move(limits)).get(url);
}

}  // namespace writ::world
