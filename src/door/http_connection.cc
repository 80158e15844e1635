// A connection is one coroutine: receive, answer, send, again. What it waits for, and until when,
// it notes in two members (`phase_`, `deadline_`), for its loop to wake or close it when time is
// over.
//
// The usual request goes through without a wait beside the one for its first byte: it is parsed
// where it was read, handled on the spot, and its answer fits the socket's buffer. Only then is the
// clock read, once.
//
// Closing a socket with unread bytes makes TCP reset the connection, and the reset can overtake an
// answer that the client has not read. So a connection that ends while its client may still be
// sending is half-closed first, and read empty for a moment.
#include "door/http_connection.h"

#include <algorithm>
#include <array>
#include <tuple>

#include <fmt/format.h>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

#include "door/http_reader.h"
#include "door/http_writer.h"
#include "door/sockets.h"

namespace writ::door {
namespace {

using boost::system::error_code;

constexpr Clock::duration linger_time = std::chrono::seconds(1);

class Connection final : public Watched {
 public:
  Connection(Service& service, Loop& loop, Socket socket, bool local);
  ~Connection() { loop_.remove(place_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  Task<void> serve();
  Task<void> refuse(Refusal refusal);

  void expire(Clock::time_point now) override;
  void close_if_idle() override;
  bool cut_off() override;

 private:
  enum class Phase : std::uint8_t { idle, reading, working, writing, lingering };
  using Buffers = std::array<asio::const_buffer, 2>;

  void enter(Phase phase, Clock::duration time);
  bool bytes_wait();
  Task<bool> receive();
  Task<Response> answer_on_worker(const Request& request);
  Task<void> wait_until_kept(Response& response);
  Task<bool> send(const Response& response, std::string_view method, bool keep_alive);
  Task<bool> write(Buffers buffers);
  Task<void> linger();

  Service& service_;
  Loop& loop_;
  Socket socket_;
  const bool local_;
  std::string peer_;
  RequestReader reader_;
  std::string head_;  // of the answer
  Phase phase_ = Phase::working;
  Clock::time_point deadline_ = Clock::time_point::max();
  bool timed_out_ = false;
  Timer held_;  // never runs out; the loop cancels it
  std::list<Watched*>::iterator place_;
};

Connection::Connection(Service& service, Loop& loop, Socket socket, bool local)
    : service_(service), loop_(loop), socket_(std::move(socket)), local_(local),
      peer_(peer_name(socket_.native_handle())),
      reader_({.header = service.options.max_header,
               .body = local ? service.options.max_local_body : service.options.max_body}),
      held_(loop.context(), Clock::time_point::max()), place_(loop.add(*this)) {}

void Connection::enter(Phase phase, Clock::duration time) {
  phase_ = phase;
  deadline_ = Clock::now() + time;
}

void Connection::expire(Clock::time_point now) {
  if (now < deadline_) return;
  deadline_ = Clock::time_point::max();
  error_code ignored;
  if (phase_ == Phase::reading) {
    timed_out_ = true;
    std::ignore = socket_.cancel(ignored);
  } else {
    std::ignore = socket_.close(ignored);
  }
}

void Connection::close_if_idle() {
  error_code ignored;
  if (phase_ == Phase::idle && !bytes_wait()) std::ignore = socket_.close(ignored);
}

bool Connection::cut_off() {
  error_code ignored;
  std::ignore = socket_.close(ignored);
  return phase_ != Phase::idle && phase_ != Phase::lingering;
}

bool Connection::bytes_wait() {
  error_code error;
  return socket_.available(error) > 0 && !error;
}

Task<void> Connection::serve() {
  for (;;) {
    const bool received = co_await receive();
    if (!received) co_return;
    Request request = reader_.request();
    request.peer = peer_;
    request.local = local_;
    phase_ = Phase::working;
    deadline_ = Clock::time_point::max();
    const bool heavy = service_.heavy(request);
    Response response;
    if (heavy) {
      response = co_await answer_on_worker(request);
    } else {
      response = service_.answer(request);
    }
    if (response.ticket) co_await wait_until_kept(response);
    const bool keep_alive = reader_.keep_alive() && !service_.stopping;
    const bool sent = co_await send(response, request.method, keep_alive);
    if (!sent) co_return;
    if (!keep_alive) break;
  }
  const bool more_came = reader_.holds_more() || bytes_wait();
  if (more_came) co_await linger();
}

// True when the reader holds a whole request. Otherwise the connection is done with.
Task<bool> Connection::receive() {
  reader_.next();
  for (;;) {
    const RequestReader::State state = reader_.parse();
    if (state == RequestReader::State::complete) co_return true;
    if (state == RequestReader::State::refused) {
      co_await refuse(reader_.refusal());
      co_return false;
    }
    if (!reader_.begun()) {
      if (loop_.draining() && !bytes_wait()) co_return false;
      enter(Phase::idle, service_.options.idle_timeout);
    } else if (phase_ != Phase::reading) {
      enter(Phase::reading, service_.options.read_timeout);
    }
    if (state == RequestReader::State::expects_continue) {
      static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
      const Buffers buffers = {asio::buffer(go_on), asio::const_buffer()};
      const bool told = co_await write(buffers);
      if (!told) co_return false;
    }
    const std::span<char> space = reader_.space();
    const auto [error, size] =
        co_await socket_.async_read_some(asio::buffer(space.data(), space.size()), token);
    if (timed_out_) {
      Refusal late = {.status = 408,
                      .code = http::read_timeout,
                      .detail = "the request did not arrive in time: send it whole"};
      co_await refuse(std::move(late));
      co_return false;
    }
    if (error) co_return false;
    reader_.filled(size);
  }
}

Task<Response> Connection::answer_on_worker(const Request& request) {
  // The handler runs on the worker, its answer comes back to the loop's thread, which alone touches
  // the connection. The coroutine's frame, and with it the request, waits here meanwhile.
  auto [response] = co_await asio::async_initiate<const Token, void(Response)>(
      [this, &request](auto handler) {
        auto work = [this, &request, done = std::move(handler)]() mutable {
          Response made;
          if (!service_.cut_off) made = service_.answer(request);
          asio::post(loop_.context(), [done = std::move(done), made = std::move(made)]() mutable {
            std::move(done)(std::move(made));
          });
        };
        asio::post(*service_.workers, std::move(work));
      },
      token);
  co_return std::move(response);
}

// Between the first look and being held the entry may have been kept, and nobody told: so it is
// looked at once more.
Task<void> Connection::wait_until_kept(Response& response) {
  journal::Fate fate = service_.fate(*response.ticket);
  while (fate == journal::Fate::waiting) {
    loop_.hold(held_);
    fate = service_.fate(*response.ticket);
    if (fate != journal::Fate::waiting) {
      loop_.drop_last_held();
      break;
    }
    co_await held_.async_wait(token);
    fate = service_.fate(*response.ticket);
  }
  if (fate == journal::Fate::kept) co_return;
  Response refused =
      problem_response({.status = 503,
                        .code = http::not_kept,
                        .detail = "nothing was answered: the entry could not be written to "
                                  "the journal; the server's log says why"});
  // What the asker knows its answer by stays.
  if (const auto id = response.header("X-Request-ID")) {
    refused.headers.emplace_back("X-Request-ID", *id);
  }
  response = std::move(refused);
}

Task<bool> Connection::send(const Response& response, std::string_view method, bool keep_alive) {
  write_head(response, loop_.date(), keep_alive, head_);
  const bool with_body = has_body(response, method);
  const Buffers buffers = {asio::buffer(head_),
                           with_body ? asio::buffer(response.body) : asio::const_buffer()};
  co_return co_await write(buffers);
}

Task<bool> Connection::write(Buffers buffers) {
  const std::size_t all = buffers[0].size() + buffers[1].size();
  error_code error;
  const std::size_t size = socket_.write_some(buffers, error);
  if (error && error != asio::error::would_block) co_return false;
  if (size == all) co_return true;
  const std::size_t of_first = std::min(size, buffers[0].size());
  const Buffers rest = {buffers[0] + of_first, buffers[1] + (size - of_first)};
  enter(Phase::writing, service_.options.write_timeout);
  const auto [failed, written] = co_await asio::async_write(socket_, rest, token);
  co_return !failed;
}

Task<void> Connection::refuse(Refusal refusal) {
  timed_out_ = false;
  const Response response = problem_response(refusal);
  const bool sent = co_await send(response, reader_.request().method, false);
  if (sent) co_await linger();
}

Task<void> Connection::linger() {
  error_code ignored;
  std::ignore = socket_.shutdown(Socket::shutdown_send, ignored);
  enter(Phase::lingering, linger_time);
  for (;;) {
    const std::span<char> space = reader_.scratch();
    const auto [error, size] =
        co_await socket_.async_read_some(asio::buffer(space.data(), space.size()), token);
    if (error) co_return;
  }
}

}  // namespace

Task<void> serve(Service& service, Loop& loop, Socket socket, bool local,
                 [[maybe_unused]] Ticket ticket) {
  Connection connection(service, loop, std::move(socket), local);
  co_await connection.serve();
}

Task<void> turn_away(Service& service, Loop& loop, Socket socket, bool local,
                     [[maybe_unused]] Ticket ticket) {
  Connection connection(service, loop, std::move(socket), local);
  Refusal full = {.status = 503,
                  .code = http::too_many_connections,
                  .detail = fmt::format("all {} connections are in use: try again later",
                                        service.options.max_connections)};
  co_await connection.refuse(std::move(full));
}

}  // namespace writ::door
