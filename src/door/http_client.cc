// Plain poll, send and recv: one request at a time needs no event loop. While a request is being
// sent its answer is already watched for, since a server that refuses a large body says so at once
// and then stops reading.
#include "door/http_client.h"

#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <functional>
#include <system_error>

#include <fmt/format.h>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "door/http_writer.h"
#include "door/sockets.h"

namespace writ::door {
namespace {

namespace beast = boost::beast;
using Clock = std::chrono::steady_clock;
using Parser = beast::http::response_parser<beast::http::string_body>;

constexpr std::size_t max_header = 64 << 10;
constexpr std::size_t read_size = 64 << 10;

Problem cut_off(int error) {
  return {http::cut_off, fmt::format("the connection broke before the answer was whole: {}",
                                     error == 0 ? "the server closed it"
                                                : std::generic_category().message(error))};
}

bool would_block(int error) { return error == EAGAIN || error == EWOULDBLOCK || error == EINTR; }

Response to_response(beast::http::response<beast::http::string_body> message) {
  Response response{.status = static_cast<int>(message.result_int()),
                    .content_type = {},
                    .body = std::move(message.body())};
  for (const auto& field : message) {
    if (field.name() == beast::http::field::content_type) {
      response.content_type = field.value();
    } else {
      response.headers.emplace_back(field.name_string(), field.value());
    }
  }
  return response;
}

}  // namespace

struct HttpClient::Parts {
  HttpClientOptions options;
  std::string host;
  std::function<Result<Descriptor>()> connect;
  Descriptor socket = {};
  std::string buffer = {};  // what has come and is not yet parsed
  Clock::time_point deadline = {};

  Result<void> ready();
  Result<short> wait(short events) const;
  Result<void> send(std::string_view bytes, bool& answered);
  Result<void> receive_some(bool& ended);
  Result<Response> exchange(std::string_view head, std::string_view body, bool head_only);
  Result<Response> read_answer(bool head_only);
  Result<void> feed(Parser& parser);
  Result<Response> take(Parser& parser);
};

// A connection that the server has closed between two requests is known by being readable.
Result<void> HttpClient::Parts::ready() {
  pollfd state{.fd = socket.get(), .events = POLLIN, .revents = 0};
  if (socket.is_open() && poll(&state, 1, 0) == 0) return {};
  buffer.clear();
  WRIT_TRY(socket, connect());
  return {};
}

Result<short> HttpClient::Parts::wait(short events) const {
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
    pollfd state{.fd = socket.get(), .events = events, .revents = 0};
    const int ready = left.count() <= 0 ? 0 : poll(&state, 1, static_cast<int>(left.count()));
    if (ready > 0) return state.revents;
    if (ready < 0 && errno == EINTR) continue;
    if (ready < 0) return cut_off(errno);
    return Problem{http::answer_timeout, fmt::format("no whole answer came within {} ms",
                                                     options.request_timeout.count())};
  }
}

// Sends until all is sent or an answer begins.
Result<void> HttpClient::Parts::send(std::string_view bytes, bool& answered) {
  while (!bytes.empty() && !answered) {
    const ssize_t sent = ::send(socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    } else if (errno == EPIPE || errno == ECONNRESET) {
      answered = true;  // or cut off: reading tells
    } else if (!would_block(errno)) {
      return cut_off(errno);
    } else {
      WRIT_TRY(const short events, wait(POLLIN | POLLOUT));
      answered = (events & (POLLIN | POLLHUP | POLLERR)) != 0;
    }
  }
  return {};
}

Result<void> HttpClient::Parts::receive_some(bool& ended) {
  const std::size_t held = buffer.size();
  for (;;) {
    WRIT_TRY([[maybe_unused]] const short events, wait(POLLIN));
    buffer.resize(held + read_size);
    const ssize_t size = ::recv(socket.get(), buffer.data() + held, read_size, 0);
    buffer.resize(held + static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
    ended = size == 0;
    if (size >= 0) return {};
    if (!would_block(errno)) return cut_off(errno);
  }
}

Result<Response> HttpClient::Parts::exchange(std::string_view head, std::string_view body,
                                             bool head_only) {
  bool answered = false;
  WRIT_CHECK(send(head, answered));
  WRIT_CHECK(send(body, answered));
  WRIT_TRY(Response response, read_answer(head_only));
  // The rest of an unfinished request can no longer be told from the next one.
  if (answered) socket = Descriptor();
  return response;
}

Result<Response> HttpClient::Parts::read_answer(bool head_only) {
  for (;;) {
    Parser parser;
    parser.header_limit(max_header);
    parser.body_limit(options.max_body);
    parser.skip(head_only);
    parser.eager(true);
    WRIT_CHECK(feed(parser));
    if (parser.get().result_int() >= 200) return take(parser);
  }
}

Result<void> HttpClient::Parts::feed(Parser& parser) {
  using beast::http::error;
  for (bool ended = false; !parser.is_done();) {
    beast::error_code ec;
    if (!buffer.empty()) {
      buffer.erase(0, parser.put(boost::asio::buffer(buffer), ec));
    }
    if (ec && ec != error::need_more) {
      return Problem{http::bad_answer, fmt::format("the answer cannot be read: {}", ec.message())};
    }
    if (parser.is_done()) break;
    if (buffer.size() > max_header) {
      return Problem{http::bad_answer, "the answer cannot be read: its headers are too long"};
    }
    WRIT_CHECK(receive_some(ended));
    if (!ended) continue;
    if (parser.got_some()) parser.put_eof(ec);
    if (ec || !parser.is_done()) return cut_off(0);
  }
  return {};
}

Result<Response> HttpClient::Parts::take(Parser& parser) {
  if (!parser.keep_alive()) socket = Descriptor();
  return to_response(parser.release());
}

HttpClient::HttpClient(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
HttpClient::HttpClient(HttpClient&&) noexcept = default;
HttpClient& HttpClient::operator=(HttpClient&&) noexcept = default;
HttpClient::~HttpClient() = default;

Result<HttpClient> HttpClient::connect_local(std::string path, HttpClientOptions options) {
  auto parts =
      std::make_unique<Parts>(Parts{.options = options, .host = "localhost", .connect = {}});
  parts->connect = [path = std::move(path), timeout = options.connect_timeout] {
    return door::connect_local(path, timeout);
  };
  WRIT_CHECK(parts->ready());
  return HttpClient(std::move(parts));
}

Result<HttpClient> HttpClient::connect_tcp(std::string address, std::uint16_t port,
                                           HttpClientOptions options) {
  const bool v6 = address.contains(':');
  auto parts = std::make_unique<Parts>(
      Parts{.options = options,
            .host = fmt::format(fmt::runtime(v6 ? "[{}]:{}" : "{}:{}"), address, port),
            .connect = {}});
  parts->connect = [address = std::move(address), port, timeout = options.connect_timeout] {
    return door::connect_tcp(address, port, timeout);
  };
  WRIT_CHECK(parts->ready());
  return HttpClient(std::move(parts));
}

Result<Response> HttpClient::request(std::string_view method, std::string_view target,
                                     std::string_view content_type, std::string_view body,
                                     std::span<const Header> headers) {
  std::string head;
  if (!write_request_head({.method = method, .target = target, .body = body, .headers = headers},
                          parts_->host, content_type, head)) {
    return Problem{http::malformed,
                   "the request has a method, target or header with characters "
                   "that HTTP cannot carry there: encode them"};
  }
  WRIT_CHECK(parts_->ready());
  parts_->deadline = Clock::now() + parts_->options.request_timeout;
  Result<Response> response = parts_->exchange(head, body, method == "HEAD");
  if (!response) parts_->socket = Descriptor();  // where the answer would end is unknown
  return response;
}

}  // namespace writ::door
