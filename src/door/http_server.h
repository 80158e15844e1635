// An HTTP/1.1 server: sockets, framing, limits, timeouts, and a graceful stop. What a request means
// is the handler's.
//
//   WRIT_TRY(HttpServer server, HttpServer::listen({.tcp = {{"127.0.0.1", 8421}}, .handler =
//   ...})); server.run();                                 // until server.stop() from another
//   thread
//
// Problems of the transport itself are answered as RFC 9457 problems, and end the connection: 400
// for what is no HTTP, 408, 413, 417, 431 and 501 (see http_reader.h), 503 above max_connections,
// 500 when the handler throws (which ends nothing).
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "door/http_message.h"

namespace writ::door {

struct TcpAddress {
  std::string address = "127.0.0.1";  // numeric, IPv4 or IPv6
  std::uint16_t port = 0;             // 0: the system chooses
};

struct HttpServerOptions {
  using Milliseconds = std::chrono::milliseconds;

  // At least one of the two.
  std::optional<TcpAddress> tcp = {};
  std::string socket_path = {};  // a unix socket, see listen_local in sockets.h; empty: none

  // Called from several threads at once, also for HEAD (whose answer is sent without its body).
  std::function<Response(const Request&)> handler;

  // Whether the handler would keep an event thread for more than some 50 microseconds: such a
  // request is answered by a worker. Called on the event thread. Empty: none is.
  std::function<bool(const Request&)> is_heavy = {};

  // What became of an answer's ticket. The answer is held back while it is waiting, which takes no
  // thread; call released() when that may have changed. One that failed is answered 503 instead.
  // Called on event threads. Empty: nothing is held back.
  std::function<journal::Fate(const journal::Ticket&)> fate = {};

  // Told of what no answer can say in full: exceptions of the handler, failures to accept. Called
  // from any of the server's threads. Empty: untold.
  std::function<void(const Problem&)> on_problem = {};

  unsigned threads = 1;  // that run events, the caller of run() included
  unsigned workers = 2;  // that run heavy requests

  // In bytes. A body is held in memory whole, so max_body times max_connections can be in use.
  std::size_t max_header = 16 << 10;
  std::size_t max_body = 1 << 20;         // of a request that came by TCP
  std::size_t max_local_body = 64 << 20;  // by the unix socket

  std::size_t max_connections = 1024;

  Milliseconds read_timeout{30'000};   // from a request's first byte to its last
  Milliseconds idle_timeout{60'000};   // from an answer to the next request's first byte
  Milliseconds write_timeout{30'000};  // for the client to take an answer
  Milliseconds drain_timeout{10'000};  // of a graceful stop
};

class HttpServer {
 public:
  // Listens from here on; connections wait for run().
  static Result<HttpServer> listen(HttpServerOptions options);

  HttpServer(HttpServer&&) noexcept;
  HttpServer& operator=(HttpServer&&) noexcept;
  ~HttpServer();  // run() must have returned, or never been called

  std::uint16_t port() const;  // of TCP; 0 without

  // Serves until stop(). To be called once. Returns true if every request that had begun to arrive
  // was answered, false if the drain timeout cut some off.
  bool run();

  // Looks again at the answers that are held back. From any thread, at any time.
  void released();

  // Begins a graceful stop, from any thread (not from a signal handler), at any time, any number of
  // times. Listening ends and the socket file goes; connections between two requests are closed;
  // a request of which a byte has arrived is read, handled and answered with `Connection: close`.
  // After drain_timeout the connections that are left are cut off, and heavy requests that no
  // worker has taken up are dropped; one that is running is waited for, since its thread uses
  // what the caller of run() owns.
  void stop();

 private:
  struct Parts;
  explicit HttpServer(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace writ::door
