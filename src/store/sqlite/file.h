// The database's file as the file system sees it, before SQLite does.
#pragma once

#include <string>

#include "base/result.h"

namespace writ::store::sqlite {

// Makes the file's directory (mode 0700; its parent must exist) and the file (empty, mode 0600)
// where they are not there. `store.exposed` for a directory or file that others than its owner may
// use, and for a file that is a symbolic link or no regular file. SQLite gives the files that it
// puts beside a database the mode of the database.
Result<void> prepare_file(const std::string& path);

// Whether there is a file of that name and it is not empty.
bool has_content(const std::string& path);
bool is_there(const std::string& path);

}  // namespace writ::store::sqlite
