// SQLite lets one connection write at a time and makes the others poll. Within this process writers
// queue here instead, which wakes the next at once; SQLite's own waiting remains for other
// processes.
//
// A writer begins with BEGIN IMMEDIATE: one that began by reading and wrote later would be refused
// without waiting whenever another had written in between. A reader's BEGIN alone fixes nothing,
// its first read does; so it reads one row before it is handed out.
#include "store/sqlite/pool.h"

#include <utility>

#include "store/store.h"

namespace writ::store::sqlite {
namespace {

// FULL: a commit is on the disk when it returns, power cut included. The limit cuts the log back to
// that size after a large bundle.
constexpr const char* settings = R"sql(
PRAGMA synchronous = FULL;
PRAGMA temp_store = MEMORY;
PRAGMA cell_size_check = ON;
PRAGMA journal_size_limit = 8388608;
)sql";

}  // namespace

Result<Connection> connect(const std::string& path, std::chrono::milliseconds patience) {
  WRIT_TRY(Connection connection, Connection::open(path, SQLITE_OPEN_READWRITE, patience));
  // Where SQLite may not write it would settle for reading, and only the first write would tell.
  if (sqlite3_db_readonly(connection.handle(), "main") != 0) {
    return Problem{fault::io, "the database may not be written: look at the rights of the file"};
  }
  WRIT_CHECK(connection.script(settings));
  return connection;
}

Result<Pool::Lease> Pool::read() {
  WRIT_TRY(auto connection, take());
  Lease lease(shared_from_this(), std::move(connection), false);
  WRIT_TRY([[maybe_unused]] const std::int64_t begun, lease->run("BEGIN"));
  WRIT_TRY([[maybe_unused]] const std::int64_t read, lease->integer("SELECT 1 FROM deployment"));
  return lease;
}

Result<Pool::Lease> Pool::write() {
  if (!writers_.wait_until(std::chrono::steady_clock::now() + patience_)) {
    return Problem{fault::busy, "another writer holds the store for too long: try again"};
  }
  auto connection = take();
  if (!connection) {
    writers_.pass();
    return std::move(connection).error();
  }
  Lease lease(shared_from_this(), *std::move(connection), true);
  WRIT_TRY([[maybe_unused]] const std::int64_t begun, lease->run("BEGIN IMMEDIATE"));
  return lease;
}

Result<std::unique_ptr<Connection>> Pool::take() {
  if (auto connection = idle_.take()) return connection;
  WRIT_TRY(Connection fresh, connect(path_, patience_));
  return std::make_unique<Connection>(std::move(fresh));
}

void Pool::give_back(std::unique_ptr<Connection> connection, bool writing) {
  if (connection != nullptr && connection->in_transaction()) {
    // A connection that cannot even do that is closed, which does it.
    if (!connection->run("ROLLBACK")) connection.reset();
  }
  if (connection != nullptr) idle_.give_back(std::move(connection));
  if (writing) writers_.pass();
}

}  // namespace writ::store::sqlite
