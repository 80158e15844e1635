// Whose database a file is, and of which version.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "store/sqlite/connection.h"

namespace writ::store::sqlite {

// In the header of every database that Writ makes: "Writ" in ASCII.
inline constexpr std::int64_t application_id = 0x57726974;

// The schema version that a connection's database has: 0 for one with nothing in it yet.
// `store.foreign` for one that another program made, `store.newer` for a version above `newest`.
Result<std::int64_t> identify(Connection& connection, std::int64_t newest);

// The same of a file, which is not changed for it whatever it is; no file, or an empty one, is 0.
Result<std::int64_t> look(const std::string& path, std::int64_t newest);

}  // namespace writ::store::sqlite
