// Entries that are durable and not in the tree yet, kept in memory so that the tree need not read
// again what was just written.
//
// Threads: any number may use a Backlog at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

#include "journal/frame.h"

namespace writ::journal {

class Backlog {
 public:
  // Above this many bytes it forgets everything: the entries are still in the write-ahead files.
  static constexpr std::size_t default_limit = std::size_t{64} << 20;

  // Consecutive entries.
  struct Entries {
    std::uint64_t first_index = 0;
    std::string bytes = {};  // of one after the other
    std::vector<std::uint32_t> sizes = {};
    std::uint64_t written = 0;  // bytes that appending them took, about

    std::uint64_t end_index() const { return first_index + sizes.size(); }
    void restart_at(std::uint64_t index);  // without any, and with its memory kept
  };

  explicit Backlog(std::size_t limit = default_limit) : limit_(limit) {}

  // Forgets what there is; the next entry is this.
  void begin_at(std::uint64_t index);
  void add(const Batch& batch);  // which begins where the last one ended

  // Takes out what there is, into `entries`, whose memory it goes on with. Entries before the first
  // of them are to be read from the files.
  void take(Entries& entries);

 private:
  std::size_t limit_;
  std::mutex mutex_;
  Entries entries_;
};

}  // namespace writ::journal
