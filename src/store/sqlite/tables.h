// The statements on each table. Every function runs within the transaction that its connection is
// in and has the contract of the method of Snapshot or Transaction that bears its name.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/rows.h"
#include "store/sqlite/connection.h"

namespace writ::store::sqlite {

Result<DeploymentRow> deployment(Connection& connection);
Result<std::int64_t> state_generation(Connection& connection, std::string_view tenant,
                                      std::string_view name);
Result<std::int64_t> deployment_generation(Connection& connection);
Result<std::int64_t> bump_state_generation(Connection& connection, std::string_view tenant,
                                           std::string_view name);
Result<std::int64_t> bump_deployment_generation(Connection& connection);

Result<std::optional<BundleRow>> find_bundle(Connection& connection, std::string_view tenant,
                                             std::string_view name, std::string_view version);
Result<std::optional<BundleHead>> find_bundle_head(Connection& connection, std::string_view tenant,
                                                   std::string_view name, std::string_view version);
Result<std::vector<BundleHead>> bundles(Connection& connection, std::string_view tenant,
                                        std::optional<std::string_view> name);
Result<void> insert_bundle(Connection& connection, const BundleRow& row);

Result<std::optional<PolicyRow>> find_policy(Connection& connection, std::string_view tenant,
                                             std::string_view name);
Result<std::vector<PolicyRow>> policies(Connection& connection,
                                        std::optional<std::string_view> tenant);
Result<void> put_policy(Connection& connection, const PolicyRow& row);

Result<std::vector<ActivationRow>> activations(Connection& connection, std::string_view tenant,
                                               std::string_view name, std::int64_t after,
                                               std::size_t limit);
Result<void> append_activation(Connection& connection, const ActivationRow& row);

Result<std::optional<DocumentRow>> find_document(Connection& connection, std::string_view kind,
                                                 std::string_view tenant, std::string_view id);
Result<std::optional<DocumentRow>> find_document_by_id(Connection& connection,
                                                       std::string_view kind, std::string_view id);
Result<std::vector<DocumentRow>> documents(Connection& connection, std::string_view kind,
                                           std::string_view tenant, std::string_view after,
                                           std::size_t limit);
Result<std::vector<DocumentRow>> documents_since(Connection& connection, std::int64_t after,
                                                 std::size_t limit);
Result<std::int64_t> put_document(Connection& connection, const DocumentRow& row);

Result<std::vector<PendingEntryRow>> pending_entries(Connection& connection);
Result<std::int64_t> add_pending_entry(Connection& connection, const PendingEntryRow& row);
Result<void> remove_pending_entries(Connection& connection, std::int64_t change);

Result<std::optional<KeyRow>> find_key(Connection& connection, std::string_view key_id);
Result<std::vector<KeyRow>> keys(Connection& connection);
Result<void> put_key(Connection& connection, const KeyRow& row);

Result<std::optional<TokenRow>> find_token(Connection& connection, std::string_view token_id);
Result<std::optional<TokenRow>> find_token_by_sha256(Connection& connection,
                                                     std::string_view sha256);
Result<std::vector<TokenRow>> tokens(Connection& connection);
Result<void> insert_token(Connection& connection, const TokenRow& row);
Result<void> revoke_token(Connection& connection, std::string_view token_id, Instant at);

}  // namespace writ::store::sqlite
