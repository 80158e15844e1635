// The statements on documents; see bundles.h.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/rows.h"
#include "store/sql/policies.h"
#include "store/sql/scope.h"

namespace writ::store {

template <class Connection>
struct DocumentTable {
  static Result<std::optional<DocumentRow>> find_document(Connection& connection,
                                                          std::string_view kind,
                                                          std::string_view tenant,
                                                          std::string_view id) {
    return fetch(connection, Scope::of(tenant), document,
                 "SELECT kind, tenant, id, record, sequence, updated_at FROM documents "
                 "WHERE kind = $1 AND tenant = $2 AND id = $3",
                 kind, tenant, id);
  }

  static Result<std::optional<DocumentRow>> find_document_by_id(Connection& connection,
                                                                std::string_view kind,
                                                                std::string_view id) {
    return fetch(connection, Scope::everything(), document,
                 "SELECT kind, tenant, id, record, sequence, updated_at FROM documents "
                 "WHERE kind = $1 AND id = $2 ORDER BY tenant LIMIT 1",
                 kind, id);
  }

  static Result<std::vector<DocumentRow>> documents(Connection& connection, std::string_view kind,
                                                    std::string_view tenant, std::string_view after,
                                                    std::size_t limit) {
    return fetch_all(connection, Scope::of(tenant), document,
                     "SELECT kind, tenant, id, record, sequence, updated_at FROM documents "
                     "WHERE kind = $1 AND tenant = $2 AND id > $3 AND record IS NOT NULL "
                     "ORDER BY id LIMIT $4",
                     kind, tenant, after, sql_limit(limit));
  }

  static Result<std::vector<DocumentRow>> documents_since(Connection& connection,
                                                          std::int64_t after, std::size_t limit) {
    return fetch_all(connection, Scope::everything(), document,
                     "SELECT kind, tenant, id, record, sequence, updated_at FROM documents "
                     "WHERE sequence > $1 ORDER BY sequence LIMIT $2",
                     after, sql_limit(limit));
  }

  static Result<void> write_document(Connection& connection, const DocumentRow& row,
                                     std::int64_t sequence) {
    return write(
        connection, Scope::of(row.tenant),
        [&] { return fmt::format("{} `{}` of `{}`", row.kind, row.id, row.tenant); },
        "INSERT INTO documents (kind, tenant, id, record, sequence, updated_at) "
        "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (kind, tenant, id) DO UPDATE SET "
        "record = excluded.record, sequence = excluded.sequence, updated_at = excluded.updated_at",
        row.kind, row.tenant, row.id, row.record, sequence, row.updated_at);
  }

 private:
  static constexpr auto document = [](const auto& row) {
    return DocumentRow{.kind = row.text(0),
                       .tenant = row.text(1),
                       .id = row.text(2),
                       .record = row.optional_text(3),
                       .sequence = row.integer(4),
                       .updated_at = row.instant(5)};
  };
};

}  // namespace writ::store
