// One io_context a thread; the first also accepts, and hands the connections round. A connection
// stays on its thread, so nothing of it is locked.
//
// The order of a stop matters. First the accept coroutines end, on their own thread, and take in
// what still waits in the backlog: those clients have connected and may have sent. When the last of
// them is done no connection can come any more, and every loop is told to drain. A loop's run()
// returns when its last connection is gone.
#include "door/http_server.h"

#include <list>
#include <thread>
#include <tuple>
#include <vector>

#include <fmt/format.h>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>

#include "door/http_connection.h"
#include "door/sockets.h"

namespace writ::door {
namespace {

using boost::system::error_code;
using Protocol = asio::generic::stream_protocol;
using Acceptor = asio::basic_socket_acceptor<Protocol, Executor>;

constexpr std::size_t turned_away_at_once = 64;  // above max_connections; further ones are closed
constexpr auto accept_pause =
    std::chrono::milliseconds(50);  // when the system has no descriptors left

}  // namespace

struct HttpServer::Parts {
  explicit Parts(HttpServerOptions options);

  Service service;
  std::vector<std::unique_ptr<Loop>> loops;
  Descriptor tcp;
  LocalListener local;
  std::uint16_t port = 0;

  // On the first loop's thread only.
  std::list<Acceptor> acceptors;
  std::size_t accepting = 0;
  bool accepting_ends = false;
  std::size_t next_loop = 0;

  std::vector<std::jthread> start_threads();
  Loop& pick_loop() { return *loops[next_loop++ % loops.size()]; }
  void accept_from(Descriptor& listener, bool is_local);
  Task<void> accept(Acceptor& acceptor, bool is_local);
  void accept_backlog(Acceptor& acceptor, bool is_local);
  void start(Socket socket, Loop& loop, bool is_local);
  void spawn(Loop& loop, Task<void> task, std::string_view what);
  void begin_stop();
  void drain();
};

HttpServer::Parts::Parts(HttpServerOptions options) : service(std::move(options)) {
  for (unsigned i = 0; i < std::max(1u, service.options.threads); ++i) {
    loops.push_back(std::make_unique<Loop>(service));
  }
}

// As many as the system lets us have: with fewer loops, or heavy requests on the loops, it still
// works.
std::vector<std::jthread> HttpServer::Parts::start_threads() {
  std::vector<std::jthread> threads;
  try {
    if (service.options.is_heavy) service.workers.emplace(std::max(1u, service.options.workers));
    while (threads.size() + 1 < loops.size()) {
      threads.emplace_back([&loop = *loops[threads.size() + 1]] { loop.run(); });
    }
  } catch (...) {
    service.report(std::current_exception(), "starting threads");
    loops.resize(threads.size() + 1);
  }
  return threads;
}

void HttpServer::Parts::spawn(Loop& loop, Task<void> task, std::string_view what) {
  asio::co_spawn(loop.context(), std::move(task), [this, what](const std::exception_ptr& error) {
    if (error) service.report(error, what);
  });
}

void HttpServer::Parts::accept_from(Descriptor& listener, bool is_local) {
  if (!listener.is_open()) return;
  const Protocol protocol(is_local ? AF_UNIX : AF_INET, 0);
  Acceptor& acceptor = acceptors.emplace_back(loops[0]->context());
  error_code error;
  if (acceptor.assign(protocol, listener.release(), error)) {
    service.report({problem::io, fmt::format("cannot accept: {}", error.message())});
  }
  ++accepting;
  spawn(*loops[0], accept(acceptor, is_local), "accepting connections");
}

Task<void> HttpServer::Parts::accept(Acceptor& acceptor, bool is_local) {
  Timer pause(loops[0]->context());
  while (!accepting_ends) {
    Loop& loop = pick_loop();
    auto [error, socket] = co_await acceptor.async_accept(loop.context().get_executor(), token);
    if (!error) {
      start(std::move(socket), loop, is_local);
    } else if (!accepting_ends && error != asio::error::connection_aborted) {
      service.report({problem::io, fmt::format("cannot accept: {}", error.message())});
      pause.expires_after(accept_pause);
      co_await pause.async_wait(token);
    }
  }
  accept_backlog(acceptor, is_local);
  if (--accepting == 0) drain();
}

void HttpServer::Parts::accept_backlog(Acceptor& acceptor, bool is_local) {
  error_code error;
  std::ignore = acceptor.non_blocking(true, error);
  while (!error) {
    Loop& loop = pick_loop();
    Socket socket(loop.context());
    if (!acceptor.accept(socket, error)) start(std::move(socket), loop, is_local);
  }
  std::ignore = acceptor.close(error);
}

void HttpServer::Parts::start(Socket socket, Loop& loop, bool is_local) try {
  error_code error;
  if (!is_local) std::ignore = socket.set_option(asio::ip::tcp::no_delay(true), error);
  if (!error) std::ignore = socket.non_blocking(true, error);
  const std::size_t most = service.options.max_connections;
  const std::size_t now = service.connections;
  if (error || now >= most + turned_away_at_once) return;  // the client has gone, or is one of many
  const auto serving = now < most ? &serve : &turn_away;
  Ticket ticket(service.connections);
  spawn(loop, serving(service, loop, std::move(socket), is_local, std::move(ticket)), "connection");
} catch (...) {  // no memory for one more; accepting must go on
  service.report(std::current_exception(), "accepting a connection");
}

void HttpServer::Parts::begin_stop() {
  if (std::exchange(accepting_ends, true)) return;
  local.file.remove();
  error_code ignored;
  for (Acceptor& acceptor : acceptors) std::ignore = acceptor.cancel(ignored);
}

void HttpServer::Parts::drain() {
  const Clock::time_point deadline = Clock::now() + service.options.drain_timeout;
  for (auto& loop : loops) {
    asio::post(loop->context(), [&loop = *loop, deadline] { loop.drain(deadline); });
  }
}

HttpServer::HttpServer(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
HttpServer::HttpServer(HttpServer&&) noexcept = default;
HttpServer& HttpServer::operator=(HttpServer&&) noexcept = default;
HttpServer::~HttpServer() = default;

Result<HttpServer> HttpServer::listen(HttpServerOptions options) {
  auto parts = std::make_unique<Parts>(std::move(options));
  const HttpServerOptions& o = parts->service.options;
  if (!o.tcp && o.socket_path.empty()) {
    return Problem{http::bad_address, "there is nothing to listen on: give an address or a socket"};
  }
  if (o.tcp) {
    WRIT_TRY(parts->tcp, listen_tcp(o.tcp->address, o.tcp->port));
    parts->port = port_of(parts->tcp);
  }
  if (!o.socket_path.empty()) {
    WRIT_TRY(parts->local, listen_local(o.socket_path));
  }
  return HttpServer(std::move(parts));
}

std::uint16_t HttpServer::port() const { return parts_->port; }

bool HttpServer::run() {
  Parts& p = *parts_;
  std::vector<std::jthread> threads = p.start_threads();
  p.accept_from(p.tcp, false);
  p.accept_from(p.local.socket, true);
  p.loops[0]->run();
  threads.clear();
  if (p.service.workers) p.service.workers->join();
  return !p.service.cut_off;
}

void HttpServer::released() {
  for (auto& loop : parts_->loops) {
    if (!loop->holds_any()) continue;
    asio::post(loop->context(), [&loop = *loop] { loop.release(); });
  }
}

void HttpServer::stop() {
  parts_->service.stopping = true;
  asio::post(parts_->loops[0]->context(), [parts = parts_.get()] { parts->begin_stop(); });
}

}  // namespace writ::door
