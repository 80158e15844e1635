#include "world/http.h"

#include <curl/curl.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "world/address.h"

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

// And one that opens a connection's socket, which is the last moment to see where it leads.
curl_socket_t open_socket(void*, curlsocktype, curl_sockaddr* to) {
  if (!is_public_address(to->addr)) return CURL_SOCKET_BAD;
  return ::socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

// A request's own headers.
class Headers {
 public:
  ~Headers() { curl_slist_free_all(list_); }
  Headers() = default;
  Headers(const Headers&) = delete;
  Headers& operator=(const Headers&) = delete;

  bool add(const std::string& line) {
    curl_slist* longer = curl_slist_append(list_, line.c_str());
    if (longer != nullptr) list_ = longer;
    return longer != nullptr;
  }
  curl_slist* list() const { return list_; }

 private:
  curl_slist* list_ = nullptr;
};

// RFC 9110, 8.8.3: quoted, perhaps weak. One that is longer than any in use, or that would be no
// line of its own in a request, is no etag.
bool is_etag(std::string_view text) {
  constexpr std::size_t longest = 1024;
  if (text.starts_with("W/")) text.remove_prefix(2);
  const auto is_plain = [](char c) { return c > 0x20 && c != '"' && c != 0x7F; };
  return text.size() >= 2 && text.size() <= longest && text.front() == '"' && text.back() == '"' &&
         std::ranges::all_of(text.substr(1, text.size() - 2), is_plain);
}

// The etag of the answer that came; empty where it has none.
std::string etag_of(CURL* easy) {
  curl_header* header = nullptr;
  if (curl_easy_header(easy, "ETag", 0, CURLH_HEADER, -1, &header) != CURLHE_OK) return "";
  return is_etag(header->value) ? header->value : "";
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
  bool prepare(const HttpLimits& limits, const std::string& ca_file);
  Result<long> perform(const std::string& url, const std::string& etag, Body& body,
                       HttpLimits& limits);

  CURL* easy;
  bool usable = true;
  std::array<char, CURL_ERROR_SIZE> message{};
};

// An option that the library does not know makes the handle unusable: each of them is there to keep
// something out.
bool HttpClient::Handle::prepare(const HttpLimits& limits, const std::string& ca_file) {
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
  if (limits.addresses == Addresses::everybodys) {
    set(CURLOPT_OPENSOCKETFUNCTION, &open_socket);
    set(CURLOPT_NOPROXY, "*");
  }
  if (!ca_file.empty()) {
    set(CURLOPT_CAINFO, ca_file.c_str());
    set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
  }
  return usable;
}

// The status of the answer, whose body went into `body`.
Result<long> HttpClient::Handle::perform(const std::string& url, const std::string& etag,
                                         Body& body, HttpLimits& limits) {
  Headers headers;
  if (!etag.empty() && !headers.add(fmt::format("If-None-Match: {}", etag))) usable = false;
  if (usable) {
    message.front() = '\0';
    set(CURLOPT_URL, url.c_str());
    set(CURLOPT_HTTPHEADER, headers.list());
    set(CURLOPT_WRITEDATA, static_cast<void*>(&body));
    set(CURLOPT_XFERINFODATA, static_cast<void*>(&limits));
  }
  if (!usable) {
    return Problem{problem::internal, "libcurl cannot be used: check its installation"};
  }
  const CURLcode done = curl_easy_perform(easy);
  set(CURLOPT_HTTPHEADER, static_cast<curl_slist*>(nullptr));
  if (body.too_large) {
    return Problem{fault::too_large, fmt::format("what `{}` answers is larger than {} bytes: is "
                                                 "this the address that was meant?",
                                                 url, limits.max_size)};
  }
  if (done != CURLE_OK) {
    const char* const said = message.front() != '\0' ? message.data() : curl_easy_strerror(done);
    return Problem{
        fault::unreachable,
        fmt::format("`{}` cannot be read: {}; check the address and the network", url, said)};
  }
  long status = 0;
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  return status;
}

Result<void> check_url(const std::string& url) {
  const Url parsed(curl_url());
  if (!parsed || url.contains('\0') ||
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

bool is_loopback(const std::string& url) {
  const Url parsed(curl_url());
  if (!parsed || curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK) {
    return false;
  }
  const std::string host = part_of(parsed, CURLUPART_HOST);
  return host == "localhost" || host == "127.0.0.1" || host == "[::1]";
}

HttpClient::HttpClient(HttpLimits limits, const std::string& ca_file) : limits_(std::move(limits)) {
  start_library();
  handle_ = std::make_unique<Handle>();
  handle_->usable = handle_->prepare(limits_, ca_file);
}
HttpClient::~HttpClient() = default;
HttpClient::HttpClient(HttpClient&&) noexcept = default;
HttpClient& HttpClient::operator=(HttpClient&&) noexcept = default;

Result<std::string> HttpClient::get(const std::string& url) {
  WRIT_TRY(Fetched fetched, fetch(url, {}));
  return std::move(fetched.body);
}

Result<Fetched> HttpClient::fetch(const std::string& url, const std::string& etag) {
  WRIT_CHECK(check_url(url));
  Body body{.bytes = {}, .max = limits_.max_size};
  WRIT_TRY(const long status, handle_->perform(url, etag, body, limits_));
  Fetched fetched{.etag = etag_of(handle_->easy)};
  if (status == 304 && !etag.empty()) {
    if (!fetched.etag.empty() && fetched.etag != etag) {
      return Problem{fault::refused, fmt::format("`{}` answers that `{}` is unchanged, and calls "
                                                 "it `{}`: ask who keeps that site",
                                                 url, etag, fetched.etag)};
    }
    fetched.is_unchanged = true;
    fetched.etag = etag;
    return fetched;
  }
  WRIT_CHECK(check_status(status, url));
  fetched.body = std::move(body.bytes);
  return fetched;
}

Result<std::string> http_get(const std::string& url, HttpLimits limits) {
  return HttpClient(std::move(limits)).get(url);
}

}  // namespace writ::world
