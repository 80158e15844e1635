#include "cli/restamper.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include <fmt/format.h>

#include "ops/test_memory.h"
#include "ops/test_world.h"

namespace writ::cli {
namespace {

using ops::Reply;
using ::testing::HasSubstr;

constexpr std::string_view retrieve_rule =
    R"({"id":"retrieve","description":"d","priority":1,"op":"memory.retrieve","effect":"allow",)"
    R"("memory":{"locality":"local_only"}})";

class Restamped : public ::testing::Test {
 protected:
  // Its clock is the system's.
  Restamped() {
    world.now = Instant::now();
    world.install(ops::bundle("1.0.0", retrieve_rule));
  }

  std::string issue() {
    const Reply asked = world.ask("memory.evaluate", ops::memory_question("retrieve"));
    const std::string question = ops::memory_question(
        "retrieve", ops::where_it_belongs(asked["/effective_policy/freshness_key"]));
    return world.ask("stamp.issue",
                     fmt::format(R"({{"questions":[{}]}})", question))["/stamp/stamp_id"];
  }
  std::string state_of(std::string_view stamp) {
    const Reply got =
        world.ask("stamp.get", fmt::format(R"({{"tenant_id":"t","stamp_ref":"{}"}})", stamp));
    return got["/kept/stamp/lifecycle_state"];
  }
  // Whether it comes to that, within what a slow machine takes.
  static bool comes(const std::function<bool()>& what) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!what()) {
      if (std::chrono::steady_clock::now() > deadline) return false;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return true;
  }
  std::size_t batches() {
    const auto snapshot = world.engine().store().read();
    return (*snapshot)->documents("policy_restamp_batch", "t", "", 100)->size();
  }
  void log(const std::string& line) {
    const std::scoped_lock lock(mutex);
    told += line;
  }
  std::string log() {
    const std::scoped_lock lock(mutex);
    return told;
  }

  ops::World world;
  std::mutex mutex;
  std::string told;
};

TEST_F(Restamped, stamps_are_followed_after_a_change_and_not_before) {
  const std::string stamp = issue();
  Restamper restamper(world.engine(), 1, [this](const std::string& line) { log(line); });
  std::this_thread::sleep_for(std::chrono::milliseconds(600));  // more than one look
  EXPECT_EQ(state_of(stamp), "active");
  EXPECT_EQ(batches(), 0u);
  world.install(ops::bundle("1.1.0", retrieve_rule));
  EXPECT_TRUE(comes([&] { return !log().empty(); }));
  EXPECT_THAT(log(), HasSubstr("`t` after a change: done; 0 kept, 1 downgraded"));
  EXPECT_EQ(state_of(stamp), "superseded");
  EXPECT_EQ(batches(), 1u);
}

// As after a change that nobody followed before the end.
TEST_F(Restamped, what_was_stale_at_the_start_is_followed) {
  const std::string stamp = issue();
  world.install(ops::bundle("1.1.0", retrieve_rule));
  {
    Restamper restamper(world.engine(), 10, [this](const std::string& line) { log(line); });
    EXPECT_TRUE(comes([&] { return state_of(stamp) == "superseded"; }));
  }
  const std::string before = log();
  Restamper again(world.engine(), 10, [this](const std::string& line) { log(line); });
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  EXPECT_EQ(log(), before);
}

TEST_F(Restamped, what_is_permitted_no_more_is_not_brought_back) {
  const std::string stamp = issue();
  Restamper restamper(world.engine(), 10, [this](const std::string& line) { log(line); });
  world.install(ops::bundle("1.1.0", R"({"id":"other","description":"d","priority":1,)"
                                     R"("op":"memory.inspect","effect":"allow","memory":{}})"));
  EXPECT_TRUE(comes([&] { return state_of(stamp) == "invalidated"; }));
}

// Without a key that signs, though the policy's own is still good.
TEST_F(Restamped, what_keeps_it_from_it_is_told_once) {
  const std::string stamp = issue();
  world.install(ops::bundle("1.1.0", retrieve_rule));
  const Reply rotated = world.ask("keys.rotate", R"({"purpose":"audit"})");
  world.ask("keys.revoke", fmt::format(R"({{"keyId":"{}"}})", rotated["/key/keyId"]));
  Restamper restamper(world.engine(), 10, [this](const std::string& line) { log(line); });
  EXPECT_TRUE(comes([&] { return !log().empty(); }));
  EXPECT_THAT(log(), HasSubstr("the stamps of `t` cannot be restamped for now: "));
  const std::string before = log();
  std::this_thread::sleep_for(std::chrono::milliseconds(600));
  EXPECT_EQ(log(), before);
  EXPECT_EQ(state_of(stamp), "active");
}

TEST_F(Restamped, once_stopped_it_begins_nothing) {
  const std::string stamp = issue();
  Restamper restamper(world.engine(), 10, [this](const std::string& line) { log(line); });
  restamper.stop();
  world.install(ops::bundle("1.1.0", retrieve_rule));
  std::this_thread::sleep_for(std::chrono::milliseconds(600));
  EXPECT_EQ(state_of(stamp), "active");
}

}  // namespace
}  // namespace writ::cli
