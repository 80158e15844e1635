// Why an effective policy is at bottom, whatever its decisions say.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace writ::memory {

// In the order in which they are told.
enum class Block : std::uint8_t {
  no_policy,                // no policy decides: there is none, or it may not decide now
  stale_generation,         // the question itself was asked under another generation
  stale_effective_state,    // or under another effective state
  no_destination,           // an egress action that does not say where to
  malformed_axis,           // a decision that applies, and lacks a level or its context
  no_decision,              // nothing authorises it
  no_destination_decision,  // an egress action that nothing authorises for this very destination
  undefined_obligation,     // an obligation is referred to and not there, or is there twice over
  obligation_conflict,      // obligations that cannot all be met
  destination_not_related,  // the destination is none that its relation leads to
  forbidden_by_floor,       // the floor does not leave the action open
  application_off,          // memories are not used now, where it is asked from
  collection_suppressed     // nothing is taken in now, where it is asked from
};
constexpr auto wire_names(Block) {
  return std::to_array<std::string_view>(
      {"policy.no_policy_decides", "policy.stale_generation", "policy.stale_effective_state",
       "policy.destination_required_action_without_destination", "policy.malformed_axis",
       "policy.no_applicable_decision", "policy.no_destination_specific_decision",
       "policy.undefined_policy_obligation", "policy.obligation_conflict",
       "policy.destination_not_allowed_for_relation", "policy.action_not_allowed_under_floor",
       "policy.application_off", "policy.collection_suppressed"});
}

class Blocks {
 public:
  constexpr void add(Block block) { bits_ |= bit(block); }
  constexpr bool has(Block block) const { return (bits_ & bit(block)) != 0; }
  constexpr bool any() const { return bits_ != 0; }

  bool operator==(const Blocks&) const = default;

 private:
  static constexpr std::uint16_t bit(Block block) {
    return static_cast<std::uint16_t>(1u << static_cast<unsigned>(block));
  }
  std::uint16_t bits_ = 0;
};

}  // namespace writ::memory
