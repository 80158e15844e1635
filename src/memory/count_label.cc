#include "memory/count_label.h"

#include <algorithm>
#include <array>

namespace writ::memory {
namespace {

constexpr auto buckets = std::to_array<CountBucket>(
    {{0, "none"}, {1, "one"}, {2, "a few"}, {6, "several"}, {11, "multiple"}});

}  // namespace

std::span<const CountBucket> count_buckets() { return buckets; }

std::optional<std::string> count_label(std::int64_t count, DisclosureClass disclosure_class,
                                       CountDisclosure mode) {
  if (disclosure_class < DisclosureClass::generic_safe_label_only) return std::nullopt;
  if (mode == CountDisclosure::none) return std::nullopt;
  if (mode == CountDisclosure::exact && disclosure_class == DisclosureClass::full) {
    return std::to_string(count);
  }
  const auto after = std::ranges::upper_bound(buckets, count, {}, &CountBucket::from);
  return std::string((after - 1)->label);
}

}  // namespace writ::memory
