#include "world/digests.h"

#include <algorithm>
#include <atomic>
#include <system_error>
#include <thread>

namespace writ::world {
namespace {

using Clock = std::chrono::steady_clock;

// Takes places one after the other, from several threads, until there are no more.
class Digesting {
 public:
  Digesting(const std::vector<DigestPlace>& places, const DigestLimits& limits)
      : places_(places), limits_(limits), end_(Clock::now() + limits.for_all),
        digests_(places.size(), Problem{fault::out_of_time,
                                        "there was no time to look: ask about "
                                        "fewer at once, or later"}) {}

  std::vector<Result<canon::Digest>> run() && {
    {
      std::vector<std::jthread> helpers;
      const std::size_t wanted = std::min(limits_.at_once, places_.size());
      while (helpers.size() + 1 < wanted && start_one(helpers)) {
      }
      work();
    }
    return std::move(digests_);
  }

 private:
  // Where the system has no further thread, those that there are do it.
  bool start_one(std::vector<std::jthread>& helpers) {
    try {
      helpers.emplace_back([this] { work(); });
      return true;
    } catch (const std::system_error&) {
      return false;
    }
  }

  bool is_over() const {
    return Clock::now() >= end_ || (limits_.is_stopped && limits_.is_stopped());
  }

  void work() {
    for (std::size_t i; (i = next_++) < places_.size() && !is_over();) {
      digests_[i] = std::visit([this](const auto& place) { return look(place); }, places_[i]);
    }
  }

  Result<canon::Digest> look(const FilePlace& place) const {
    return file_digest(place,
                       {.max_size = limits_.max_file, .is_stopped = [this] { return is_over(); }});
  }

  Result<canon::Digest> look(const GitPlace& place) const {
    return git_digest(place, {.time = limits_.for_one_site});
  }

  Result<canon::Digest> look(const SitePlace& place) const {
    WRIT_TRY(const std::string body,
             http_get(place.url, {.max_size = limits_.max_body,
                                  .connect_timeout = limits_.for_one_site,
                                  .timeout = limits_.for_one_site,
                                  .is_stopped = [this] { return is_over(); },
                                  .addresses = place.addresses}));
    return canon::sha256(body);
  }

  const std::vector<DigestPlace>& places_;
  const DigestLimits& limits_;
  const Clock::time_point end_;
  std::atomic<std::size_t> next_ = 0;
  std::vector<Result<canon::Digest>> digests_;  // each written by one thread
};

}  // namespace

std::vector<Result<canon::Digest>> digests_of(const std::vector<DigestPlace>& places,
                                              const DigestLimits& limits) {
  return Digesting(places, limits).run();
}

}  // namespace writ::world
