#include <fmt/format.h>

#include "store/sqlite/fetch.h"
#include "store/sqlite/tables.h"

namespace writ::store::sqlite {
namespace {

BundleHead head(const Statement& row) {
  return {.tenant = row.text(0),
          .name = row.text(1),
          .version = row.text(2),
          .policy_hash = row.text(3),
          .key_id = row.text(4),
          .recorded_at = row.instant(5)};
}

BundleRow whole(const Statement& row) { return {.head = head(row), .signed_bundle = row.text(6)}; }

}  // namespace

Result<std::optional<BundleRow>> find_bundle(Connection& connection, std::string_view tenant,
                                             std::string_view name, std::string_view version) {
  return fetch(connection, whole,
               "SELECT tenant, name, version, policy_hash, key_id, recorded_at, signed_bundle "
               "FROM bundles WHERE tenant = ? AND name = ? AND version = ?",
               tenant, name, version);
}

Result<std::optional<BundleHead>> find_bundle_head(Connection& connection, std::string_view tenant,
                                                   std::string_view name,
                                                   std::string_view version) {
  return fetch(connection, head,
               "SELECT tenant, name, version, policy_hash, key_id, recorded_at "
               "FROM bundles WHERE tenant = ? AND name = ? AND version = ?",
               tenant, name, version);
}

Result<std::vector<BundleHead>> bundles(Connection& connection, std::string_view tenant,
                                        std::optional<std::string_view> name) {
  if (name) {
    return fetch_all(connection, head,
                     "SELECT tenant, name, version, policy_hash, key_id, recorded_at "
                     "FROM bundles WHERE tenant = ? AND name = ? ORDER BY version",
                     tenant, *name);
  }
  return fetch_all(connection, head,
                   "SELECT tenant, name, version, policy_hash, key_id, recorded_at "
                   "FROM bundles WHERE tenant = ? ORDER BY name, version",
                   tenant);
}

Result<void> insert_bundle(Connection& connection, const BundleRow& row) {
  const BundleHead& head = row.head;
  return write(
      connection,
      [&] { return fmt::format("bundle `{}` {} of `{}`", head.name, head.version, head.tenant); },
      "INSERT INTO bundles "
      "(tenant, name, version, policy_hash, key_id, recorded_at, signed_bundle) "
      "VALUES (?, ?, ?, ?, ?, ?, ?)",
      head.tenant, head.name, head.version, head.policy_hash, head.key_id, head.recorded_at,
      row.signed_bundle);
}

}  // namespace writ::store::sqlite
