// The statements on what is in force and how it came to be; see bundles.h.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/rows.h"
#include "store/sql/scope.h"

namespace writ::store {

// How many rows at most, as SQL takes it.
inline std::int64_t sql_limit(std::size_t limit) {
  constexpr std::size_t most = std::numeric_limits<std::int64_t>::max();
  return static_cast<std::int64_t>(std::min(limit, most));
}

template <class Connection>
struct PolicyTable {
  static Result<std::optional<PolicyRow>> find_policy(Connection& connection,
                                                      std::string_view tenant,
                                                      std::string_view name) {
    return fetch(connection, Scope::of(tenant), policy,
                 "SELECT tenant, name, active_version, active_policy_hash, generation, high_water, "
                 "pin, activation_sequence, updated_at FROM policies "
                 "WHERE tenant = $1 AND name = $2",
                 tenant, name);
  }

  static Result<std::vector<PolicyRow>> policies(Connection& connection,
                                                 std::optional<std::string_view> tenant) {
    if (tenant) {
      return fetch_all(connection, Scope::of(tenant), policy,
                       "SELECT tenant, name, active_version, active_policy_hash, generation, "
                       "high_water, pin, activation_sequence, updated_at "
                       "FROM policies WHERE tenant = $1 ORDER BY name",
                       *tenant);
    }
    return fetch_all(connection, Scope::everything(), policy,
                     "SELECT tenant, name, active_version, active_policy_hash, generation, "
                     "high_water, pin, activation_sequence, updated_at "
                     "FROM policies ORDER BY tenant, name");
  }

  static Result<void> put_policy(Connection& connection, const PolicyRow& row) {
    return write(
        connection, Scope::of(row.tenant),
        [&] { return fmt::format("policy `{}` of `{}`", row.name, row.tenant); },
        "INSERT INTO policies (tenant, name, active_version, active_policy_hash, generation, "
        "high_water, pin, activation_sequence, updated_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) "
        "ON CONFLICT (tenant, name) DO UPDATE SET active_version = excluded.active_version, "
        "active_policy_hash = excluded.active_policy_hash, generation = excluded.generation, "
        "high_water = excluded.high_water, pin = excluded.pin, "
        "activation_sequence = excluded.activation_sequence, updated_at = excluded.updated_at",
        row.tenant, row.name, row.active_version, row.active_policy_hash, row.generation,
        row.high_water, row.pin, row.activation_sequence, row.updated_at);
  }

  static Result<std::vector<ActivationRow>> activations(Connection& connection,
                                                        std::string_view tenant,
                                                        std::string_view name, std::int64_t after,
                                                        std::size_t limit) {
    return fetch_all(connection, Scope::of(tenant), activation,
                     "SELECT tenant, name, generation, version, policy_hash, kind, "
                     "signed_activation, recorded_at FROM activations WHERE tenant = $1 "
                     "AND name = $2 AND generation > $3 ORDER BY generation LIMIT $4",
                     tenant, name, after, sql_limit(limit));
  }

  static Result<void> append_activation(Connection& connection, const ActivationRow& row) {
    return write(
        connection, Scope::of(row.tenant),
        [&] {
          return fmt::format("activation {} of policy `{}` of `{}`", row.generation, row.name,
                             row.tenant);
        },
        "INSERT INTO activations (tenant, name, generation, version, policy_hash, kind, "
        "signed_activation, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        row.tenant, row.name, row.generation, row.version, row.policy_hash,
        row.kind == ActivationKind::put ? put_text : activate_text, row.signed_activation,
        row.recorded_at);
  }

 private:
  static constexpr std::string_view put_text = "put";
  static constexpr std::string_view activate_text = "activate";

  static constexpr auto policy = [](const auto& row) {
    return PolicyRow{.tenant = row.text(0),
                     .name = row.text(1),
                     .active_version = row.optional_text(2),
                     .active_policy_hash = row.optional_text(3),
                     .generation = row.integer(4),
                     .high_water = row.optional_text(5),
                     .pin = row.optional_text(6),
                     .activation_sequence = row.integer(7),
                     .updated_at = row.instant(8)};
  };
  static constexpr auto activation = [](const auto& row) {
    return ActivationRow{
        .tenant = row.text(0),
        .name = row.text(1),
        .generation = row.integer(2),
        .version = row.text(3),
        .policy_hash = row.text(4),
        .kind = row.text(5) == put_text ? ActivationKind::put : ActivationKind::activate,
        .signed_activation = row.optional_text(6),
        .recorded_at = row.instant(7)};
  };
};

}  // namespace writ::store
