#include "store/postgres/postgres_store.h"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "store/over_tables.h"
#include "store/postgres/tables.h"

namespace writ::store::postgres {
namespace {

using ReadSnapshot = SnapshotOver<Tables, Pool::Lease>;
using WriteTransaction = TransactionOver<Tables, Pool::Lease>;

// Rows that name a bundle which is not there. The keys of the tables do not let it come to that.
constexpr std::string_view lost_bundles =
    "SELECT 'policies' FROM policies p WHERE active_version IS NOT NULL AND NOT EXISTS "
    "(SELECT 1 FROM bundles b WHERE b.tenant = p.tenant AND b.name = p.name AND "
    "b.version = p.active_version AND b.policy_hash = p.active_policy_hash) "
    "UNION ALL SELECT 'activations' FROM activations a WHERE NOT EXISTS "
    "(SELECT 1 FROM bundles b WHERE b.tenant = a.tenant AND b.name = a.name AND "
    "b.version = a.version AND b.policy_hash = a.policy_hash) LIMIT 1";

// Has the server read every row to its end, and with it verify its own checksums of them.
constexpr auto readings = std::to_array<std::string_view>(
    {"SELECT coalesce(sum(length(t::text)), 0) FROM deployment t",
     "SELECT coalesce(sum(length(t::text)), 0) FROM state_generations t",
     "SELECT coalesce(sum(length(t::text)), 0) FROM bundles t",
     "SELECT coalesce(sum(length(t::text)), 0) FROM policies t",
     "SELECT coalesce(sum(length(t::text)), 0) FROM activations t",
     "SELECT coalesce(sum(length(t::text)), 0) FROM documents t",
     "SELECT coalesce(sum(length(t::text)), 0) FROM keys t",
     "SELECT coalesce(sum(length(t::text)), 0) FROM tokens t",
     "SELECT coalesce(sum(length(t::text)), 0) FROM pending_entries t",
     "SELECT coalesce(sum(length(t::text)), 0) FROM nodes t",
     "SELECT coalesce(sum(length(t::text)), 0) FROM changes t"});

class PostgresStore final : public Store {
 public:
  explicit PostgresStore(std::shared_ptr<Pool> pool) : pool_(std::move(pool)) {}

  Result<std::unique_ptr<Snapshot>> read() override {
    WRIT_TRY(Pool::Lease lease, pool_->read());
    return std::make_unique<ReadSnapshot>(std::move(lease));
  }

  Result<std::unique_ptr<Transaction>> begin_write() override {
    WRIT_TRY(Pool::Lease lease, pool_->write());
    return std::make_unique<WriteTransaction>(std::move(lease));
  }

  bool is_shared() const override { return true; }

  Result<std::chrono::milliseconds> enrol_node(const NodeRow& row) override {
    WRIT_TRY(Pool::Lease lease, pool_->beside());
    return Tables::enrol_node(*lease, row);
  }
  Result<std::optional<std::int64_t>> beat(const NodeRow& row) override {
    WRIT_TRY(Pool::Lease lease, pool_->beside());
    return Tables::beat(*lease, row);
  }
  Result<void> end_node(const NodeRow& row) override {
    WRIT_TRY(Pool::Lease lease, pool_->beside());
    return Tables::end_node(*lease, row);
  }
  Result<std::vector<NodeRow>> list_nodes() override {
    WRIT_TRY(Pool::Lease lease, pool_->read());
    return Tables::nodes(*lease);
  }

  Result<void> check() override {
    WRIT_TRY(Pool::Lease lease, pool_->read());
    WRIT_CHECK(Tables::deployment(*lease));
    for (const std::string_view reading : readings) {
      WRIT_CHECK(lease->ask(Scope::everything(), reading));
    }
    WRIT_TRY(const Rows lost, lease->ask(Scope::everything(), lost_bundles));
    if (lost.empty()) return {};
    return Problem{fault::corrupt,
                   fmt::format("the database is damaged: table `{}` has a row without the bundle "
                               "that it names: restore it from a backup",
                               lost[0].text(0))};
  }

 private:
  std::shared_ptr<Pool> pool_;
};

}  // namespace

std::unique_ptr<Store> make_store(std::shared_ptr<Pool> pool) {
  return std::make_unique<PostgresStore>(std::move(pool));
}

}  // namespace writ::store::postgres
