// What one item allows, axis by axis, as it is compared and told.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "memory/disclosure.h"
#include "memory/effective_policy.h"
#include "memory/levels.h"

namespace writ::stamp {

enum class Axis : std::uint8_t {
  content_fidelity,
  locality,
  learning_scope,
  mutation_authority,
  disclosure_class,
  disclosure_vector
};
constexpr auto wire_names(Axis) {
  return std::to_array<std::string_view>({"content_fidelity", "locality", "learning_scope",
                                          "mutation_authority", "disclosure_class",
                                          "disclosure_vector"});
}
inline constexpr auto every_axis = std::to_array<Axis>(
    {Axis::content_fidelity, Axis::locality, Axis::learning_scope, Axis::mutation_authority,
     Axis::disclosure_class, Axis::disclosure_vector});
static_assert(every_axis.size() == wire_names(Axis{}).size());

// Nothing at all, by default.
struct Levels {
  memory::ContentFidelity content_fidelity = memory::ContentFidelity::none;
  memory::Locality locality = memory::Locality::blocked;
  memory::LearningScope learning_scope = memory::LearningScope::none;
  memory::MutationAuthority mutation_authority = memory::MutationAuthority::none;
  memory::DisclosureClass disclosure_class = memory::DisclosureClass::not_disclosable;
  memory::DisclosurePermissionVector disclosure_vector;

  bool operator==(const Levels&) const = default;
};

Levels levels_of(const memory::EffectiveMemoryPolicy& policy);

// The level's name; of the vector its canonical JSON.
std::string text_of(const Levels& levels, Axis axis);

// Reads what text_of() wrote into the axis of `levels`, and answers whether it was that.
bool set_level(Levels& levels, Axis axis, std::string_view text);

// Whether `a` is nowhere above `b` on the axis. Buckets of counts and templates of reasons do not
// rank: where they differ and are shown, neither is at most the other.
bool at_most(const Levels& a, const Levels& b, Axis axis);

}  // namespace writ::stamp
