// A node, and a store that others change and that cannot always be reached.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>

#include "ops/node_lease.h"
#include "ops/test_world.h"
#include "store/postgres/open.h"
#include "store/postgres/test_server.h"

namespace writ::ops {
namespace {

// Somebody else changes it right before the next snapshot, after which there is none to be had any
// more.
class LeavingStore final : public store::Store {
 public:
  LeavingStore(std::unique_ptr<store::Store> inner, store::Store& others)
      : inner_(std::move(inner)), others_(others) {}

  void change_and_leave() { leaving_ = true; }
  bool was_missed() const { return missed_; }

  Result<std::unique_ptr<store::Snapshot>> read() override {
    if (gone_) {
      missed_ = true;
      return Problem{store::fault::unreachable, "it is gone"};
    }
    if (leaving_.exchange(false)) {
      WRIT_TRY(const auto transaction, others_.begin_write());
      WRIT_TRY(std::ignore, transaction->bump_state_generation("t", "default"));
      WRIT_CHECK(transaction->commit());
      gone_ = true;
    }
    return inner_->read();
  }
  Result<std::unique_ptr<store::Transaction>> begin_write() override {
    return inner_->begin_write();
  }
  bool is_shared() const override { return inner_->is_shared(); }
  Result<void> check() override { return inner_->check(); }

  Result<std::chrono::milliseconds> enrol_node(const store::NodeRow& row) override {
    return inner_->enrol_node(row);
  }
  Result<std::optional<std::int64_t>> beat(const store::NodeRow& row) override {
    return inner_->beat(row);
  }
  Result<void> end_node(const store::NodeRow& row) override { return inner_->end_node(row); }
  Result<std::vector<store::NodeRow>> list_nodes() override { return inner_->list_nodes(); }

 private:
  std::unique_ptr<store::Store> inner_;
  store::Store& others_;
  std::atomic<bool> leaving_ = false;
  std::atomic<bool> gone_ = false;
  std::atomic<bool> missed_ = false;
};

TEST(NodeWatch, a_change_that_cannot_be_read_leaves_what_is_known) {
  auto& server = store::postgres::TestServer::shared();
  const std::string url = server.make_database();
  const auto others = must(store::postgres::open(url, {.now = Instant::now(), .node = "others"}));
  const keys::TemporaryDirectory directory;
  const std::filesystem::path& path = directory.path();
  auto journal = must(journal::Journal::open(path / "journal", {}));
  auto own = must(store::postgres::open(url, {.now = Instant::now(), .node = journal->origin()}));
  auto store = std::make_unique<LeavingStore>(std::move(own), *others);
  LeavingStore& leaving = *store;
  {
    const auto engine =
        must(Engine::open(std::move(store), must(keys::KeyFiles::open(path)), std::move(journal),
                          std::nullopt, {.lease = std::chrono::milliseconds(200)}));
    const std::int64_t revision = must(engine->known_state())->revision;
    leaving.change_and_leave();
    while (!leaving.was_missed()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    EXPECT_EQ(must(engine->known_state())->revision, revision);
    // Its lease ends that, and says so.
    while (engine->state()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    EXPECT_EQ(engine->state().error().code.name, fault::lease_ended.name);
  }
  server.drop_database(url);
}

}  // namespace
}  // namespace writ::ops
