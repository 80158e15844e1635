// Snapshots and transactions over the tables of an implementation: everything that does not depend
// on which database it is.
//
// `Tables` is a struct with a static function for each method of Snapshot and Transaction, which
// takes the connection first (sqlite/tables.h, postgres/tables.h). `Lease` is a connection in a
// transaction: `*lease` is the connection, `lease->in_transaction()` says whether the transaction
// is still the one that was begun, `lease.end()` rolls back what was not committed.
//
// A database ends a transaction by itself after some errors, and what is written then is a
// transaction of its own, committed at once. So every use first makes sure that the transaction is
// still there, and one with a failed write is ended on the spot. Tables::commit() ends one and
// takes whether the revision moves with it.
#pragma once

#include <concepts>
#include <span>
#include <type_traits>
#include <utility>

#include "store/store.h"

namespace writ::store {

// What a commit does to the number that tells nodes of changes.
enum class Revision : bool { stays, moves };

// The reads, which snapshots and transactions share.
template <class Tables, class Lease, std::derived_from<Snapshot> Interface = Snapshot>
class SnapshotOver : public Interface {
 public:
  explicit SnapshotOver(Lease lease) : lease_(std::move(lease)) {}

  Result<DeploymentRow> deployment() override { return run(Tables::deployment); }
  Result<std::int64_t> revision() override { return run(Tables::revision); }
  Result<std::vector<NodeRow>> nodes() override { return run(Tables::nodes); }
  Result<std::optional<BundleRow>> find_bundle(std::string_view tenant, std::string_view name,
                                               std::string_view version) override {
    return run(Tables::find_bundle, tenant, name, version);
  }
  Result<std::optional<BundleHead>> find_bundle_head(std::string_view tenant, std::string_view name,
                                                     std::string_view version) override {
    return run(Tables::find_bundle_head, tenant, name, version);
  }
  Result<std::vector<BundleHead>> bundles(std::string_view tenant,
                                          std::optional<std::string_view> name) override {
    return run(Tables::bundles, tenant, name);
  }
  Result<std::vector<BundleHead>> all_bundles() override { return run(Tables::all_bundles); }
  Result<std::optional<PolicyRow>> find_policy(std::string_view tenant,
                                               std::string_view name) override {
    return run(Tables::find_policy, tenant, name);
  }
  Result<std::vector<PolicyRow>> policies(std::optional<std::string_view> tenant) override {
    return run(Tables::policies, tenant);
  }
  Result<std::vector<ActivationRow>> activations(std::string_view tenant, std::string_view name,
                                                 std::int64_t after, std::size_t limit) override {
    return run(Tables::activations, tenant, name, after, limit);
  }
  Result<std::int64_t> state_generation(std::string_view tenant, std::string_view name) override {
    return run(Tables::state_generation, tenant, name);
  }
  Result<std::vector<StateGenerationRow>> state_generations() override {
    return run(Tables::state_generations);
  }
  Result<std::int64_t> deployment_generation() override {
    return run(Tables::deployment_generation);
  }
  Result<std::optional<KeyRow>> find_key(std::string_view key_id) override {
    return run(Tables::find_key, key_id);
  }
  Result<std::vector<KeyRow>> keys() override { return run(Tables::keys); }
  Result<std::optional<TokenRow>> find_token(std::string_view token_id) override {
    return run(Tables::find_token, token_id);
  }
  Result<std::optional<TokenRow>> find_token_by_sha256(std::string_view sha256) override {
    return run(Tables::find_token_by_sha256, sha256);
  }
  Result<std::vector<TokenRow>> tokens() override { return run(Tables::tokens); }
  Result<std::optional<DocumentRow>> find_document(std::string_view kind, std::string_view tenant,
                                                   std::string_view id) override {
    return run(Tables::find_document, kind, tenant, id);
  }
  Result<std::optional<DocumentRow>> find_document_by_id(std::string_view kind,
                                                         std::string_view id) override {
    return run(Tables::find_document_by_id, kind, id);
  }
  Result<std::vector<DocumentRow>> documents(std::string_view kind, std::string_view tenant,
                                             std::string_view after, std::size_t limit) override {
    return run(Tables::documents, kind, tenant, after, limit);
  }
  Result<std::vector<DocumentRow>> documents_since(std::int64_t after, std::size_t limit) override {
    return run(Tables::documents_since, after, limit);
  }
  Result<std::vector<PendingEntryRow>> pending_entries() override {
    return run(Tables::pending_entries);
  }
  Result<std::int64_t> last_change() override { return run(Tables::last_change); }

 protected:
  // Calls a function on the connection; its arguments are those of the method.
  template <class Function, class... Arguments>
  auto run(Function function, const Arguments&... arguments)
      -> decltype(function(*std::declval<Lease&>(), arguments...)) {
    if (ended_ || !lease_->in_transaction()) {
      return Problem{fault::finished, "this transaction is over: begin another one"};
    }
    return function(*lease_, arguments...);
  }

  void end() {
    ended_ = true;
    lease_.end();
  }

 private:
  bool ended_ = false;
  Lease lease_;
};

template <class Tables, class Lease>
class TransactionOver final : public SnapshotOver<Tables, Lease, Transaction> {
 public:
  using SnapshotOver<Tables, Lease, Transaction>::SnapshotOver;

  Result<void> insert_bundle(const BundleRow& row) override {
    return change_shared(Tables::insert_bundle, row);
  }
  Result<void> put_policy(const PolicyRow& row) override {
    return change_shared(Tables::put_policy, row);
  }
  Result<void> append_activation(const ActivationRow& row) override {
    return change_shared(Tables::append_activation, row);
  }
  Result<std::int64_t> bump_state_generation(std::string_view tenant,
                                             std::string_view name) override {
    return change_shared(Tables::bump_state_generation, tenant, name);
  }
  Result<std::int64_t> bump_deployment_generation() override {
    return change_shared(Tables::bump_deployment_generation);
  }
  Result<void> put_key(const KeyRow& row) override { return change_shared(Tables::put_key, row); }
  Result<void> insert_token(const TokenRow& row) override {
    return change_shared(Tables::insert_token, row);
  }
  Result<void> revoke_token(std::string_view token_id, Instant at) override {
    return change_shared(Tables::revoke_token, token_id, at);
  }
  Result<std::int64_t> put_document(const DocumentRow& row) override {
    return change_shared(Tables::put_document, row);
  }
  Result<void> put_documents(std::span<const DocumentRow> rows) override {
    return change_shared(Tables::put_documents, rows);
  }
  Result<std::int64_t> add_pending_entry(const PendingEntryRow& row) override {
    return change(Tables::add_pending_entry, row);
  }
  Result<void> remove_pending_entries(std::int64_t number) override {
    return change(Tables::remove_pending_entries, number);
  }

  Result<void> commit() override {
    WRIT_CHECK(change(Tables::commit, moves_));
    this->end();
    return {};
  }

 private:
  template <class Function, class... Arguments>
  auto change(Function function, const Arguments&... arguments) {
    auto done = this->run(function, arguments...);
    if (!done) this->end();
    return done;
  }

  // A change that other nodes have to know: the revision moves with it.
  template <class Function, class... Arguments>
  auto change_shared(Function function, const Arguments&... arguments) {
    moves_ = Revision::moves;
    return change(function, arguments...);
  }

  Revision moves_ = Revision::stays;
};

}  // namespace writ::store
