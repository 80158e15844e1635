#include "cli/log_arguments.h"

#include <CLI/CLI.hpp>
#include <sstream>
#include <utility>

#include <fmt/format.h>

#include "cli/shell.h"
#include "journal/tile_directory.h"
#include "tlog/fault.h"
#include "world/tile_site.h"

namespace writ::cli {

void TrustedKeys::add_to(CLI::App& command) {
  command.add_option("--key", texts,
                     "a public key to trust, `name+id+base64`; may be given more than once");
  command.add_option("--key-file", file, "such keys, one a line; `#` begins a comment");
}

Result<std::vector<tlog::VerifierKey>> TrustedKeys::read() const {
  std::vector<std::string> all = texts;
  if (!file.empty()) {
    WRIT_TRY(const std::string text, read_input(file));
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
      if (line.ends_with('\r')) line.pop_back();
      if (!line.empty() && !line.starts_with('#')) all.push_back(line);
    }
  }
  if (all.empty()) {
    return Problem{tlog::fault::bad_key,
                   "no key is trusted: give the log's public key with --key or --key-file"};
  }
  std::vector<tlog::VerifierKey> keys;
  for (const std::string& text : all) {
    Result<tlog::VerifierKey> key = tlog::VerifierKey::parse(text);
    if (!key) return std::move(key.error()).in(fmt::format("`{}`", text));
    keys.push_back(*key);
  }
  return keys;
}

bool is_url(const std::string& place) { return place.contains("://"); }

Result<std::unique_ptr<tlog::TileSource>> open_log(const std::string& place,
                                                   std::function<bool()> is_stopped) {
  if (!is_url(place)) return std::make_unique<journal::TileDirectory>(place);
  WRIT_TRY(world::TileSite site, world::TileSite::at(place, {.is_stopped = std::move(is_stopped)}));
  return std::make_unique<world::TileSite>(std::move(site));
}

}  // namespace writ::cli
