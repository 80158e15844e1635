// The digests of many files and sites at once, and of files in git.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "base/result.h"
#include "canon/digest.h"
#include "world/file_digest.h"
#include "world/git_digest.h"
#include "world/http.h"

namespace writ::world {

namespace fault {
inline constexpr Code out_of_time{"digests.out_of_time", Category::unavailable};
}

struct SitePlace {
  std::string url;
  Addresses addresses = Addresses::everybodys;

  auto operator<=>(const SitePlace&) const = default;
};

using DigestPlace = std::variant<FilePlace, GitPlace, SitePlace>;

struct DigestLimits {
  std::uint64_t max_file = std::uint64_t{1} << 30;  // bytes
  std::size_t max_body = 8u << 20;                  // bytes of what a site answers, unpacked
  std::chrono::milliseconds for_one_site{10'000};
  std::chrono::milliseconds for_all{30'000};
  std::size_t at_once = 8;                // threads, at most
  std::function<bool()> is_stopped = {};  // true gives everything up; asked by any thread
};

// SHA-256 of each file, and of the body that each site answers, in the order of `places`. What was
// not begun when the time for all is over is fault::out_of_time; what is under way is given up.
// Other problems: those of file_digest(),
// git_digest() and HttpClient::get().
std::vector<Result<canon::Digest>> digests_of(const std::vector<DigestPlace>& places,
                                              const DigestLimits& limits = {});

}  // namespace writ::world
