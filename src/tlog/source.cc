#include "tlog/source.h"

#include <fmt/format.h>

#include "tlog/fault.h"
#include "tlog/tile.h"

namespace writ::tlog {
namespace {

// What lies at `path`, or, where nothing does, at `full`; which of both it was.
struct Fetched {
  std::string bytes;
  bool is_full = false;
};
Result<Fetched> fetch_either(TileSource& source, const std::string& path, const std::string& full) {
  Result<std::string> partial = source.fetch(path);
  if (partial) return Fetched{*std::move(partial), path == full};
  if (path == full || partial.error().code.name != fault::not_found.name) {
    return std::move(partial).error();
  }
  Result<std::string> instead = source.fetch(full);
  if (instead) return Fetched{*std::move(instead), true};
  if (instead.error().code.name != fault::not_found.name) return std::move(instead).error();
  return std::move(partial).error();
}

}  // namespace

Result<std::string> fetch_tile(TileSource& source, unsigned level, std::uint64_t index,
                               unsigned width) {
  const std::string path = tile_path(level, index, width);
  WRIT_TRY(Fetched fetched, fetch_either(source, path, tile_path(level, index)));
  const std::size_t expected = hash_size * (fetched.is_full ? tile_width : width);
  if (fetched.bytes.size() != expected) {
    return Problem{fault::wrong_length,
                   fmt::format("`{}` has {} bytes and must have {}: fetch it anew, or ask who "
                               "keeps the log",
                               path, fetched.bytes.size(), expected)};
  }
  fetched.bytes.resize(hash_size * width);
  return std::move(fetched.bytes);
}

Result<std::string> fetch_entries(TileSource& source, std::uint64_t index, unsigned width) {
  const std::string path = entries_path(index, width);
  WRIT_TRY(Fetched fetched, fetch_either(source, path, entries_path(index)));
  Result<std::vector<std::string_view>> entries = split_bundle(fetched.bytes);
  if (!entries) return std::move(entries.error()).in(fmt::format("`{}`", path));
  const std::size_t expected = fetched.is_full ? tile_width : width;
  if (entries->size() != expected) {
    return Problem{fault::wrong_length,
                   fmt::format("`{}` has {} entries and must have {}: fetch it anew, or ask who "
                               "keeps the log",
                               path, entries->size(), expected)};
  }
  if (width < expected) {
    const std::string_view next = (*entries)[width];
    fetched.bytes.resize(static_cast<std::size_t>(next.data() - fetched.bytes.data()) - 2);
  }
  return std::move(fetched.bytes);
}

}  // namespace writ::tlog
