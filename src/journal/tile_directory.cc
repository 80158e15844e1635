#include "journal/tile_directory.h"

#include <fmt/format.h>

#include "journal/file.h"
#include "tlog/fault.h"
#include "tlog/tile.h"

namespace writ::journal {

Result<std::string> TileDirectory::fetch(std::string_view path) {
  if (tlog::parse_path(path)) {
    WRIT_TRY(std::optional<std::string> bytes, read_file(directory_ / path));
    if (bytes) return *std::move(bytes);
  }
  return Problem{tlog::fault::not_found,
                 fmt::format("there is no `{}` in `{}`", path, directory_.string())};
}

}  // namespace writ::journal
