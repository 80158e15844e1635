// SQLite ends a transaction by itself after some errors, and what is written then is a transaction
// of its own, committed at once. So every use first makes sure that the transaction is still the
// one that was begun, and a transaction with a failed write is ended on the spot.
#include "store/sqlite/sqlite_store.h"

#include <fmt/format.h>

#include <concepts>
#include <type_traits>
#include <utility>

#include "store/sqlite/tables.h"

namespace writ::store::sqlite {
namespace {

// The reads, which snapshots and transactions share.
template <std::derived_from<Snapshot> Interface>
class Reads : public Interface {
 public:
  explicit Reads(Pool::Lease lease) : lease_(std::move(lease)) {}

  Result<DeploymentRow> deployment() override { return run(sqlite::deployment); }
  Result<std::optional<BundleRow>> find_bundle(std::string_view tenant, std::string_view name,
                                               std::string_view version) override {
    return run(sqlite::find_bundle, tenant, name, version);
  }
  Result<std::optional<BundleHead>> find_bundle_head(std::string_view tenant, std::string_view name,
                                                     std::string_view version) override {
    return run(sqlite::find_bundle_head, tenant, name, version);
  }
  Result<std::vector<BundleHead>> bundles(std::string_view tenant,
                                          std::optional<std::string_view> name) override {
    return run(sqlite::bundles, tenant, name);
  }
  Result<std::optional<PolicyRow>> find_policy(std::string_view tenant,
                                               std::string_view name) override {
    return run(sqlite::find_policy, tenant, name);
  }
  Result<std::vector<PolicyRow>> policies(std::optional<std::string_view> tenant) override {
    return run(sqlite::policies, tenant);
  }
  Result<std::vector<ActivationRow>> activations(std::string_view tenant, std::string_view name,
                                                 std::int64_t after, std::size_t limit) override {
    return run(sqlite::activations, tenant, name, after, limit);
  }
  Result<std::int64_t> state_generation(std::string_view tenant, std::string_view name) override {
    return run(sqlite::state_generation, tenant, name);
  }
  Result<std::int64_t> deployment_generation() override {
    return run(sqlite::deployment_generation);
  }
  Result<std::optional<KeyRow>> find_key(std::string_view key_id) override {
    return run(sqlite::find_key, key_id);
  }
  Result<std::vector<KeyRow>> keys() override { return run(sqlite::keys); }
  Result<std::optional<TokenRow>> find_token(std::string_view token_id) override {
    return run(sqlite::find_token, token_id);
  }
  Result<std::optional<TokenRow>> find_token_by_sha256(std::string_view sha256) override {
    return run(sqlite::find_token_by_sha256, sha256);
  }
  Result<std::vector<TokenRow>> tokens() override { return run(sqlite::tokens); }
  Result<std::optional<DocumentRow>> find_document(std::string_view kind, std::string_view tenant,
                                                   std::string_view id) override {
    return run(sqlite::find_document, kind, tenant, id);
  }
  Result<std::optional<DocumentRow>> find_document_by_id(std::string_view kind,
                                                         std::string_view id) override {
    return run(sqlite::find_document_by_id, kind, id);
  }
  Result<std::vector<DocumentRow>> documents(std::string_view kind, std::string_view tenant,
                                             std::string_view after, std::size_t limit) override {
    return run(sqlite::documents, kind, tenant, after, limit);
  }
  Result<std::vector<DocumentRow>> documents_since(std::int64_t after, std::size_t limit) override {
    return run(sqlite::documents_since, after, limit);
  }
  Result<std::vector<PendingEntryRow>> pending_entries() override {
    return run(sqlite::pending_entries);
  }

 protected:
  // Calls a function on the connection; its arguments are those of the method.
  template <class Function, class... Arguments>
  std::invoke_result_t<Function, Connection&, const Arguments&...> run(
      Function function, const Arguments&... arguments) {
    if (ended_ || !lease_->in_transaction()) {
      return Problem{fault::finished, "this transaction is over: begin another one"};
    }
    return function(*lease_, arguments...);
  }

  void end() {
    ended_ = true;
    lease_.end();
  }

  bool ended_ = false;
  Pool::Lease lease_;
};

class ReadSnapshot final : public Reads<Snapshot> {
 public:
  using Reads::Reads;
};

class WriteTransaction final : public Reads<Transaction> {
 public:
  using Reads::Reads;

  Result<void> insert_bundle(const BundleRow& row) override {
    return change(sqlite::insert_bundle, row);
  }
  Result<void> put_policy(const PolicyRow& row) override { return change(sqlite::put_policy, row); }
  Result<void> append_activation(const ActivationRow& row) override {
    return change(sqlite::append_activation, row);
  }
  Result<std::int64_t> bump_state_generation(std::string_view tenant,
                                             std::string_view name) override {
    return change(sqlite::bump_state_generation, tenant, name);
  }
  Result<std::int64_t> bump_deployment_generation() override {
    return change(sqlite::bump_deployment_generation);
  }
  Result<void> put_key(const KeyRow& row) override { return change(sqlite::put_key, row); }
  Result<void> insert_token(const TokenRow& row) override {
    return change(sqlite::insert_token, row);
  }
  Result<void> revoke_token(std::string_view token_id, Instant at) override {
    return change(sqlite::revoke_token, token_id, at);
  }
  Result<std::int64_t> put_document(const DocumentRow& row) override {
    return change(sqlite::put_document, row);
  }
  Result<std::int64_t> add_pending_entry(const PendingEntryRow& row) override {
    return change(sqlite::add_pending_entry, row);
  }
  Result<void> remove_pending_entries(std::int64_t number) override {
    return change(sqlite::remove_pending_entries, number);
  }

  Result<void> commit() override {
    const auto write_out = [](Connection& connection) { return connection.script("COMMIT"); };
    WRIT_CHECK(change(write_out));
    end();
    return {};
  }

 private:
  template <class Function, class... Arguments>
  std::invoke_result_t<Function, Connection&, const Arguments&...> change(
      Function function, const Arguments&... arguments) {
    auto done = run(function, arguments...);
    if (!done) end();
    return done;
  }
};

class SqliteStore final : public Store {
 public:
  explicit SqliteStore(std::shared_ptr<Pool> pool) : pool_(std::move(pool)) {}

  Result<std::unique_ptr<Snapshot>> read() override {
    WRIT_TRY(Pool::Lease lease, pool_->read());
    return std::make_unique<ReadSnapshot>(std::move(lease));
  }

  Result<std::unique_ptr<Transaction>> begin_write() override {
    WRIT_TRY(Pool::Lease lease, pool_->write());
    return std::make_unique<WriteTransaction>(std::move(lease));
  }

  Result<void> check() override {
    WRIT_TRY(Pool::Lease lease, pool_->read());
    WRIT_CHECK(expect_none(*lease, "PRAGMA foreign_key_check"));
    return expect_ok(*lease);
  }

 private:
  static Result<void> expect_ok(Connection& connection) {
    WRIT_TRY(Statement statement, connection.query("PRAGMA integrity_check(1)"));
    WRIT_TRY(const bool found, statement.step());
    if (found && statement.text(0) == "ok") return {};
    return Problem{fault::corrupt,
                   fmt::format("the database is damaged: {}: restore it from a backup",
                               found ? statement.text(0) : "nothing can be read")};
  }

  static Result<void> expect_none(Connection& connection, std::string_view sql) {
    WRIT_TRY(Statement statement, connection.query(sql));
    WRIT_TRY(const bool found, statement.step());
    if (!found) return {};
    return Problem{fault::corrupt,
                   fmt::format("the database is damaged: table `{}` has a row without the bundle "
                               "that it names: restore it from a backup",
                               statement.text(0))};
  }

  std::shared_ptr<Pool> pool_;
};

}  // namespace

std::unique_ptr<Store> make_store(std::shared_ptr<Pool> pool) {
  return std::make_unique<SqliteStore>(std::move(pool));
}

}  // namespace writ::store::sqlite
