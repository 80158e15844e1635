// The statements on each table. Every function runs within the transaction that its connection is
// in and has the contract of the method of Snapshot or Transaction that bears its name.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"
#include "store/over_tables.h"
#include "store/rows.h"
#include "store/sql/bundles.h"
#include "store/sql/credentials.h"
#include "store/sql/documents.h"
#include "store/sql/generations.h"
#include "store/sql/policies.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/fetch.h"

namespace writ::store::sqlite {

struct Tables : BundleTable<Connection>,
                PolicyTable<Connection>,
                DocumentTable<Connection>,
                CredentialTable<Connection>,
                GenerationTable<Connection> {
  static Result<DeploymentRow> deployment(Connection& connection);
  static Result<void> commit(Connection& connection, Revision) {
    return connection.script("COMMIT");
  }

  static Result<std::int64_t> put_document(Connection& connection, const DocumentRow& row);
  static Result<void> put_documents(Connection& connection, std::span<const DocumentRow> rows);

  static Result<std::vector<PendingEntryRow>> pending_entries(Connection& connection);
  static Result<std::int64_t> last_change(Connection& connection);
  static Result<std::int64_t> add_pending_entry(Connection& connection, const PendingEntryRow& row);
  static Result<void> remove_pending_entries(Connection& connection, std::int64_t change);

  // Nobody else works on the file.
  static Result<std::int64_t> revision(Connection&) { return 0; }
  static Result<std::vector<NodeRow>> nodes(Connection&) { return {}; }
};

}  // namespace writ::store::sqlite
