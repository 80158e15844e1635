// Files that only their owner can read, in directories that only their owner can enter.
#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "canon/secret.h"

namespace writ::keys {

// Makes the directory with mode 0700 where it is not there; its parent must be. Problems:
// fault::exposed where group or others have any right to it, or it is no directory; problem::io.
Result<void> make_private_directory(const std::filesystem::path& directory);

// The file's bytes, or nothing where there is no file. Problems: fault::exposed where group or
// others have any right to it, or it is no regular file (a symbolic link is none); problem::io,
// also for a file over 64 KiB.
Result<std::optional<canon::Secret>> read_private_file(const std::filesystem::path& file);

// Writes the file with mode 0600, over the one that is there. Whenever it is interrupted, the file
// is afterwards as it was or as it is to be; once this answers, it is on the disk. Two writers of
// one file at a time are one too many. Problem: problem::io.
Result<void> write_private_file(const std::filesystem::path& file, std::string_view bytes);

}  // namespace writ::keys
