// The migrations, one a file.
#pragma once

#include "store/postgres/migrate.h"

namespace writ::store::postgres::migrations {

Result<void> first_tables(Connection& connection, const MigrationFacts& facts);  // version 1
Result<void> node_leases(Connection& connection, const MigrationFacts& facts);   // version 2

}  // namespace writ::store::postgres::migrations
