#include "lint/policies.h"

#include <array>
#include <iterator>
#include <string>

#include "memory/action_set.h"
#include "memory/disclosure.h"
#include "memory/ranks.h"

namespace writ::lint {
namespace {

using Least = memory::Capability (*)(const canon::Value& record, std::string_view member);

template <class Level>
memory::Capability least(const canon::Value& record, std::string_view member) {
  const std::optional<Level> level = word_of<Level>(record, member);
  return level ? memory::Capability::least(*level) : memory::Capability::nothing();
}

// In the order of `axes`.
constexpr std::array<Least, std::size(axes)> leasts{
    least<memory::ContentFidelity>, least<memory::Locality>, least<memory::LearningScope>,
    least<memory::MutationAuthority>, least<memory::DisclosureClass>};

}  // namespace

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

memory::Capability axis_of(const canon::Value& record, std::string_view prefix,
                           std::string_view axis) {
  const auto found = std::ranges::find(axes, axis);
  if (found == std::end(axes)) return memory::Capability::nothing();
  return leasts[static_cast<std::size_t>(found - std::begin(axes))](
      record, std::string(prefix).append(axis));
}

memory::Capability axes_of(const canon::Value& policy) {
  memory::Capability all;
  for (const std::string_view axis : axes) all = all | axis_of(policy, "effective_", axis);
  return all;
}

bool is_within(const memory::DisclosurePermissionVector& vector, memory::Capability most) {
  using memory::Capability;
  const Capability all_but_vector = Capability::cap(memory::DisclosurePermissionVector{});
  return Capability::cap(vector).within(most | all_but_vector);
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
  return word_of<memory::Action>(record, "action");
}

std::vector<memory::PolicyObligation> obligations_of(const std::vector<const Record*>& records) {
  std::vector<memory::PolicyObligation> list;
  for (const Record* record : records) {
    if (auto read = record->as<memory::PolicyObligation>()) list.push_back(*std::move(read));
  }
  return list;
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
