// Restamps the stamps of a data directory that is served whenever its state has moved away from
// them, tenant by tenant: `restamp.run`, asked for by nobody. The operation's key is of the state
// that it follows and of how many are done at a time, so that a server that is started anew goes on
// with it, and of nodes that share a store one does each chunk.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "base/result.h"
#include "ops/engine.h"

namespace writ::cli {

class Restamper {
 public:
  // Begins at once. `at_once`: how many stamps a chunk may have. `log` is called from its thread.
  Restamper(ops::Engine& engine, std::int64_t at_once, std::function<void(const std::string&)> log);
  ~Restamper();  // stops, and waits for the chunk under way
  Restamper(const Restamper&) = delete;
  Restamper& operator=(const Restamper&) = delete;

  // Begins no further chunk, and waits for nothing. From any thread, at any time.
  void stop();

 private:
  using Clock = std::chrono::steady_clock;
  struct Followed {
    std::string key;             // of the state that nothing is left of
    std::string told;            // the problem that the log has
    Clock::time_point retry_at;  // after one
  };

  void run();
  void look(const ops::State& state);
  Result<std::string> key_of(const ops::State& state, const std::string& tenant);
  // Whether nothing is left of it, as far as can be.
  Result<bool> follow(const std::string& tenant, const std::string& key);
  void tell(const std::string& tenant, Followed& followed, const Problem& problem);
  bool is_stopped();

  ops::Engine& engine_;
  const std::int64_t at_once_;
  std::function<void(const std::string&)> log_;
  std::map<std::string, Followed> followed_;  // by tenant
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopped_ = false;  // by mutex_
  std::thread thread_;
};

}  // namespace writ::cli
