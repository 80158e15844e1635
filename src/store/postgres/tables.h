// The statements on each table. Every function runs within the transaction that its connection is
// in and has the contract of the method of Snapshot or Transaction that bears its name.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/result.h"
#include "store/over_tables.h"
#include "store/postgres/connection.h"
#include "store/postgres/fetch.h"
#include "store/rows.h"
#include "store/sql/bundles.h"
#include "store/sql/credentials.h"
#include "store/sql/documents.h"
#include "store/sql/generations.h"
#include "store/sql/policies.h"

namespace writ::store::postgres {

struct Tables : BundleTable<Connection>,
                PolicyTable<Connection>,
                DocumentTable<Connection>,
                CredentialTable<Connection>,
                GenerationTable<Connection> {
  static Result<DeploymentRow> deployment(Connection& connection);
  static Result<std::int64_t> revision(Connection& connection);
  static Result<void> commit(Connection& connection, Revision revision);

  static Result<std::int64_t> put_document(Connection& connection, const DocumentRow& row);
  static Result<void> put_documents(Connection& connection, std::span<const DocumentRow> rows);

  static Result<std::vector<PendingEntryRow>> pending_entries(Connection& connection);
  static Result<std::int64_t> last_change(Connection& connection);
  static Result<std::int64_t> add_pending_entry(Connection& connection, const PendingEntryRow& row);
  static Result<void> remove_pending_entries(Connection& connection, std::int64_t change);

  static Result<std::vector<NodeRow>> nodes(Connection& connection);
  // These commit what they did.
  static Result<std::chrono::milliseconds> enrol_node(Connection& connection, const NodeRow& row);
  static Result<std::optional<std::int64_t>> beat(Connection& connection, const NodeRow& row);
  static Result<void> end_node(Connection& connection, const NodeRow& row);
};

}  // namespace writ::store::postgres
