// Restamps the stamps of a data directory that is served whenever its state has moved away from
// them, tenant by tenant: `restamp.run`, asked for by nobody. The operation's key is of the state
// that it follows, so that a server that is started anew goes on with it, and of nodes that share a
// store one does each chunk.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>

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
  void run();
  void look(const ops::State& state);
  // Whether it is done with the tenant's stamps, as far as it can be.
  bool follow(const std::string& tenant, std::int64_t generation);
  bool follow_in_chunks(const std::string& tenant, const std::string& key);
  bool is_stopped();

  ops::Engine& engine_;
  const std::int64_t at_once_;
  std::function<void(const std::string&)> log_;
  std::map<std::string, std::int64_t> followed_;  // by tenant, the state that nothing is left of
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopped_ = false;  // by mutex_
  std::thread thread_;
};

}  // namespace writ::cli
