#include <fmt/format.h>

#include "store/sqlite/fetch.h"
#include "store/sqlite/tables.h"
#include "store/store.h"

namespace writ::store::sqlite {
namespace {

KeyRow key(const Statement& row) {
  return {.key_id = row.text(0), .record = row.text(1), .updated_at = row.instant(2)};
}

TokenRow token(const Statement& row) {
  return {.token_id = row.text(0),
          .sha256 = row.text(1),
          .record = row.text(2),
          .revoked_at = row.optional_instant(3)};
}

}  // namespace

Result<std::optional<KeyRow>> find_key(Connection& connection, std::string_view key_id) {
  return fetch(connection, key, "SELECT key_id, record, updated_at FROM keys WHERE key_id = ?",
               key_id);
}

Result<std::vector<KeyRow>> keys(Connection& connection) {
  return fetch_all(connection, key, "SELECT key_id, record, updated_at FROM keys ORDER BY key_id");
}

Result<void> put_key(Connection& connection, const KeyRow& row) {
  return write(
      connection, [&] { return fmt::format("key `{}`", row.key_id); },
      "INSERT INTO keys (key_id, record, updated_at) VALUES (?, ?, ?) ON CONFLICT (key_id) "
      "DO UPDATE SET record = excluded.record, updated_at = excluded.updated_at",
      row.key_id, row.record, row.updated_at);
}

Result<std::optional<TokenRow>> find_token(Connection& connection, std::string_view token_id) {
  return fetch(connection, token,
               "SELECT token_id, sha256, record, revoked_at FROM tokens WHERE token_id = ?",
               token_id);
}

Result<std::optional<TokenRow>> find_token_by_sha256(Connection& connection,
                                                     std::string_view sha256) {
  return fetch(connection, token,
               "SELECT token_id, sha256, record, revoked_at FROM tokens WHERE sha256 = ?", sha256);
}

Result<std::vector<TokenRow>> tokens(Connection& connection) {
  return fetch_all(connection, token,
                   "SELECT token_id, sha256, record, revoked_at FROM tokens ORDER BY token_id");
}

Result<void> insert_token(Connection& connection, const TokenRow& row) {
  return write(
      connection, [&] { return fmt::format("token `{}`", row.token_id); },
      "INSERT INTO tokens (token_id, sha256, record, revoked_at) VALUES (?, ?, ?, ?)", row.token_id,
      row.sha256, row.record, row.revoked_at);
}

Result<void> revoke_token(Connection& connection, std::string_view token_id, Instant at) {
  WRIT_TRY(const auto found, find_token(connection, token_id));
  if (!found) return Problem{fault::not_found, fmt::format("there is no token `{}`", token_id)};
  if (found->revoked_at) return {};
  return write(
      connection, [&] { return fmt::format("token `{}`", token_id); },
      "UPDATE tokens SET revoked_at = ? WHERE token_id = ?", at, token_id);
}

}  // namespace writ::store::sqlite
