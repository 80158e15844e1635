// A second process writes as fast as it can and is killed at a random moment, again and again:
// while it makes the store, between and within transactions, while the log is folded into the file.
// After each kill every transaction that it acknowledged is there, and every one that is there is
// whole.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <random>
#include <thread>

#include "store/sqlite/crash_writer.h"
#include "store/sqlite/open.h"
#include "store/sqlite/place.h"

namespace writ::store::sqlite {
namespace {

using conformance::must;

constexpr int kills = 40;
constexpr int kills_a_store = 8;  // then a fresh one, so that the making of one is killed too

// The writer as a process: this very program, started anew.
class Writer {
 public:
  explicit Writer(const std::string& path) {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    acknowledgements_ = ends[0];
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    std::string program = "/proc/self/exe";
    std::string variable = std::string(crash_writer_variable) + "=" + path;
    std::array<char*, 2> arguments{program.data(), nullptr};
    std::array<char*, 2> environment{variable.data(), nullptr};
    const int failed = posix_spawn(&process_, program.c_str(), &actions, nullptr, arguments.data(),
                                   environment.data());
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    if (failed != 0) throw std::runtime_error("the writer cannot be started");
  }
  ~Writer() { close(acknowledgements_); }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  // Waits until it has committed its first transaction.
  void await_first() {
    if (read(acknowledgements_, &last_, sizeof last_) != sizeof last_) {
      throw std::runtime_error("the writer ended before its first transaction");
    }
  }

  // Kills it, and answers whether it was still at work.
  bool kill() {
    ::kill(process_, SIGKILL);
    int status = 0;
    waitpid(process_, &status, 0);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
  }

  // Once it is dead: the last number that it acknowledged, or 0.
  std::int64_t last_acknowledged() {
    std::int64_t number = 0;
    while (read(acknowledgements_, &number, sizeof number) == sizeof number) last_ = number;
    return last_;
  }

 private:
  pid_t process_ = 0;
  int acknowledgements_ = -1;
  std::int64_t last_ = 0;
};

TEST(Crash, WhatWasAcknowledgedIsThereAndWhatIsThereIsWhole) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  std::uniform_int_distribution<int> delay(0, 60'000);  // µs
  std::int64_t written = 0;
  int before_the_first = 0;

  std::unique_ptr<TemporaryPlace> place;
  std::int64_t acknowledged = 0;
  for (int kill = 0; kill < kills; ++kill) {
    if (kill % kills_a_store == 0) {
      place = std::make_unique<TemporaryPlace>();
      acknowledged = 0;
    }
    Writer writer(place->path());
    // Every other one is killed from its start on, while it opens or makes the store, where it is
    // slow; the others while they write, however slow they are to come to it.
    if (kill % 2 == 1) writer.await_first();
    std::this_thread::sleep_for(std::chrono::microseconds(delay(random)));
    ASSERT_TRUE(writer.kill()) << "the writer had ended by itself";
    acknowledged = std::max(acknowledged, writer.last_acknowledged());

    const auto store = must(open(place->path(), {.now = {1}}));
    const std::int64_t last = last_whole_transaction(*store);
    must(store->check());
    // One may have been committed just before its acknowledgement was cut off.
    ASSERT_GE(last, acknowledged);
    ASSERT_LE(last, acknowledged + 1);
    if (last == 0) ++before_the_first;
    acknowledged = last;
    if (kill % kills_a_store == kills_a_store - 1) written += last;
  }
  EXPECT_GE(written, kills / 2) << "the writer was killed before it came to write";
  RecordProperty("transactions", std::to_string(written));
  RecordProperty("killed_before_the_first", before_the_first);
}

}  // namespace
}  // namespace writ::store::sqlite
