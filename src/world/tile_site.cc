#include "world/tile_site.h"

#include <fmt/format.h>

#include "tlog/fault.h"
#include "tlog/tile.h"

namespace writ::world {

Result<TileSite> TileSite::at(std::string_view base, HttpLimits limits) {
  std::string url(base);
  WRIT_CHECK(check_url(url));
  if (url.find_first_of("?#") != std::string::npos) {
    return Problem{fault::bad_url,
                   fmt::format("`{}` cannot have paths appended: give the address of the log "
                               "without `?` and `#`",
                               url)};
  }
  if (!url.ends_with('/')) url += '/';
  return TileSite(std::move(url), std::move(limits));
}

Result<std::string> TileSite::fetch(std::string_view path) {
  const auto missing = [&] {
    return Problem{tlog::fault::not_found, fmt::format("there is no `{}{}`", base_, path)};
  };
  if (!tlog::parse_path(path)) return missing();
  Result<std::string> body = client_.get(base_ + std::string(path));
  if (!body && body.error().code.name == fault::not_found.name) return missing();
  return body;
}

}  // namespace writ::world
