// A log that a web site serves as C2SP tlog-tiles says.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "tlog/source.h"
#include "world/http.h"

namespace writ::world {

// For one thread at a time.
class TileSite : public tlog::TileSource {
 public:
  // `base` is the URL that the paths of the log are appended to; a `/` at its end makes no
  // difference. Problem: fault::bad_url, also where it has a query or a fragment.
  static Result<TileSite> at(std::string_view base, HttpLimits limits = {});

  // Only what is a path of a log is asked for. A file that is not there is tlog::fault::not_found.
  Result<std::string> fetch(std::string_view path) override;

 private:
  TileSite(std::string base, HttpLimits limits)
      : base_(std::move(base)), client_(std::move(limits)) {}

  std::string base_;  // ends in a `/`
  HttpClient client_;
};

}  // namespace writ::world
