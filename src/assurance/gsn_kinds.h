// The types of elements in gsn2x's YAML, and the prefixes of ids that tell them.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace writ::assurance {

enum class GsnType : std::uint8_t {
  goal,
  strategy,
  solution,
  context,
  assumption,
  justification,
  counter_goal,
  counter_solution
};

struct GsnTypeName {
  std::string_view name;  // as `nodeType` has it
  std::string_view prefix;
};

inline constexpr auto gsn_types = std::to_array<GsnTypeName>({{"Goal", "G"},
                                                              {"Strategy", "S"},
                                                              {"Solution", "Sn"},
                                                              {"Context", "C"},
                                                              {"Assumption", "A"},
                                                              {"Justification", "J"},
                                                              {"CounterGoal", "CG"},
                                                              {"CounterSolution", "CSn"}});

constexpr std::string_view name_of(GsnType type) {
  return gsn_types[static_cast<std::size_t>(type)].name;
}

// By the longest prefix that the id begins with; nothing where it begins with none.
constexpr std::optional<GsnType> gsn_type_of_id(std::string_view id) {
  std::optional<GsnType> found;
  std::size_t longest = 0;
  for (std::size_t i = 0; i < gsn_types.size(); ++i) {
    const std::string_view prefix = gsn_types[i].prefix;
    if (!id.starts_with(prefix) || prefix.size() <= longest) continue;
    found = static_cast<GsnType>(i);
    longest = prefix.size();
  }
  return found;
}

constexpr std::optional<GsnType> gsn_type_of_name(std::string_view name) {
  for (std::size_t i = 0; i < gsn_types.size(); ++i) {
    if (gsn_types[i].name == name) return static_cast<GsnType>(i);
  }
  return std::nullopt;
}

}  // namespace writ::assurance
