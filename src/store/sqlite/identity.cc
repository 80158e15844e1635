// Looking at a database without touching it. SQLite itself must do the looking: what is in the
// write-ahead log belongs to the database, and reading the first bytes of the file would miss it.
// But opening even for reading leaves a log and its index beside a database in that mode. So:
//
// - With neither log nor index beside it nobody has the file open and all of it is in the file: it
// is
//   opened as immutable, for which SQLite takes no lock and makes no file.
// - With either beside it, it is opened for reading: what SQLite would make is there already.
// - With a rollback journal beside it another program was cut off in the middle of a change, or we
//   were while the file was still empty. Only writing could mend that, so it is not looked at here;
//   the second look of open(), inside a transaction, decides.
#include "store/sqlite/identity.h"

#include <fmt/format.h>

#include "store/sqlite/file.h"
#include "store/store.h"

namespace writ::store::sqlite {
namespace {

std::string as_uri(const std::string& path, std::string_view query) {
  std::string uri = path.starts_with('/') ? "file://" : "file:";
  for (const char c : path) {
    if (c == '%' || c == '?' || c == '#') {
      uri += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    } else {
      uri += c;
    }
  }
  return uri.append(query);
}

Result<std::int64_t> identify_now(Connection& connection, std::int64_t newest) {
  WRIT_TRY(const std::int64_t owner, connection.integer("PRAGMA application_id"));
  WRIT_TRY(const std::int64_t version, connection.integer("PRAGMA user_version"));
  WRIT_TRY(const std::int64_t objects, connection.integer("SELECT count(*) FROM sqlite_schema"));
  if (owner == 0 && version == 0 && objects == 0) return 0;
  if (owner != application_id || version < 1) {
    return Problem{fault::foreign,
                   "the file is another program's database: choose another data directory"};
  }
  if (version > newest) {
    return Problem{fault::newer,
                   fmt::format("the database has schema version {}, this program knows up to {}: "
                               "use the newer program",
                               version, newest)};
  }
  return version;
}

}  // namespace

// In one moment: somebody may be making the database.
Result<std::int64_t> identify(Connection& connection, std::int64_t newest) {
  if (connection.in_transaction()) return identify_now(connection, newest);
  WRIT_CHECK(connection.script("BEGIN"));
  Result<std::int64_t> version = identify_now(connection, newest);
  const Result<void> ended = connection.script("COMMIT");
  if (version && !ended) return ended.error();
  return version;
}

Result<std::int64_t> look(const std::string& path, std::int64_t newest) {
  if (!has_content(path) || is_there(path + "-journal")) return 0;
  const bool alone = !is_there(path + "-wal") && !is_there(path + "-shm");
  WRIT_TRY(Connection connection,
           Connection::open(as_uri(path, alone ? "?immutable=1" : "?mode=ro"),
                            SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, std::chrono::seconds(5)));
  return identify(connection, newest);
}

}  // namespace writ::store::sqlite
