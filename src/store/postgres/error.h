// What PostgreSQL's errors mean to a caller of the store.
#pragma once

#include <libpq-fe.h>

#include <string>

#include "base/problem.h"

namespace writ::store::postgres {

// The SQLSTATE that the triggers of our tables raise, with a message for people.
inline constexpr const char* not_monotone_state = "WR001";

// The problem that a failed statement's result is. `result` may be null, where the connection broke
// before there was one.
Problem problem_of(const PGconn* connection, const PGresult* result);

// Why there is no connection: `store.unreachable` with libpq's own words.
Problem unreachable(const PGconn* connection);

// Whether trying the whole transaction again, as it was, can help: somebody else was in the way.
bool worth_retrying(const Problem& problem);

// Libpq's messages end in a newline and may have several lines: one line of them.
std::string one_line(const char* message);

}  // namespace writ::store::postgres
