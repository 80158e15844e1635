// Opening goes from what changes nothing to what changes most, so that a file which is not ours, or
// not of our time, is left as it was found: the rights of the file, a look that writes nothing, the
// same look once more as a writer sees the file, then write-ahead mode, then the migrations, which
// look a last time within their transaction.
#include "store/sqlite/open.h"

#include <fmt/format.h>

#include <cstdint>
#include <thread>

#include "store/deployment_id.h"
#include "store/sqlite/file.h"
#include "store/sqlite/identity.h"
#include "store/sqlite/migrate.h"
#include "store/sqlite/pool.h"
#include "store/sqlite/sqlite_store.h"

namespace writ::store::sqlite {
namespace {

Result<void> enter_write_ahead_mode(Connection& connection) {
  WRIT_TRY(Statement statement, connection.query("PRAGMA journal_mode = WAL"));
  WRIT_TRY(const bool found, statement.step());
  if (found && statement.text(0) == "wal") return {};
  return Problem{fault::io, "the file system cannot hold a write-ahead log: choose a local disk"};
}

// Of several programs that do this to a new file at once all but one are refused without waiting.
Result<void> enter_write_ahead_mode(Connection& connection, std::chrono::milliseconds patience) {
  const auto end = std::chrono::steady_clock::now() + patience;
  for (;;) {
    Result<void> done = enter_write_ahead_mode(connection);
    const bool busy = !done && done.error().code.name == fault::busy.name;
    if (!busy || std::chrono::steady_clock::now() >= end) return done;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
}

Result<void> make_ready(const std::string& path, const Options& options) {
  const auto newest = static_cast<std::int64_t>(all_migrations().size());
  WRIT_CHECK(prepare_file(path));
  WRIT_CHECK(look(path, newest));
  WRIT_TRY(Connection connection, connect(path, options.patience));
  WRIT_TRY(const std::int64_t version, identify(connection, newest));
  WRIT_CHECK(enter_write_ahead_mode(connection, options.patience));
  if (version == newest) return {};  // nothing to write, and so no writer to wait for
  WRIT_TRY(std::string deployment_id, new_deployment_id());
  return migrate(connection, all_migrations(),
                 {.deployment_id = std::move(deployment_id), .now = options.now});
}

}  // namespace

Result<std::unique_ptr<Store>> open(const std::string& path, const Options& options) {
  if (Result<void> ready = make_ready(path, options); !ready) {
    return std::move(ready).error().in(fmt::format("the store `{}`", path));
  }
  return make_store(std::make_shared<Pool>(path, options.patience));
}

}  // namespace writ::store::sqlite
