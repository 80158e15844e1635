// A log that lies in a directory as C2SP tlog-tiles says.
#pragma once

#include <filesystem>

#include "tlog/source.h"

namespace writ::journal {

class TileDirectory : public tlog::TileSource {
 public:
  explicit TileDirectory(std::filesystem::path directory) : directory_(std::move(directory)) {}

  // Only what is a path of a log is looked for.
  Result<std::string> fetch(std::string_view path) override;

 private:
  std::filesystem::path directory_;
};

}  // namespace writ::journal
