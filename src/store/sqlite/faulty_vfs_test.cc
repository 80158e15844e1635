// The shim of a SQLite VFS: an sqlite3_file of our own holds the real one right behind it, and
// every method passes on to that one. A VFS and its methods are C functions without a place for an
// object, so what they are told stands in one variable of this file.
#include "store/sqlite/faulty_vfs.h"

#include <cstddef>

namespace writ::store::sqlite {
namespace {

struct Plan {
  std::int64_t remaining = std::numeric_limits<std::int64_t>::max();
  int code = SQLITE_OK;
  bool torn = false;
  bool failed = false;
};
Plan plan;
sqlite3_vfs* real = nullptr;

struct File {
  sqlite3_file base;  // what SQLite sees; the real file follows in memory
};
sqlite3_file* inner(sqlite3_file* file) {
  return reinterpret_cast<sqlite3_file*>(reinterpret_cast<File*>(file) + 1);
}

// Whether this operation is one that fails.
bool fails() {
  if (plan.remaining > 0) {
    --plan.remaining;
    return false;
  }
  plan.failed = true;
  return true;
}

int write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
  if (!fails()) return inner(file)->pMethods->xWrite(inner(file), bytes, size, offset);
  if (plan.torn) {
    plan.torn = false;
    inner(file)->pMethods->xWrite(inner(file), bytes, size / 2, offset);
  }
  return plan.code;
}
int truncate(sqlite3_file* file, sqlite3_int64 size) {
  return fails() ? plan.code : inner(file)->pMethods->xTruncate(inner(file), size);
}
// Nothing is cut from its power here, so that what need not reach the disk need not be waited for.
int sync(sqlite3_file*, int) { return fails() ? plan.code : SQLITE_OK; }
int close(sqlite3_file* file) { return inner(file)->pMethods->xClose(inner(file)); }
int read(sqlite3_file* file, void* bytes, int size, sqlite3_int64 offset) {
  return inner(file)->pMethods->xRead(inner(file), bytes, size, offset);
}
int file_size(sqlite3_file* file, sqlite3_int64* size) {
  return inner(file)->pMethods->xFileSize(inner(file), size);
}
int lock(sqlite3_file* file, int level) { return inner(file)->pMethods->xLock(inner(file), level); }
int unlock(sqlite3_file* file, int level) {
  return inner(file)->pMethods->xUnlock(inner(file), level);
}
int is_reserved(sqlite3_file* file, int* answer) {
  return inner(file)->pMethods->xCheckReservedLock(inner(file), answer);
}
int control(sqlite3_file* file, int op, void* argument) {
  return inner(file)->pMethods->xFileControl(inner(file), op, argument);
}
int sector_size(sqlite3_file* file) { return inner(file)->pMethods->xSectorSize(inner(file)); }
int characteristics(sqlite3_file* file) {
  return inner(file)->pMethods->xDeviceCharacteristics(inner(file));
}
int shm_map(sqlite3_file* file, int region, int size, int extend, void volatile** memory) {
  return inner(file)->pMethods->xShmMap(inner(file), region, size, extend, memory);
}
int shm_lock(sqlite3_file* file, int offset, int count, int flags) {
  return inner(file)->pMethods->xShmLock(inner(file), offset, count, flags);
}
void shm_barrier(sqlite3_file* file) { inner(file)->pMethods->xShmBarrier(inner(file)); }
int shm_unmap(sqlite3_file* file, int remove) {
  return inner(file)->pMethods->xShmUnmap(inner(file), remove);
}

const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = close,
    .xRead = read,
    .xWrite = write,
    .xTruncate = truncate,
    .xSync = sync,
    .xFileSize = file_size,
    .xLock = lock,
    .xUnlock = unlock,
    .xCheckReservedLock = is_reserved,
    .xFileControl = control,
    .xSectorSize = sector_size,
    .xDeviceCharacteristics = characteristics,
    .xShmMap = shm_map,
    .xShmLock = shm_lock,
    .xShmBarrier = shm_barrier,
    .xShmUnmap = shm_unmap,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

int open_file(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  file->pMethods = nullptr;  // which tells SQLite not to close what was not opened
  const int code = real->xOpen(real, name, inner(file), flags, out_flags);
  if (code == SQLITE_OK) file->pMethods = &methods;
  return code;
}

sqlite3_vfs shim() {
  sqlite3_vfs copy = *real;  // all but opening is the real one's, which looks at nothing of its own
  copy.zName = "faulty";
  copy.szOsFile = static_cast<int>(sizeof(File)) + real->szOsFile;
  copy.pNext = nullptr;
  copy.xOpen = open_file;
  return copy;
}
sqlite3_vfs registered;

}  // namespace

FaultyVfs::FaultyVfs() {
  plan = {};
  real = sqlite3_vfs_find("unix");
  registered = shim();
  sqlite3_vfs_register(&registered, 1);
}

FaultyVfs::~FaultyVfs() {
  sqlite3_vfs_unregister(&registered);
  sqlite3_vfs_register(real, 1);
}

void FaultyVfs::fail_after(std::int64_t count, int code, bool torn) {
  plan = {.remaining = count, .code = code, .torn = torn};
}

void FaultyVfs::heal() { plan = {}; }

bool FaultyVfs::has_failed() const { return plan.failed; }

}  // namespace writ::store::sqlite
