#include <atomic>
#include <mutex>
#include <set>
#include <thread>

#include "store/conformance/conformance.h"

namespace writ::store::conformance {
namespace {

constexpr int threads = 6;
constexpr int rounds = 25;

// Runs `body(thread)` on each thread; what one throws is a failure of the test.
void on_threads(int count, const std::function<void(int)>& body) {
  std::mutex mutex;
  std::vector<std::string> failures;
  {
    std::vector<std::jthread> running;
    for (int thread = 0; thread < count; ++thread) {
      running.emplace_back([&, thread] {
        try {
          body(thread);
        } catch (const std::exception& failure) {
          const std::scoped_lock lock(mutex);
          failures.emplace_back(failure.what());
        }
      });
    }
  }
  EXPECT_THAT(failures, testing::IsEmpty());
}

TEST_P(StoreConformance, ConcurrentWritersLoseNothing) {
  const auto second = open();
  std::mutex mutex;
  std::set<std::int64_t> seen;
  on_threads(threads, [&](int thread) {
    Store& to = thread % 2 == 0 ? *store : *second;
    for (int round = 0; round < rounds; ++round) {
      write_to(to, [&](Transaction& transaction) {
        const std::int64_t bumped = must(transaction.bump_state_generation("clinic", "default"));
        must(transaction.put_key(key("key " + std::to_string(bumped))));
        const std::scoped_lock lock(mutex);
        EXPECT_TRUE(seen.insert(bumped).second) << bumped;
      });
    }
  });
  EXPECT_EQ(must(read()->state_generation("clinic", "default")), threads * rounds);
  EXPECT_EQ(must(read()->keys()).size(), static_cast<std::size_t>(threads * rounds));
}

// Reading, adding one and writing back loses an update wherever two transactions can read the same.
TEST_P(StoreConformance, WhatATransactionReadIsStillSoWhenItCommits) {
  write([&](Transaction& to) {
    must(to.put_key({.key_id = "count", .record = "0", .updated_at = {1}}));
  });
  on_threads(threads, [&](int) {
    for (int round = 0; round < rounds; ++round) {
      write([&](Transaction& to) {
        KeyRow row = must(to.find_key("count")).value();
        row.record = std::to_string(std::stoi(row.record) + 1);
        must(to.put_key(row));
      });
    }
  });
  EXPECT_EQ(must(read()->find_key("count"))->record, std::to_string(threads * rounds));
}

TEST_P(StoreConformance, ReadersSeeWholeTransactionsThatOnlyMoveForward) {
  std::atomic<bool> writing = true;
  on_threads(threads, [&](int thread) {
    if (thread == 0) {
      for (int round = 0; round < 4 * rounds; ++round) {
        write([&](Transaction& to) {
          must(to.bump_deployment_generation());
          must(to.put_key(key(std::to_string(round))));
          must(to.bump_state_generation("clinic", "default"));
        });
      }
      writing = false;
      return;
    }
    std::int64_t last = 0;
    while (writing) {
      const auto snapshot = read();
      const std::int64_t generation = must(snapshot->deployment_generation());
      const auto keys = static_cast<std::int64_t>(must(snapshot->keys()).size());
      const std::int64_t state = must(snapshot->state_generation("clinic", "default"));
      if (generation != keys || keys != state || generation < last) {
        throw std::runtime_error("a snapshot saw a part of a transaction, or time run back");
      }
      last = generation;
    }
  });
  EXPECT_EQ(must(read()->deployment_generation()), 4 * rounds);
}

TEST_P(StoreConformance, AStoreIsMadeOnceHoweverManyOpenItAtOnce) {
  const auto fresh = GetParam().make_place();
  std::mutex mutex;
  std::set<std::string> ids;
  on_threads(threads, [&](int) {
    const auto opened = must(fresh->open(beginning, patience));
    write_to(*opened, [](Transaction& to) { must(to.bump_deployment_generation()); });
    const std::scoped_lock lock(mutex);
    ids.insert(must(must(opened->read())->deployment()).deployment_id);
  });
  EXPECT_EQ(ids.size(), 1U);
  const auto opened = must(fresh->open(beginning, patience));
  EXPECT_EQ(must(must(opened->read())->deployment_generation()), threads);
}

}  // namespace
}  // namespace writ::store::conformance
