// Tells a person on a terminal how far a long run is; nobody else. For one thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace writ::cli {

class Progress {
 public:
  // `things` is what is counted: "entries".
  explicit Progress(std::string_view things);
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // Nothing in the first second, and then five times a second at most.
  void show(std::uint64_t done, std::uint64_t size);
  void clear();

 private:
  std::string things_;
  bool wanted_;
  bool shown_ = false;
  std::chrono::steady_clock::time_point next_;
};

}  // namespace writ::cli
