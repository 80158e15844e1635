#include "tlog/tile.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "tlog/fault.h"

namespace writ::tlog {
namespace {

constexpr std::string_view tile_folder = "tile/";
constexpr std::string_view entries_folder = "entries/";
constexpr std::string_view partial_mark = ".p/";
constexpr std::size_t max_path_size = 64;

// `x001/x234/067`, and the width where it is partial.
std::string place_of(std::uint64_t index, unsigned width) {
  std::string place = fmt::format("{:03}", index % 1000);
  while ((index /= 1000) != 0) place.insert(0, fmt::format("x{:03}/", index % 1000));
  if (width < tile_width) place += fmt::format(".p/{}", width);
  return place;
}

// Reads and takes away the digits that `text` begins with. The caller makes sure that there is but
// one spelling.
std::optional<unsigned> take_number(std::string_view& text) {
  unsigned number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

bool take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

std::optional<std::uint64_t> take_index(std::string_view& text) {
  std::uint64_t index = 0;
  for (bool more = true; more;) {
    more = take(text, "x");
    const std::optional<unsigned> part = take_number(text);
    if (!part || *part > 999 || (more && !take(text, "/"))) return std::nullopt;
    index = index * 1000 + *part;
    if (index > max_tile_index) return std::nullopt;
  }
  return index;
}

std::uint64_t hashes_at(unsigned level, std::uint64_t size) {
  return level < 64 / tile_height ? size >> (tile_height * level) : 0;
}

}  // namespace

std::string tile_path(unsigned level, std::uint64_t index, unsigned width) {
  return fmt::format("{}{}/{}", tile_folder, level, place_of(index, width));
}

std::string entries_path(std::uint64_t index, unsigned width) {
  return fmt::format("{}{}{}", tile_folder, entries_folder, place_of(index, width));
}

std::string Resource::path() const {
  switch (kind) {
    case Kind::tile:
      return tile_path(level, index, width);
    case Kind::entries:
      return entries_path(index, width);
    case Kind::checkpoint:
      break;
  }
  return std::string(checkpoint_path);
}

std::optional<Resource> parse_path(std::string_view path) {
  if (path.size() > max_path_size) return std::nullopt;
  if (path == checkpoint_path) return Resource{};
  std::string_view rest = path;
  if (!take(rest, tile_folder)) return std::nullopt;
  Resource resource{.kind = Resource::Kind::entries, .width = tile_width};
  if (!take(rest, entries_folder)) {
    resource.kind = Resource::Kind::tile;
    const std::optional<unsigned> level = take_number(rest);
    if (!level || *level > max_level || !take(rest, "/")) return std::nullopt;
    resource.level = *level;
  }
  const std::optional<std::uint64_t> index = take_index(rest);
  if (!index) return std::nullopt;
  resource.index = *index;
  if (take(rest, partial_mark)) {
    const std::optional<unsigned> width = take_number(rest);
    if (!width || *width == 0 || *width >= tile_width) return std::nullopt;
    resource.width = *width;
  }
  // Other spellings of the same, such as further zeros, end here.
  if (!rest.empty() || resource.path() != path) return std::nullopt;
  return resource;
}

unsigned tile_levels(std::uint64_t size) {
  unsigned level = 0;
  while (hashes_at(level, size) != 0) ++level;
  return level;
}

std::uint64_t tile_count(unsigned level, std::uint64_t size) {
  const std::uint64_t hashes = hashes_at(level, size);
  return hashes / tile_width + (hashes % tile_width != 0 ? 1 : 0);
}

unsigned width_of(unsigned level, std::uint64_t index, std::uint64_t size) {
  const std::uint64_t hashes = hashes_at(level, size);
  if (index < hashes / tile_width) return tile_width;
  return index == hashes / tile_width ? static_cast<unsigned>(hashes % tile_width) : 0;
}

Result<void> append_entry(std::string& bundle, std::string_view entry) {
  if (entry.size() > max_entry_size) {
    return Problem{fault::entry_too_large,
                   fmt::format("an entry of {} bytes is too large: a log takes at most {}",
                               entry.size(), max_entry_size)};
  }
  bundle += static_cast<char>(entry.size() >> 8);
  bundle += static_cast<char>(entry.size() & 0xFF);
  bundle += entry;
  return {};
}

Result<std::vector<std::string_view>> split_bundle(std::string_view bundle) {
  const auto bad = [](std::string_view what) {
    return Problem{
        fault::bad_bundle,
        fmt::format("the entry bundle {}: fetch it anew, or ask who keeps the log", what)};
  };
  std::vector<std::string_view> entries;
  entries.reserve(tile_width);
  while (!bundle.empty()) {
    if (entries.size() == tile_width) return bad("has more than 256 entries");
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bundle[i]); };
    const std::size_t size = bundle.size() < 2 ? 0 : byte(0) * 256u + byte(1);
    if (bundle.size() < 2 + size) {
      return bad(fmt::format("is cut off in its entry {}", entries.size()));
    }
    entries.push_back(bundle.substr(2, size));
    bundle.remove_prefix(2 + size);
  }
  return entries;
}

}  // namespace writ::tlog
