#include "store/sqlite/error.h"

#include <fmt/format.h>

#include <string>
#include <system_error>

#include "store/store.h"

namespace writ::store::sqlite {
namespace {

std::string reason(sqlite3* database, int code) {
  const char* text = database != nullptr ? sqlite3_errmsg(database) : sqlite3_errstr(code);
  return text != nullptr ? text : "unknown";
}

// The same with what the system said of the call that failed.
std::string system_reason(sqlite3* database, int code) {
  const int error = database != nullptr ? sqlite3_system_errno(database) : 0;
  if (error == 0) return reason(database, code);
  return fmt::format("{} ({})", reason(database, code), std::generic_category().message(error));
}

Problem constraint(sqlite3* database, int code) {
  switch (code) {
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
    case SQLITE_CONSTRAINT_UNIQUE:
      return {fault::exists, "there is a row with this key already"};
    case SQLITE_CONSTRAINT_FOREIGNKEY:
      return {fault::missing_bundle,
              "no bundle is stored with this version and hash: put it first"};
    case SQLITE_CONSTRAINT_TRIGGER:  // the migrations' triggers word their messages for people
      return {fault::not_monotone, sqlite3_errmsg(database)};
    default:
      return {fault::bad_row,
              fmt::format("the row contradicts itself: {}", reason(database, code))};
  }
}

}  // namespace

Problem problem_of(sqlite3* database, int code) {
  switch (code & 0xFF) {
    case SQLITE_CONSTRAINT:
      return constraint(database, code);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {fault::busy, "another writer holds the store for too long: try again"};
    case SQLITE_FULL:
      return {fault::full, "the disk is full: nothing was written; make room and try again"};
    case SQLITE_TOOBIG:
      return {fault::too_large, "the row is larger than the store can hold"};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return {fault::corrupt, fmt::format("the database is damaged: {}: restore it from a backup",
                                          reason(database, code))};
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
      return {fault::io, fmt::format("the database cannot be opened or written: {}: look at the "
                                     "rights of the file and its directory",
                                     system_reason(database, code))};
    case SQLITE_IOERR:
      return {fault::io, fmt::format("reading or writing the database failed: {}: look at the disk",
                                     system_reason(database, code))};
    default:
      return {problem::internal, fmt::format("sqlite: {}", reason(database, code))};
  }
}

}  // namespace writ::store::sqlite
