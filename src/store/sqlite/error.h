// What SQLite's result codes mean to a caller of the store.
#pragma once

#include <sqlite3.h>

#include "base/problem.h"

namespace writ::store::sqlite {

// The problem for an extended result code other than SQLITE_OK, SQLITE_ROW and SQLITE_DONE.
// `database` is where it came from and may be null; its message is taken over where it says more.
Problem problem_of(sqlite3* database, int code);

}  // namespace writ::store::sqlite
