// The transactions that the crash test's second process writes until it is killed.
#pragma once

#include <cstdint>
#include <string>

#include "store/store.h"

namespace writ::store::sqlite {

// The variable that tells the test program to be the writer, and the path of its database.
inline constexpr const char* crash_writer_variable = "WRIT_STORE_CRASH_WRITER";

// Opens the store and writes one transaction after another, each with one row or count more in
// every table, continuing where the store stands. Writes the number of each to standard output as
// eight bytes once it is committed. Returns only where something fails, with a status for exit().
int write_until_killed(const std::string& path);

// The number of the last of those transactions. Throws where one is there by half, or is not the
// one after that before it.
std::int64_t last_whole_transaction(Store& store);

}  // namespace writ::store::sqlite
