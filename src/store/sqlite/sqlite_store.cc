#include "store/sqlite/sqlite_store.h"

#include <fmt/format.h>

#include <utility>

#include "store/sqlite/tables.h"

namespace writ::store::sqlite {
namespace {

using ReadSnapshot = SnapshotOver<Tables, Pool::Lease>;
using WriteTransaction = TransactionOver<Tables, Pool::Lease>;

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

  bool is_shared() const override { return false; }

  Result<std::chrono::milliseconds> enrol_node(const NodeRow&) override {
    return std::chrono::milliseconds(0);
  }
  Result<std::optional<std::int64_t>> beat(const NodeRow&) override {
    return std::optional<std::int64_t>();
  }
  Result<void> end_node(const NodeRow&) override { return {}; }
  Result<std::vector<NodeRow>> list_nodes() override { return std::vector<NodeRow>(); }

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
