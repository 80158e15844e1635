// Deadlines are not timers of their own: a connection notes until when it waits, and one timer a
// loop looks at all of them some times a second. A deadline is late by up to a tick, and costs a
// request nothing but a store. While there is no connection there is no timer either, so that a
// server that nobody asks sleeps; and a loop that drains ends with its last connection, without
// waiting for a tick.
#include "door/http_loop.h"

#include <algorithm>
#include <ctime>

#include <fmt/format.h>

#include "door/http_writer.h"

namespace writ::door {
namespace {

using boost::system::error_code;

constexpr Clock::duration shortest_tick = std::chrono::milliseconds(5);
constexpr Clock::duration longest_tick = std::chrono::milliseconds(250);

Clock::duration tick_of(const HttpServerOptions& options) {
  const auto shortest = std::min(
      {options.read_timeout, options.idle_timeout, options.write_timeout, options.drain_timeout});
  return std::clamp<Clock::duration>(shortest / 8, shortest_tick, longest_tick);
}

}  // namespace

Response Service::answer(const Request& request) noexcept {
  try {
    Response response = options.handler(request);
    if (is_sendable(response)) return response;
    report({http::handler_failed,
            fmt::format("the answer to `{} {}` has a status or header that cannot be sent",
                        request.method, request.target)});
  } catch (...) {
    report(std::current_exception(), fmt::format("{} {}", request.method, request.target));
  }
  return problem_response(
      {.status = 500,
       .code = http::handler_failed,
       .detail = "the request could not be handled: the server's log says why"});
}

bool Service::heavy(const Request& request) noexcept {
  try {
    return workers && options.is_heavy && options.is_heavy(request);
  } catch (...) {
    report(std::current_exception(), "choosing a thread");
    return true;
  }
}

void Service::report(const Problem& problem) noexcept {
  try {
    if (options.on_problem) options.on_problem(problem);
  } catch (...) {
    return;  // there is nobody left to tell
  }
}

void Service::report(const std::exception_ptr& error, std::string_view where) noexcept {
  std::string what;
  try {
    std::rethrow_exception(error);
  } catch (const std::exception& known) {
    what = known.what();
  } catch (...) {
    what = "an exception of an unknown kind";
  }
  report({http::handler_failed, fmt::format("{}: {}", where, what)});
}

Loop::Loop(Service& service)
    : service_(service), guard_(asio::make_work_guard(context_)), sweeper_(context_),
      tick_(tick_of(service.options)) {}

void Loop::run() {
  for (;;) {
    try {
      context_.run();
      return;
    } catch (...) {
      service_.report(std::current_exception(), "event loop");
    }
  }
}

void Loop::drain(Clock::time_point deadline) {
  draining_ = true;
  drain_deadline_ = deadline;
  guard_.reset();
  for (Watched* connection : connections_) connection->close_if_idle();
}

const std::string& Loop::date() {
  const std::int64_t second = std::time(nullptr);
  if (second != date_second_) {
    date_ = http_date(second);
    date_second_ = second;
  }
  return date_;
}

void Loop::hold(Timer& waiter) {
  held_.push_back(&waiter);
  ++held_count_;
}

void Loop::drop_last_held() {
  held_.pop_back();
  --held_count_;
}

// Who is not content yet asks to be held again.
void Loop::release() {
  held_count_ -= held_.size();
  for (Timer* waiter : std::exchange(held_, {})) waiter->cancel();
}

std::list<Watched*>::iterator Loop::add(Watched& connection) {
  if (connections_.empty()) schedule();
  return connections_.insert(connections_.end(), &connection);
}

void Loop::remove(std::list<Watched*>::iterator at) {
  connections_.erase(at);
  if (connections_.empty()) sweeper_.cancel();
}

void Loop::schedule() {
  sweeper_.expires_after(tick_);  // ends an earlier wait, so that there is one at most
  sweeper_.async_wait([this](const error_code& ended) {
    if (ended || connections_.empty()) return;
    sweep();
    schedule();
  });
}

void Loop::sweep() {
  const Clock::time_point now = Clock::now();
  if (draining_ && now >= drain_deadline_) {
    for (Watched* connection : connections_) {
      if (connection->cut_off()) service_.cut_off = true;
    }
    return;
  }
  for (Watched* connection : connections_) connection->expire(now);
}

}  // namespace writ::door
