// An item that is not stamped, and what it lacks.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ops/stamps.h"

namespace writ::ops {

struct RefusedItem {
  memory::Action action = memory::Action::collect;
  std::optional<memory::Destination> destination;
  std::vector<std::string> missing;
  std::vector<memory::ReasonCodeId> reason_codes;
  std::optional<std::string> reason;

  static constexpr auto record(auto&& f) {
    using I = RefusedItem;
    using canon::field;
    return f("RefusedItem", "What is not permitted.", field<&I::action>("action", "The action."),
             field<&I::destination>("destination", "Where to."),
             field<&I::missing>("missing", "What it lacks, as `memory.evaluate` says it."),
             field<&I::reason_codes>("reason_codes", "Why its policy is no wider."),
             field<&I::reason>("reason", "Why no rule was asked."));
  }
};

std::vector<RefusedItem> refused_items(const Evaluated& evaluated);

}  // namespace writ::ops
