#include "stamp/columns.h"

namespace writ::stamp {
namespace {

RestampDisposition disposition_of(memory::Words ceiling, memory::Words fresh) {
  std::uint32_t above = 0;
  std::uint32_t differs = 0;
  std::uint32_t left = 0;
  for (std::size_t i = 0; i < fresh.size(); ++i) {
    above |= fresh[i] & ~ceiling[i];
    differs |= fresh[i] ^ ceiling[i];
    left |= fresh[i];
  }
  if (above != 0 || left == 0) return RestampDisposition::block;
  return differs != 0 ? RestampDisposition::downgrade : RestampDisposition::keep;
}

}  // namespace

RestampEstimate compare_columns(memory::Words ceiling, memory::Words fresh,
                                std::span<const std::uint32_t> begins,
                                std::span<RestampDisposition> result) {
  RestampEstimate estimate;
  for (std::size_t i = 0; i < result.size(); ++i) {
    const std::size_t first = begins[i];
    const std::size_t count = begins[i + 1] - first;
    result[i] = disposition_of(ceiling.subspan(first, count), fresh.subspan(first, count));
    switch (result[i]) {
      case RestampDisposition::keep:
        ++estimate.keep;
        break;
      case RestampDisposition::downgrade:
        ++estimate.downgrade;
        break;
      case RestampDisposition::block:
        ++estimate.block;
        break;
    }
  }
  return estimate;
}

}  // namespace writ::stamp
