// Writers of all nodes queue at one row of the database, which each locks when it begins and, where
// it changed something, moves when it commits. So the rows that a writer reads cannot move under
// it, and READ COMMITTED shows it everything that was committed before it got the lock. Under a
// stricter isolation whoever waited for the lock would see the moment before it waited, and be
// refused. Writers of one process queue here first, which takes one connection of them.
//
// A database that runs all transactions serializably, as some distributed ones do, may refuse one
// with `40001` all the same: beginning is then tried again.
#include "store/postgres/pool.h"

#include <algorithm>
#include <random>
#include <thread>
#include <utility>

#include "store/postgres/error.h"
#include "store/store.h"

namespace writ::store::postgres {
namespace {

using std::chrono::milliseconds;

constexpr std::string_view begin_reading = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
constexpr std::string_view begin_writing = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";

// The first statement of a transaction fixes the moment that it sees.
constexpr std::string_view look = "SELECT revision FROM deployment";
constexpr std::string_view wait_at_most = "SELECT set_config('lock_timeout', $1, true)";
constexpr std::string_view lock_out_writers = "SELECT revision FROM deployment FOR UPDATE";

// Pauses that grow to a second, each with its part of chance: nodes that lost one server at one
// moment do not all come back at one moment.
class Backoff {
 public:
  milliseconds next() {
    const milliseconds pause(std::uniform_int_distribution<int>(longest_ / 2, longest_)(luck_));
    longest_ = std::min(2 * longest_, 1000);
    return pause;
  }

 private:
  int longest_ = 20;
  std::minstd_rand luck_{std::random_device()()};
};

}  // namespace

Result<Pool::Lease> Pool::read() { return begin_until(Clock::now() + patience_, Use::reading); }
Result<Pool::Lease> Pool::beside() { return begin_until(Clock::now() + patience_, Use::beside); }
Result<Pool::Lease> Pool::bare() { return begin_until(Clock::now() + patience_, Use::bare); }

Result<Pool::Lease> Pool::write() {
  const auto deadline = Clock::now() + patience_;
  if (!writers_.wait_until(deadline)) {
    return Problem{fault::busy, "another writer holds the store for too long: try again"};
  }
  Result<Lease> lease = begin_until(deadline, Use::writing);
  if (!lease) writers_.pass();
  return lease;
}

Result<Pool::Lease> Pool::begin_until(Clock::time_point deadline, Use use) {
  Backoff backoff;
  for (;;) {
    Result<Lease> lease = begin_once(deadline, use);
    if (lease || !worth_retrying(lease.error())) return lease;
    if (lease.error().code.name == fault::unreachable.name) idle_.forget();
    const milliseconds pause = backoff.next();
    if (Clock::now() + pause >= deadline) return lease;
    std::this_thread::sleep_for(pause);
  }
}

Result<Pool::Lease> Pool::begin_once(Clock::time_point deadline, Use use) {
  WRIT_TRY(auto connection, use == Use::bare ? connect_anew() : take());
  const auto left = std::chrono::ceil<milliseconds>(deadline - Clock::now());
  const std::string patience = std::to_string(std::max<long long>(1, left.count()));
  switch (use) {
    case Use::reading:
      WRIT_CHECK(connection->begin(begin_reading, {{.sql = look}}));
      break;
    case Use::writing:
      WRIT_CHECK(connection->begin(begin_writing, {{.sql = wait_at_most, .parameters = {patience}},
                                                   {.sql = lock_out_writers}}));
      break;
    case Use::beside:
      WRIT_CHECK(
          connection->begin(begin_writing, {{.sql = wait_at_most, .parameters = {patience}}}));
      break;
    case Use::bare:
      break;
  }
  return Lease(shared_from_this(), std::move(connection), use == Use::writing);
}

Result<std::unique_ptr<Connection>> Pool::connect_anew() const {
  WRIT_TRY(Connection fresh, connect(place_));
  return std::make_unique<Connection>(std::move(fresh));
}

Result<std::unique_ptr<Connection>> Pool::take() {
  if (auto connection = idle_.take()) return connection;
  return connect_anew();
}

void Pool::give_back(std::unique_ptr<Connection> connection, bool writing) {
  if (connection != nullptr) {
    if (!connection->is_idle()) connection->roll_back();
    if (!connection->is_idle()) connection.reset();
  }
  if (connection != nullptr) idle_.give_back(std::move(connection));
  if (writing) writers_.pass();
}

}  // namespace writ::store::postgres
