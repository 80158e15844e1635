// The lives of records: the states that a record of each kind can be in, where it may go from each,
// and in which of them it may be relied on. One table for all kinds; a kind that is not in it, a
// state that is not its kind's and a move that is not listed are refused.
//
// Nothing ever comes back: from a state that a record has left, or in which it may no longer be
// relied on, no moves lead to one in which it may. What is to hold again is made anew.
//
// Everything here is a pure function; the table is a constant.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/result.h"
#include "canon/record.h"
#include "canon/types.h"

namespace writ::memory {

namespace fault {
inline constexpr Code illegal_transition{"lifecycle.illegal_transition", Category::conflict};
inline constexpr Code unknown_state{"lifecycle.unknown_state", Category::invalid};
}  // namespace fault

// The states of most kinds.
enum class LifecycleState : std::uint8_t {
  candidate,
  active,
  confirmed,
  superseded,
  invalidated,
  expired,
  blocked,
  archived
};
constexpr auto wire_names(LifecycleState) {
  return std::to_array<std::string_view>({"candidate", "active", "confirmed", "superseded",
                                          "invalidated", "expired", "blocked", "archived"});
}

// What tells of a record's life besides its state; a record has these as members of its own.
struct Life {
  LifecycleState state = LifecycleState::candidate;
  std::optional<canon::Timestamp> activated_at;
  std::optional<canon::Timestamp> superseded_at;
  std::optional<canon::Timestamp> invalidated_at;
  std::optional<std::string> invalidated_by;  // the record that says why
  std::optional<std::string> replacement;     // what took its place

  bool operator==(const Life&) const = default;
};

// That what was superseded or invalidated says when and by what, and that what may still be relied
// on, or not yet, says nothing of the kind.
void check_life(std::string_view kind, const Life& life, const canon::Path& path,
                canon::Faults& faults);

// A row of the table.
struct LifecycleRow {
  std::string_view kind;  // the record's type
  std::string_view state;
  bool initial;  // a record may begin here
  bool holds;    // it may be relied on
  std::span<const std::string_view> next;
};
std::span<const LifecycleRow> lifecycle_table();

// The row of a kind and state, or nullptr.
const LifecycleRow* find_state(std::string_view kind, std::string_view state);

// Whether a record of this kind may be relied on in this state. No for whatever is unknown.
bool holds_in(std::string_view kind, std::string_view state);

// Problems: fault::unknown_state, for a kind or a state that is not in the table;
// fault::illegal_transition, which names both states.
Result<void> check_transition(std::string_view kind, std::string_view from, std::string_view to);

// The same for a vocabulary of states.
template <class State>
  requires std::is_enum_v<State>
Result<void> check_transition(std::string_view kind, State from, State to) {
  const auto name = [](State state) { return wire_names(state)[static_cast<std::size_t>(state)]; };
  return check_transition(kind, name(from), name(to));
}

// The life after a move. `cause` is what it ceases to hold by, or what takes its place; other moves
// have none. A move to the state that it is in already changes nothing. Problems as above, and
// fault::illegal_transition where a cause is missing.
Result<Life> moved(std::string_view kind, Life life, LifecycleState to, Instant now,
                   std::optional<std::string> cause = {});

}  // namespace writ::memory
