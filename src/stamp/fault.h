// Why a stamp is not issued, or not honoured. In the order in which they are looked for.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace writ::stamp {

enum class StampFault : std::uint8_t {
  altered,          // an id is not that of its content
  no_items,         // nothing is permitted
  repeated_item,    // one action and destination twice over
  policy_mismatch,  // a policy is not of the item's object, action, destination and question
  another_object,   // it is for another memory
  action_not_listed,
  destination_not_listed,
  blocked,
  invalidated,
  superseded,
  expired,
  archived,
  not_moved,     // nothing has changed that it could be stamped anew for
  issued_later,  // its time lies ahead: a clock is wrong
  stale_generation,
  stale_effective_state,
  another_context,  // it was issued for another question
  below_minima      // its own policy does not allow what the action needs
};
constexpr auto wire_names(StampFault) {
  return std::to_array<std::string_view>(
      {"stamp.id_is_not_its_content", "stamp.nothing_permitted", "stamp.repeated_item",
       "stamp.policy_is_not_of_its_item", "stamp.another_object", "stamp.action_not_listed",
       "stamp.destination_not_listed", "stamp.blocked", "stamp.invalidated", "stamp.superseded",
       "stamp.expired", "stamp.archived", "stamp.state_has_not_moved", "stamp.issued_later",
       "stamp.stale_generation", "stamp.stale_effective_state", "stamp.another_context",
       "stamp.policy_below_minima"});
}

constexpr std::string_view name_of(StampFault fault) {
  return wire_names(fault)[static_cast<std::size_t>(fault)];
}

}  // namespace writ::stamp
