#include <fmt/format.h>

#include "store/sqlite/fetch.h"
#include "store/sqlite/tables.h"

namespace writ::store::sqlite {
namespace {

PolicyRow policy(const Statement& row) {
  return {.tenant = row.text(0),
          .name = row.text(1),
          .active_version = row.optional_text(2),
          .active_policy_hash = row.optional_text(3),
          .generation = row.integer(4),
          .high_water = row.optional_text(5),
          .pin = row.optional_text(6),
          .activation_sequence = row.integer(7),
          .updated_at = row.instant(8)};
}

}  // namespace

Result<std::optional<PolicyRow>> find_policy(Connection& connection, std::string_view tenant,
                                             std::string_view name) {
  return fetch(connection, policy,
               "SELECT tenant, name, active_version, active_policy_hash, generation, high_water, "
               "pin, activation_sequence, updated_at FROM policies WHERE tenant = ? AND name = ?",
               tenant, name);
}

Result<std::vector<PolicyRow>> policies(Connection& connection,
                                        std::optional<std::string_view> tenant) {
  if (tenant) {
    return fetch_all(connection, policy,
                     "SELECT tenant, name, active_version, active_policy_hash, generation, "
                     "high_water, pin, activation_sequence, updated_at "
                     "FROM policies WHERE tenant = ? ORDER BY name",
                     *tenant);
  }
  return fetch_all(connection, policy,
                   "SELECT tenant, name, active_version, active_policy_hash, generation, "
                   "high_water, pin, activation_sequence, updated_at "
                   "FROM policies ORDER BY tenant, name");
}

Result<void> put_policy(Connection& connection, const PolicyRow& row) {
  return write(
      connection, [&] { return fmt::format("policy `{}` of `{}`", row.name, row.tenant); },
      "INSERT INTO policies (tenant, name, active_version, active_policy_hash, generation, "
      "high_water, pin, activation_sequence, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) "
      "ON CONFLICT (tenant, name) DO UPDATE SET active_version = excluded.active_version, "
      "active_policy_hash = excluded.active_policy_hash, generation = excluded.generation, "
      "high_water = excluded.high_water, pin = excluded.pin, "
      "activation_sequence = excluded.activation_sequence, updated_at = excluded.updated_at",
      row.tenant, row.name, row.active_version, row.active_policy_hash, row.generation,
      row.high_water, row.pin, row.activation_sequence, row.updated_at);
}

}  // namespace writ::store::sqlite
