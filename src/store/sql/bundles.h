// The statements on bundles, in the SQL that every implementation understands.
//
// The files of this folder have the statements once for all databases. `Connection` is one of them;
// beside it its namespace has fetch(), fetch_all() and write() (sqlite/fetch.h, postgres/fetch.h).
// Parameters are `$1`, `$2`, … in the order in which they first stand. Every function runs within
// the transaction that its connection is in and has the contract of the method of Snapshot or
// Transaction that bears its name.
#pragma once

#include <fmt/format.h>

#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/rows.h"
#include "store/sql/scope.h"

namespace writ::store {

template <class Connection>
struct BundleTable {
  static Result<std::optional<BundleRow>> find_bundle(Connection& connection,
                                                      std::string_view tenant,
                                                      std::string_view name,
                                                      std::string_view version) {
    return fetch(connection, Scope::of(tenant), whole,
                 "SELECT tenant, name, version, policy_hash, key_id, recorded_at, signed_bundle "
                 "FROM bundles WHERE tenant = $1 AND name = $2 AND version = $3",
                 tenant, name, version);
  }

  static Result<std::optional<BundleHead>> find_bundle_head(Connection& connection,
                                                            std::string_view tenant,
                                                            std::string_view name,
                                                            std::string_view version) {
    return fetch(connection, Scope::of(tenant), head,
                 "SELECT tenant, name, version, policy_hash, key_id, recorded_at "
                 "FROM bundles WHERE tenant = $1 AND name = $2 AND version = $3",
                 tenant, name, version);
  }

  static Result<std::vector<BundleHead>> bundles(Connection& connection, std::string_view tenant,
                                                 std::optional<std::string_view> name) {
    if (name) {
      return fetch_all(connection, Scope::of(tenant), head,
                       "SELECT tenant, name, version, policy_hash, key_id, recorded_at "
                       "FROM bundles WHERE tenant = $1 AND name = $2 ORDER BY version",
                       tenant, *name);
    }
    return fetch_all(connection, Scope::of(tenant), head,
                     "SELECT tenant, name, version, policy_hash, key_id, recorded_at "
                     "FROM bundles WHERE tenant = $1 ORDER BY name, version",
                     tenant);
  }

  static Result<std::vector<BundleHead>> all_bundles(Connection& connection) {
    return fetch_all(connection, Scope::everything(), head,
                     "SELECT tenant, name, version, policy_hash, key_id, recorded_at "
                     "FROM bundles ORDER BY tenant, name, version");
  }

  static Result<void> insert_bundle(Connection& connection, const BundleRow& row) {
    const BundleHead& of = row.head;
    return write(
        connection, Scope::of(of.tenant),
        [&] { return fmt::format("bundle `{}` {} of `{}`", of.name, of.version, of.tenant); },
        "INSERT INTO bundles "
        "(tenant, name, version, policy_hash, key_id, recorded_at, signed_bundle) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7)",
        of.tenant, of.name, of.version, of.policy_hash, of.key_id, of.recorded_at,
        row.signed_bundle);
  }

 private:
  static constexpr auto head = [](const auto& row) {
    return BundleHead{.tenant = row.text(0),
                      .name = row.text(1),
                      .version = row.text(2),
                      .policy_hash = row.text(3),
                      .key_id = row.text(4),
                      .recorded_at = row.instant(5)};
  };
  static constexpr auto whole = [](const auto& row) {
    return BundleRow{.head = head(row), .signed_bundle = row.text(6)};
  };
};

}  // namespace writ::store
