#include "lint/policies.h"

#include <algorithm>
#include <string>

#include "memory/action_set.h"
#include "memory/disclosure.h"
#include "memory/ranks.h"

namespace writ::lint {

std::optional<unsigned> rank_of(const canon::Value& record, std::string_view prefix,
                                std::string_view axis) {
  const std::string_view level = text_of(record, std::string(prefix).append(axis));
  const auto table = memory::axis_ranks();
  const auto ranks = std::ranges::find(table, axis, &memory::AxisRanks::axis);
  if (ranks == table.end()) return std::nullopt;
  const auto found = std::ranges::find(ranks->levels, level, &memory::Rank::level);
  if (found == ranks->levels.end()) return std::nullopt;
  return found->rank;
}

bool is_bottom(const canon::Value& policy) {
  return std::ranges::all_of(
      axes, [&](std::string_view axis) { return rank_of(policy, "effective_", axis) == 0u; });
}

std::vector<const Record*> referred(const RecordSet& records, const canon::Value& record,
                                    std::string_view member, std::string_view kind) {
  std::vector<const Record*> list;
  for (const std::string_view ref : texts_of(record, member)) {
    if (const Record* found = records.find(kind, ref)) list.push_back(found);
  }
  return list;
}

const Record* context_of(const RecordSet& records, const canon::Value& record) {
  return records.find(context_kind, text_of(record, "policy_evaluation_context_ref"));
}

std::optional<memory::Action> action_of(const canon::Value& record) {
  constexpr auto names = memory::wire_names(memory::Action{});
  const auto found = std::ranges::find(names, text_of(record, "action"));
  if (found == names.end()) return std::nullopt;
  return static_cast<memory::Action>(found - names.begin());
}

bool is_egress(const canon::Value& record) {
  const std::optional<memory::Action> action = action_of(record);
  return action && memory::is_egress(*action);
}

bool is_malformed(const Record& decision) {
  const canon::Value* vector = decision.value().find("disclosure_vector");
  return vector == nullptr ||
         !canon::decode<memory::DisclosurePermissionVector>(decision.json.part(*vector)) ||
         !std::ranges::all_of(axes, [&](std::string_view axis) {
           return rank_of(decision.value(), "", axis).has_value();
         });
}

}  // namespace writ::lint
