#include "stamp/levels.h"

#include <algorithm>

#include "canon/json.h"
#include "canon/record.h"
#include "memory/capability.h"

namespace writ::stamp {
namespace {

using memory::Capability;
using memory::DisclosurePermissionVector;

// What the axis has of a capability; all else is the same in any two of one axis.
Capability part_of(const Levels& levels, Axis axis) {
  switch (axis) {
    case Axis::content_fidelity:
      return Capability::least(levels.content_fidelity);
    case Axis::locality:
      return Capability::least(levels.locality);
    case Axis::learning_scope:
      return Capability::least(levels.learning_scope);
    case Axis::mutation_authority:
      return Capability::least(levels.mutation_authority);
    case Axis::disclosure_class:
      return Capability::least(levels.disclosure_class);
    case Axis::disclosure_vector:
      return Capability::cap(levels.disclosure_vector);
  }
  return Capability::nothing();
}

// How it is shown, where it is shown at all, is the same in both.
bool shows_alike(const DisclosurePermissionVector& a, const DisclosurePermissionVector& b) {
  const bool counts = a.count != memory::CountDisclosure::none;
  return (!counts || a.count_bucket_policy == b.count_bucket_policy) &&
         (!a.reason_summary || a.reason_summary_template == b.reason_summary_template);
}

template <class Level>
bool set_word(Level& level, std::string_view text) {
  constexpr auto names = wire_names(Level{});
  const auto found = std::ranges::find(names, text);
  if (found == names.end()) return false;
  level = static_cast<Level>(found - names.begin());
  return true;
}

bool set_vector(DisclosurePermissionVector& vector, std::string_view text) {
  const auto json = canon::Json::parse(text);
  if (!json) return false;
  const auto read = canon::decode<DisclosurePermissionVector>(*json);
  if (read) vector = *read;
  return read.has_value();
}

template <class Level>
std::string name_of(Level level) {
  return std::string(wire_names(level)[static_cast<std::size_t>(level)]);
}

}  // namespace

Levels levels_of(const memory::EffectiveMemoryPolicy& policy) {
  return {policy.content_fidelity,   policy.locality,         policy.learning_scope,
          policy.mutation_authority, policy.disclosure_class, policy.disclosure_vector};
}

std::string text_of(const Levels& levels, Axis axis) {
  switch (axis) {
    case Axis::content_fidelity:
      return name_of(levels.content_fidelity);
    case Axis::locality:
      return name_of(levels.locality);
    case Axis::learning_scope:
      return name_of(levels.learning_scope);
    case Axis::mutation_authority:
      return name_of(levels.mutation_authority);
    case Axis::disclosure_class:
      return name_of(levels.disclosure_class);
    case Axis::disclosure_vector:
      return canon::encode(levels.disclosure_vector);
  }
  return {};
}

bool set_level(Levels& levels, Axis axis, std::string_view text) {
  switch (axis) {
    case Axis::content_fidelity:
      return set_word(levels.content_fidelity, text);
    case Axis::locality:
      return set_word(levels.locality, text);
    case Axis::learning_scope:
      return set_word(levels.learning_scope, text);
    case Axis::mutation_authority:
      return set_word(levels.mutation_authority, text);
    case Axis::disclosure_class:
      return set_word(levels.disclosure_class, text);
    case Axis::disclosure_vector:
      return set_vector(levels.disclosure_vector, text);
  }
  return false;
}

bool at_most(const Levels& a, const Levels& b, Axis axis) {
  if (!part_of(a, axis).within(part_of(b, axis))) return false;
  return axis != Axis::disclosure_vector || shows_alike(a.disclosure_vector, b.disclosure_vector);
}

}  // namespace writ::stamp
