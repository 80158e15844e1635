#include "store/postgres/copy.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>
#include <variant>

#include "store/each_row.h"
#include "store/postgres/incoming.h"
#include "store/postgres/pool.h"
#include "store/postgres/tables.h"

namespace writ::store::postgres {
namespace {

// Writes rows into a transaction, each as it is.
class Writer {
 public:
  explicit Writer(Connection& to) : to_(&to), documents_(to) {}

  // Beside documents that are on their way nothing else can be written.
  Result<void> write(const AnyRow& row) {
    if (!std::holds_alternative<DocumentRow>(row)) WRIT_CHECK(documents_.finish());
    return std::visit(*this, row);
  }

  Result<void> operator()(const BundleRow& row) { return Tables::insert_bundle(*to_, row); }
  Result<void> operator()(const PolicyRow& row) { return Tables::put_policy(*to_, row); }
  Result<void> operator()(const ActivationRow& row) { return Tables::append_activation(*to_, row); }
  Result<void> operator()(const KeyRow& row) { return Tables::put_key(*to_, row); }
  Result<void> operator()(const TokenRow& row) { return Tables::insert_token(*to_, row); }

  Result<void> operator()(const DocumentRow& row) {
    last_document_ = std::max(last_document_, row.sequence);
    return documents_.add(row, row.sequence);
  }

  Result<void> operator()(const StateGenerationRow& row) {
    WRIT_CHECK(to_->ask(Scope::of(row.tenant),
                        "INSERT INTO state_generations (tenant, name, generation) "
                        "VALUES ($1, $2, $3)",
                        row.tenant, row.name, row.generation));
    return {};
  }

  Result<void> operator()(const PendingEntryRow& row) {
    WRIT_CHECK(to_->ask(Scope::everything(),
                        "INSERT INTO pending_entries (node, change, journal_size, entry, body) "
                        "VALUES ($1, $2, $3, $4, $5)",
                        to_->node(), row.change, row.journal_size, row.entry, row.body));
    return {};
  }

  // What is on its way, and the counters. What was given must not be given again.
  Result<void> finish(std::int64_t generation, std::int64_t changes) {
    WRIT_CHECK(documents_.finish());
    WRIT_CHECK(to_->ask(Scope::everything(),
                        "UPDATE deployment SET generation = $1, document_sequence = $2", generation,
                        last_document_));
    if (changes == 0) return {};
    WRIT_CHECK(to_->ask(Scope::everything(), "INSERT INTO changes (node, changes) VALUES ($1, $2)",
                        to_->node(), changes));
    return {};
  }

 private:
  Connection* to_;
  Incoming documents_;
  std::int64_t last_document_ = 0;
};

Result<void> copy_rows(Snapshot& from, Connection& to) {
  Writer writer(to);
  WRIT_CHECK(each_row(from, [&](const AnyRow& row) { return writer.write(row); }));
  WRIT_TRY(const std::int64_t generation, from.deployment_generation());
  WRIT_TRY(const std::int64_t changes, from.last_change());
  return writer.finish(generation, changes);
}

// Whether it was made for this copy and never written to.
Result<void> expect_fresh(Connection& to, const DeploymentRow& wanted) {
  WRIT_TRY(const DeploymentRow found, Tables::deployment(to));
  WRIT_TRY(const std::int64_t revision, Tables::revision(to));
  if (found.deployment_id == wanted.deployment_id && revision == 0) return {};
  return Problem{fault::exists,
                 "the database holds a store already: copy into a database with nothing in it"};
}

}  // namespace

Result<void> copy(Snapshot& from, const std::string& url, const Options& options) {
  WRIT_TRY(const DeploymentRow deployment, from.deployment());
  Options making = options;
  making.now = deployment.created_at;
  making.deployment_id = deployment.deployment_id;
  WRIT_CHECK(open(url, making));
  const auto pool =
      std::make_shared<Pool>(Place{.url = url, .node = options.node}, options.patience);
  WRIT_TRY(Pool::Lease to, pool->write());
  WRIT_CHECK(expect_fresh(*to, deployment));
  WRIT_CHECK(copy_rows(from, *to));
  return Tables::commit(*to, Revision::moves);
}

}  // namespace writ::store::postgres
