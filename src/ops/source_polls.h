// The polls of bundle sources that are under way: one a source at a time, and none after the stop.
#pragma once

#include <atomic>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace writ::ops {

// Any thread may use it at any time.
class SourcePolls {
  using Key = std::pair<std::string, std::string>;

 public:
  // A poll, for as long as this lives; it must not outlive the SourcePolls.
  class Claim {
   public:
    Claim(SourcePolls& polls, Key key) : polls_(&polls), key_(std::move(key)) {}
    Claim(Claim&& other) noexcept
        : polls_(std::exchange(other.polls_, nullptr)), key_(std::move(other.key_)) {}
    Claim& operator=(Claim&&) = delete;
    ~Claim() {
      if (polls_ != nullptr) polls_->release(key_);
    }

   private:
    SourcePolls* polls_;
    Key key_;
  };

  // Problems: fault::source_busy, fault::sources_stopped (ops/source.h).
  Result<Claim> claim(std::string_view tenant, std::string_view name);

  // For those that a caller waits for: one at a time, so that places which hang cannot keep all the
  // threads that callers are answered by.
  Result<Claim> claim_by_hand();

  // Polls that wait for an answer give up within about a second, and none begins any more.
  void stop() { stopped_ = true; }
  bool is_stopped() const { return stopped_; }

 private:
  std::optional<Claim> take(Key key);
  void release(const Key& key);

  std::atomic<bool> stopped_ = false;
  std::mutex mutex_;
  std::set<Key> running_;  // tenant and name, both empty for the one by hand; by mutex_
};

}  // namespace writ::ops
