#include "journal/disk.h"

#include <unistd.h>

namespace writ::journal {

long Disk::write(int file, const void* bytes, std::size_t size) const {
  return ::write(file, bytes, size);
}

int Disk::sync(int file) const { return ::fdatasync(file); }

const Disk& Disk::real() {
  static const Disk disk;
  return disk;
}

}  // namespace writ::journal
