// The two calls on which durability rests, as a seam: tests put a disk in their place that is full
// or breaks.
#pragma once

#include <cstddef>

namespace writ::journal {

// As write(2) and fdatasync(2): -1 and errno for a failure.
class Disk {
 public:
  virtual ~Disk() = default;
  virtual long write(int file, const void* bytes, std::size_t size) const;
  virtual int sync(int file) const;

  static const Disk& real();
};

}  // namespace writ::journal
