#include "cli/progress.h"

#include <unistd.h>

#include <algorithm>

#include <fmt/format.h>

namespace writ::cli {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t width = 30;  // of the bar, in columns

}  // namespace

Progress::Progress(std::string_view things)
    : things_(things), wanted_(::isatty(STDERR_FILENO) == 1),
      next_(steady_clock::now() + std::chrono::seconds(1)) {}

void Progress::show(std::uint64_t done, std::uint64_t size) {
  const auto now = steady_clock::now();
  if (!wanted_ || now < next_) return;
  next_ = now + std::chrono::milliseconds(200);
  shown_ = true;
  const double share =
      size == 0 ? 1 : std::min(1.0, static_cast<double>(done) / static_cast<double>(size));
  const auto filled = static_cast<std::size_t>(share * width);
  fmt::print(stderr, "\r[{}{}] {} of {} {}", std::string(filled, '#'),
             std::string(width - filled, '.'), done, size, things_);
}

void Progress::clear() {
  if (shown_) fmt::print(stderr, "\r\033[K");
  shown_ = false;
}

}  // namespace writ::cli
