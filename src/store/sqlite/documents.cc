#include <fmt/format.h>

#include "store/sqlite/fetch.h"
#include "store/sqlite/tables.h"

namespace writ::store::sqlite {
namespace {

DocumentRow document(const Statement& row) {
  return {.kind = row.text(0),
          .tenant = row.text(1),
          .id = row.text(2),
          .record = row.optional_text(3),
          .sequence = row.integer(4),
          .updated_at = row.instant(5)};
}

}  // namespace

Result<std::optional<DocumentRow>> find_document(Connection& connection, std::string_view kind,
                                                 std::string_view tenant, std::string_view id) {
  return fetch(connection, document,
               "SELECT kind, tenant, id, record, sequence, updated_at FROM documents "
               "WHERE kind = ? AND tenant = ? AND id = ?",
               kind, tenant, id);
}

Result<std::optional<DocumentRow>> find_document_by_id(Connection& connection,
                                                       std::string_view kind, std::string_view id) {
  return fetch(connection, document,
               "SELECT kind, tenant, id, record, sequence, updated_at FROM documents "
               "WHERE kind = ? AND id = ? ORDER BY tenant LIMIT 1",
               kind, id);
}

Result<std::vector<DocumentRow>> documents(Connection& connection, std::string_view kind,
                                           std::string_view tenant, std::string_view after,
                                           std::size_t limit) {
  return fetch_all(connection, document,
                   "SELECT kind, tenant, id, record, sequence, updated_at FROM documents "
                   "WHERE kind = ? AND tenant = ? AND id > ? AND record IS NOT NULL "
                   "ORDER BY id LIMIT ?",
                   kind, tenant, after, static_cast<std::int64_t>(limit));
}

Result<std::vector<DocumentRow>> documents_since(Connection& connection, std::int64_t after,
                                                 std::size_t limit) {
  return fetch_all(connection, document,
                   "SELECT kind, tenant, id, record, sequence, updated_at FROM documents "
                   "WHERE sequence > ? ORDER BY sequence LIMIT ?",
                   after, static_cast<std::int64_t>(limit));
}

Result<std::int64_t> put_document(Connection& connection, const DocumentRow& row) {
  WRIT_TRY(const std::int64_t last,
           connection.integer("SELECT coalesce(max(sequence), 0) FROM documents"));
  WRIT_CHECK(write(
      connection, [&] { return fmt::format("{} `{}` of `{}`", row.kind, row.id, row.tenant); },
      "INSERT INTO documents (kind, tenant, id, record, sequence, updated_at) "
      "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (kind, tenant, id) DO UPDATE SET "
      "record = excluded.record, sequence = excluded.sequence, updated_at = excluded.updated_at",
      row.kind, row.tenant, row.id, row.record, last + 1, row.updated_at));
  return last + 1;
}

}  // namespace writ::store::sqlite
