#include "store/sqlite/connection.h"

#include <utility>

#include "store/sqlite/error.h"
#include "store/store.h"
#include "store/text.h"

namespace writ::store::sqlite {
namespace {

// What every connection has before it reads its first page of the file.
Result<void> harden(sqlite3* database) {
  for (const auto& [option, wanted] :
       {std::pair{SQLITE_DBCONFIG_DEFENSIVE, 1}, std::pair{SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
        std::pair{SQLITE_DBCONFIG_ENABLE_FKEY, 1}, std::pair{SQLITE_DBCONFIG_DQS_DML, 0},
        std::pair{SQLITE_DBCONFIG_DQS_DDL, 0}}) {
    int now = -1;
    const int code = sqlite3_db_config(database, option, wanted, &now);
    if (code != SQLITE_OK) return problem_of(database, code);
    if (now != wanted) {
      return Problem{problem::internal,
                     "sqlite was built without the settings that the store needs"};
    }
  }
  return {};
}

}  // namespace

// --- statements --------------------------------------------------------------------------------

Statement::~Statement() {
  if (statement_ == nullptr) return;
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

Result<void> Statement::bind(int parameter, std::int64_t value) {
  return done(sqlite3_bind_int64(statement_, parameter, value));
}

Result<void> Statement::bind(int parameter, std::string_view text) {
  WRIT_CHECK(check_text(text));
  const char* data = text.data() != nullptr ? text.data() : "";  // a null pointer would bind NULL
  return done(
      sqlite3_bind_text64(statement_, parameter, data, text.size(), SQLITE_STATIC, SQLITE_UTF8));
}

Result<bool> Statement::step() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return problem_of(sqlite3_db_handle(statement_), code);
}

std::string Statement::text(int column) const {
  // As a blob, the bytes need no terminating NUL, which SQLite might find no memory for.
  const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  const int size = sqlite3_column_bytes(statement_, column);
  return data != nullptr ? std::string(data, static_cast<std::size_t>(size)) : std::string();
}

std::optional<std::string> Statement::optional_text(int column) const {
  return null(column) ? std::nullopt : std::optional(text(column));
}

std::optional<Instant> Statement::optional_instant(int column) const {
  return null(column) ? std::nullopt : std::optional(instant(column));
}

bool Statement::null(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

Result<void> Statement::done(int code) const {
  if (code != SQLITE_OK) return problem_of(sqlite3_db_handle(statement_), code);
  return {};
}

// --- connections -------------------------------------------------------------------------------

Result<Connection> Connection::open(const std::string& path, int flags,
                                    std::chrono::milliseconds patience) {
  sqlite3* database = nullptr;
  // One thread at a time uses a connection, so that it needs no lock of its own.
  const int code = sqlite3_open_v2(path.c_str(), &database,
                                   flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  Connection connection(database);  // there is one to close even where opening failed
  if (code != SQLITE_OK) return problem_of(database, code);
  sqlite3_busy_timeout(database, static_cast<int>(patience.count()));
  WRIT_CHECK(harden(database));
  return connection;
}

Result<Statement> Connection::prepare(std::string_view sql) {
  auto& kept = statements_[sql];
  if (kept == nullptr) {
    sqlite3_stmt* fresh = nullptr;
    const int code = sqlite3_prepare_v3(database_.get(), sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &fresh, nullptr);
    if (code != SQLITE_OK) return problem_of(database_.get(), code);
    kept.reset(fresh);
  }
  return Statement(kept.get());
}

Result<std::int64_t> Connection::finish(Statement statement) {
  for (;;) {
    WRIT_TRY(const bool more, statement.step());
    if (!more) return sqlite3_changes64(database_.get());
  }
}

Result<std::int64_t> Connection::only_integer(Statement& statement) {
  WRIT_TRY(const bool found, statement.step());
  if (!found) return Problem{fault::corrupt, "the database lacks a row that it was made with"};
  return statement.integer(0);
}

Result<void> Connection::script(const char* sql) {
  const int code = sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return problem_of(database_.get(), code);
  return {};
}

}  // namespace writ::store::sqlite
