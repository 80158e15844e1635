// The inside of the HTTP server: its event loops. Only http_server.cc, http_loop.cc and
// http_connection.* include this, as Asio costs seconds to compile.
#pragma once

#include <atomic>
#include <chrono>
#include <exception>
#include <list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "door/http_server.h"

namespace writ::door {

namespace asio = boost::asio;

using Clock = std::chrono::steady_clock;
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<asio::generic::stream_protocol, Executor>;
using Timer = asio::basic_waitable_timer<Clock, asio::wait_traits<Clock>, Executor>;
template <class T>
using Task = asio::awaitable<T, Executor>;
using Token = asio::as_tuple_t<asio::use_awaitable_t<Executor>>;
inline constexpr Token token{};

// What all connections of a server share. Used by all of its threads.
struct Service {
  explicit Service(HttpServerOptions given) : options(std::move(given)) {}

  const HttpServerOptions options;
  std::optional<asio::thread_pool> workers;  // set before the first connection
  std::atomic<std::size_t> connections = 0;
  std::atomic<bool> stopping = false;  // answers end their connections from here on
  std::atomic<bool> cut_off = false;   // the drain timeout has passed with work left

  Response answer(const Request& request) noexcept;
  bool heavy(const Request& request) noexcept;
  journal::Fate fate(const journal::Ticket& ticket) const {
    return options.fate ? options.fate(ticket) : journal::Fate::kept;
  }
  void report(const Problem& problem) noexcept;
  void report(const std::exception_ptr& error, std::string_view where) noexcept;
};

// A connection as its loop sees it. Called on the loop's thread, and must not end the connection on
// the spot: what they close is noticed by the connection's coroutine, later.
class Watched {
 public:
  virtual void expire(Clock::time_point now) = 0;  // looks at the deadline
  virtual void close_if_idle() = 0;                // between two requests
  virtual bool cut_off() = 0;                      // closes; true if a request was under way

 protected:
  ~Watched() = default;
};

// One io_context, run by one thread; all members but context() are used on that thread only.
class Loop {
 public:
  explicit Loop(Service& service);

  asio::io_context& context() { return context_; }
  void run();  // until drained

  void drain(Clock::time_point deadline);
  bool draining() const { return draining_; }
  const std::string& date();  // now, as an HTTP date

  // Has `waiter` cancelled at the next release().
  void hold(Timer& waiter);
  void drop_last_held();
  void release();
  bool holds_any() const { return held_count_ > 0; }  // from any thread

  std::list<Watched*>::iterator add(Watched& connection);
  void remove(std::list<Watched*>::iterator at);

 private:
  void schedule();
  void sweep();

  Service& service_;
  asio::io_context context_{1};
  asio::executor_work_guard<Executor> guard_;
  Timer sweeper_;
  Clock::duration tick_;
  std::list<Watched*> connections_;
  std::vector<Timer*> held_;
  std::atomic<std::size_t> held_count_ = 0;
  bool draining_ = false;
  Clock::time_point drain_deadline_;
  std::int64_t date_second_ = -1;
  std::string date_;
};

// Counts one connection for as long as it lives.
class Ticket {
 public:
  explicit Ticket(std::atomic<std::size_t>& count) : count_(&count) { ++count; }
  Ticket(Ticket&& other) noexcept : count_(std::exchange(other.count_, nullptr)) {}
  Ticket& operator=(Ticket&&) = delete;
  ~Ticket() {
    if (count_) --*count_;
  }

 private:
  std::atomic<std::size_t>* count_;
};

}  // namespace writ::door
