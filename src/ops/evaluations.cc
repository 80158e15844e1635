#include "ops/evaluations.h"

#include <fmt/format.h>

namespace writ::ops {

Result<Evaluations::Turn> Evaluations::take_turn() {
  Turn turn(*this);
  if (++running_ <= most_at_once) return turn;
  return Problem{
      fault::evaluations_busy,
      fmt::format("{} scripts are being run: try again when one has ended", most_at_once)};
}

Result<script::Worker> Evaluations::raise(std::uint32_t cpu_seconds) {
  return nursery_->raise(cpu_seconds);
}

}  // namespace writ::ops
