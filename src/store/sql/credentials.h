// The statements on keys and tokens; see bundles.h.
#pragma once

#include <fmt/format.h>

#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/rows.h"
#include "store/sql/scope.h"
#include "store/store.h"

namespace writ::store {

template <class Connection>
struct CredentialTable {
  static Result<std::optional<KeyRow>> find_key(Connection& connection, std::string_view key_id) {
    return fetch(connection, Scope::everything(), key,
                 "SELECT key_id, record, updated_at FROM keys WHERE key_id = $1", key_id);
  }

  static Result<std::vector<KeyRow>> keys(Connection& connection) {
    return fetch_all(connection, Scope::everything(), key,
                     "SELECT key_id, record, updated_at FROM keys ORDER BY key_id");
  }

  static Result<void> put_key(Connection& connection, const KeyRow& row) {
    return write(
        connection, Scope::everything(), [&] { return fmt::format("key `{}`", row.key_id); },
        "INSERT INTO keys (key_id, record, updated_at) VALUES ($1, $2, $3) ON CONFLICT (key_id) "
        "DO UPDATE SET record = excluded.record, updated_at = excluded.updated_at",
        row.key_id, row.record, row.updated_at);
  }

  static Result<std::optional<TokenRow>> find_token(Connection& connection,
                                                    std::string_view token_id) {
    return fetch(connection, Scope::everything(), token,
                 "SELECT token_id, sha256, record, revoked_at FROM tokens WHERE token_id = $1",
                 token_id);
  }

  static Result<std::optional<TokenRow>> find_token_by_sha256(Connection& connection,
                                                              std::string_view sha256) {
    return fetch(connection, Scope::everything(), token,
                 "SELECT token_id, sha256, record, revoked_at FROM tokens WHERE sha256 = $1",
                 sha256);
  }

  static Result<std::vector<TokenRow>> tokens(Connection& connection) {
    return fetch_all(connection, Scope::everything(), token,
                     "SELECT token_id, sha256, record, revoked_at FROM tokens ORDER BY token_id");
  }

  static Result<void> insert_token(Connection& connection, const TokenRow& row) {
    return write(
        connection, Scope::everything(), [&] { return fmt::format("token `{}`", row.token_id); },
        "INSERT INTO tokens (token_id, sha256, record, revoked_at) VALUES ($1, $2, $3, $4)",
        row.token_id, row.sha256, row.record, row.revoked_at);
  }

  static Result<void> revoke_token(Connection& connection, std::string_view token_id, Instant at) {
    WRIT_TRY(const auto found, find_token(connection, token_id));
    if (!found) return Problem{fault::not_found, fmt::format("there is no token `{}`", token_id)};
    if (found->revoked_at) return {};
    return write(
        connection, Scope::everything(), [&] { return fmt::format("token `{}`", token_id); },
        "UPDATE tokens SET revoked_at = $1 WHERE token_id = $2", at, token_id);
  }

 private:
  static constexpr auto key = [](const auto& row) {
    return KeyRow{.key_id = row.text(0), .record = row.text(1), .updated_at = row.instant(2)};
  };
  static constexpr auto token = [](const auto& row) {
    return TokenRow{.token_id = row.text(0),
                    .sha256 = row.text(1),
                    .record = row.text(2),
                    .revoked_at = row.optional_instant(3)};
  };
};

}  // namespace writ::store
