// Turns of the writers of one process, in the order in which they came. A lock that whoever has
// just let go of it may take again would keep others waiting for as long as that one goes on.
//
// Threads: may be used from any.
#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>

namespace writ::store {

class Turns {
 public:
  // Waits for its turn; false if it has not come by then. Whoever got it must pass() it on.
  bool wait_until(std::chrono::steady_clock::time_point deadline) {
    std::unique_lock lock(mutex_);
    const std::uint64_t mine = next_++;
    waiting_.push_back(mine);
    if (moved_.wait_until(lock, deadline, [&] { return waiting_.front() == mine; })) return true;
    waiting_.erase(std::ranges::find(waiting_, mine));
    return false;
  }

  void pass() {
    {
      const std::scoped_lock lock(mutex_);
      waiting_.pop_front();
    }
    moved_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable moved_;
  std::uint64_t next_ = 0;             // by mutex_
  std::deque<std::uint64_t> waiting_;  // by mutex_; the first has the turn
};

}  // namespace writ::store
