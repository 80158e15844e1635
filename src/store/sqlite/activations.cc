#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "store/sqlite/fetch.h"
#include "store/sqlite/tables.h"

namespace writ::store::sqlite {
namespace {

constexpr std::string_view put_text = "put";
constexpr std::string_view activate_text = "activate";

ActivationRow activation(const Statement& row) {
  return {.tenant = row.text(0),
          .name = row.text(1),
          .generation = row.integer(2),
          .version = row.text(3),
          .policy_hash = row.text(4),
          .kind = row.text(5) == put_text ? ActivationKind::put : ActivationKind::activate,
          .signed_activation = row.optional_text(6),
          .recorded_at = row.instant(7)};
}

}  // namespace

Result<std::vector<ActivationRow>> activations(Connection& connection, std::string_view tenant,
                                               std::string_view name, std::int64_t after,
                                               std::size_t limit) {
  constexpr std::size_t most = std::numeric_limits<std::int64_t>::max();  // below 0 means no limit
  return fetch_all(connection, activation,
                   "SELECT tenant, name, generation, version, policy_hash, kind, "
                   "signed_activation, recorded_at FROM activations "
                   "WHERE tenant = ? AND name = ? AND generation > ? ORDER BY generation LIMIT ?",
                   tenant, name, after, static_cast<std::int64_t>(std::min(limit, most)));
}

Result<void> append_activation(Connection& connection, const ActivationRow& row) {
  return write(
      connection,
      [&] {
        return fmt::format("activation {} of policy `{}` of `{}`", row.generation, row.name,
                           row.tenant);
      },
      "INSERT INTO activations (tenant, name, generation, version, policy_hash, kind, "
      "signed_activation, recorded_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      row.tenant, row.name, row.generation, row.version, row.policy_hash,
      row.kind == ActivationKind::put ? put_text : activate_text, row.signed_activation,
      row.recorded_at);
}

}  // namespace writ::store::sqlite
