// The test program's main: all the tests or, where the variable says so, the crash test's writer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "store/sqlite/crash_writer.h"

int main(int argc, char** argv) {
  const char* path = std::getenv(  // NOLINT(concurrency-mt-unsafe): there is one thread as yet
      writ::store::sqlite::crash_writer_variable);
  if (path != nullptr) return writ::store::sqlite::write_until_killed(path);
  testing::InitGoogleMock(&argc, argv);
  return RUN_ALL_TESTS();
}
