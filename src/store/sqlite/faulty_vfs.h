// A file system for tests that fails when it is told to: SQLite's own, with a count of the
// operations that change something. It stands in front of every database that the process opens
// meanwhile.
//
// Threads: use it on one thread.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <limits>

namespace writ::store::sqlite {

class FaultyVfs {
 public:
  FaultyVfs();   // takes the place of the default one
  ~FaultyVfs();  // gives it back; every database must be closed
  FaultyVfs(const FaultyVfs&) = delete;
  FaultyVfs& operator=(const FaultyVfs&) = delete;

  // Lets `count` operations pass, then answers each of them with `code`. With `torn`, the first one
  // that fails, if it is a write, writes the first half of what it was given.
  void fail_after(std::int64_t count, int code, bool torn);
  void heal();
  bool has_failed() const;
};

}  // namespace writ::store::sqlite
