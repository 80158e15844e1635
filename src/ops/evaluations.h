// The scripts that are being run: few at once, so that they cannot keep all the threads that
// callers are answered by, nor all the memory.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <utility>

#include "base/result.h"
#include "script/worker.h"

namespace writ::ops {

namespace fault {
inline constexpr Code evaluations_busy{"eval.busy", Category::unavailable};
}

// Any thread may use it at any time after use_program().
class Evaluations {
 public:
  static constexpr int most_at_once = 2;

  // Where the program is that runs scripts. To be said before the first is run; until then none can
  // be.
  void use_program(std::string path) {
    nursery_ = std::make_unique<script::Nursery>(std::move(path));
  }

  // One of those at once, for as long as this lives; it must not outlive the Evaluations.
  class Turn {
   public:
    explicit Turn(Evaluations& of) : of_(&of) {}
    Turn(Turn&& other) noexcept : of_(std::exchange(other.of_, nullptr)) {}
    Turn& operator=(Turn&&) = delete;
    ~Turn() {
      if (of_ != nullptr) --of_->running_;
    }

   private:
    Evaluations* of_;
  };

  // Problem: fault::evaluations_busy.
  Result<Turn> take_turn();

  // As script::Nursery::raise().
  Result<script::Worker> raise(std::uint32_t cpu_seconds);

 private:
  std::atomic<int> running_ = 0;
  std::unique_ptr<script::Nursery> nursery_ = std::make_unique<script::Nursery>("");
};

}  // namespace writ::ops
