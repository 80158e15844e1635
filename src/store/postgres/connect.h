// Connections as the store needs them.
#pragma once

#include <chrono>
#include <string>

#include "base/result.h"
#include "store/postgres/connection.h"

namespace writ::store::postgres {

// Where the database is, and who asks.
struct Place {
  std::string url;   // postgres://…, without a password
  std::string node;  // whose entries for the journal are meant
};

// `store.io` for a URL that is none, and for one with a password in it: those are seen by every
// user of the machine.
Result<void> check_url(const std::string& url);

// One connection, ready for use. `store.unreachable` where there is none to be had, `store.exposed`
// where it would leave the machine without a server that proves who it is.
Result<Connection> connect(const Place& place);

// What the whole database must be like, looked at once: UTF-8, and a role that row-level security
// holds. `store.foreign`, `store.exposed`.
Result<void> check_database(Connection& connection);

}  // namespace writ::store::postgres
