#include "app/store_tools.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "app/directory_lock.h"
#include "app/store_place.h"
#include "canon/digest.h"
#include "journal/journal.h"
#include "store/each_row.h"
#include "store/postgres/copy.h"
#include "store/postgres/open.h"

namespace writ::app {
namespace {

// What a row is hashed as: every member, with its length before it.
class Hash {
 public:
  Hash& add(std::string_view text) {
    sha256_.add(fmt::format("{}:", text.size()));
    sha256_.add(text);
    return *this;
  }
  Hash& add(const std::string& text) { return add(std::string_view(text)); }
  Hash& add(std::int64_t number) { return add(std::to_string(number)); }
  Hash& add(Instant at) { return add(at.microseconds); }
  template <class T>
  Hash& add(const std::optional<T>& value) {
    return value ? add(1).add(*value) : add(0);
  }
  canon::Digest finish() { return sha256_.finish(); }

 private:
  canon::Sha256 sha256_;
};

struct HashedRow {
  std::string_view table;
  canon::Digest digest;
  bool operator==(const HashedRow&) const = default;
};

HashedRow hashed(const store::BundleRow& row) {
  const store::BundleHead& head = row.head;
  return {"bundles", Hash()
                         .add(head.tenant)
                         .add(head.name)
                         .add(head.version)
                         .add(head.policy_hash)
                         .add(head.key_id)
                         .add(head.recorded_at)
                         .add(row.signed_bundle)
                         .finish()};
}

HashedRow hashed(const store::PolicyRow& row) {
  return {"policies", Hash()
                          .add(row.tenant)
                          .add(row.name)
                          .add(row.active_version)
                          .add(row.active_policy_hash)
                          .add(row.generation)
                          .add(row.high_water)
                          .add(row.pin)
                          .add(row.activation_sequence)
                          .add(row.updated_at)
                          .finish()};
}

HashedRow hashed(const store::ActivationRow& row) {
  return {"activations", Hash()
                             .add(row.tenant)
                             .add(row.name)
                             .add(row.generation)
                             .add(row.version)
                             .add(row.policy_hash)
                             .add(static_cast<std::int64_t>(row.kind))
                             .add(row.signed_activation)
                             .add(row.recorded_at)
                             .finish()};
}

HashedRow hashed(const store::StateGenerationRow& row) {
  return {"state generations", Hash().add(row.tenant).add(row.name).add(row.generation).finish()};
}

HashedRow hashed(const store::DocumentRow& row) {
  return {"documents", Hash()
                           .add(row.kind)
                           .add(row.tenant)
                           .add(row.id)
                           .add(row.record)
                           .add(row.sequence)
                           .add(row.updated_at)
                           .finish()};
}

HashedRow hashed(const store::KeyRow& row) {
  return {"keys", Hash().add(row.key_id).add(row.record).add(row.updated_at).finish()};
}

HashedRow hashed(const store::TokenRow& row) {
  return {"credentials",
          Hash().add(row.token_id).add(row.sha256).add(row.record).add(row.revoked_at).finish()};
}

HashedRow hashed(const store::PendingEntryRow& row) {
  return {"entries for the journal",
          Hash().add(row.change).add(row.journal_size).add(row.entry).add(row.body).finish()};
}

Result<std::vector<HashedRow>> hashed_rows(store::Snapshot& snapshot) {
  std::vector<HashedRow> rows;
  WRIT_CHECK(store::each_row(snapshot, [&](const store::AnyRow& row) -> Result<void> {
    rows.push_back(std::visit([](const auto& of_kind) { return hashed(of_kind); }, row));
    return {};
  }));
  return rows;
}

Result<void> expect_equal(const std::vector<HashedRow>& was, const std::vector<HashedRow>& is) {
  if (was == is) return {};
  const auto differ = std::ranges::mismatch(was, is).in1;
  return Problem{store::fault::corrupt,
                 fmt::format("the copy differs from what was copied, in its {}: the data directory "
                             "works on as before; drop the database and try again",
                             differ != was.end() ? differ->table : "number of rows")};
}

// The store of a directory that nobody else has, as it is chosen and opened.
struct HeldStore {
  DirectoryLock lock;
  std::string place;
  std::unique_ptr<store::Store> store;
};

Result<HeldStore> hold(const std::string& directory, const cli::DataOptions& options) {
  WRIT_TRY(DirectoryLock lock, DirectoryLock::take(directory));
  WRIT_TRY(const StoreChoice choice, choose_store(lock.path(), options.store));
  std::unique_ptr<store::Store> opened;
  if (choice.is_embedded()) {
    WRIT_TRY(opened, open_embedded(lock.path()));
  } else {
    WRIT_TRY(opened, open_database(lock.path(), choice, ""));
  }
  return HeldStore{std::move(lock),
                   choice.is_embedded() ? embedded_store(directory).string() : choice.url,
                   std::move(opened)};
}

Result<cli::StoreReport> report_of(const HeldStore& held) {
  WRIT_TRY(const auto snapshot, held.store->read());
  WRIT_TRY(const store::DeploymentRow deployment, snapshot->deployment());
  WRIT_TRY(const std::int64_t revision, snapshot->revision());
  return cli::StoreReport{.place = held.place,
                          .deployment_id = deployment.deployment_id,
                          .version = deployment.schema_version,
                          .revision = revision};
}

std::vector<std::pair<std::string, std::size_t>> counted(const std::vector<HashedRow>& rows) {
  std::vector<std::pair<std::string, std::size_t>> counts;
  for (const HashedRow& row : rows) {
    if (counts.empty() || counts.back().first != row.table) counts.emplace_back(row.table, 0);
    ++counts.back().second;
  }
  return counts;
}

// Opening brings a store to this program's version.
Result<cli::StoreReport> migrate(const std::string& directory, const cli::DataOptions& options) {
  WRIT_TRY(const HeldStore held, hold(directory, options));
  return report_of(held);
}

Result<cli::StoreReport> check(const std::string& directory, const cli::DataOptions& options) {
  WRIT_TRY(const HeldStore held, hold(directory, options));
  WRIT_CHECK(held.store->check());
  return report_of(held);
}

// The directory works on the database only once everything there has been read back.
Result<cli::CopyReport> copy(const std::string& directory, cli::DataOptions options,
                             const std::string& url) {
  WRIT_TRY(const HeldStore held, hold(directory, options));
  if (held.store->is_shared()) {
    return Problem{fault::other_store, fmt::format("the data directory `{}` works on `{}` already",
                                                   directory, held.place)};
  }
  WRIT_TRY(const auto journal,
           journal::Journal::open(held.lock.path() / "journal", std::move(options.journal)));
  const store::postgres::Options as_node{.now = Instant::now(), .node = journal->origin()};
  WRIT_TRY(const auto from, held.store->read());
  WRIT_CHECK(store::postgres::copy(*from, url, as_node));
  WRIT_TRY(const auto copied, store::postgres::open(url, as_node));
  WRIT_TRY(const auto to, copied->read());
  WRIT_TRY(const auto was, hashed_rows(*from));
  WRIT_TRY(const auto is, hashed_rows(*to));
  WRIT_CHECK(expect_equal(was, is));
  WRIT_TRY(const store::DeploymentRow deployment, to->deployment());
  WRIT_CHECK(remember_place(held.lock.path(), {url, deployment.deployment_id}));
  return cli::CopyReport{.from = held.place, .to = url, .rows = counted(was)};
}

}  // namespace

cli::StoreTools store_tools() { return {.migrate = migrate, .check = check, .copy = copy}; }

}  // namespace writ::app
