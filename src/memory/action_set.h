// A set of actions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>

#include "memory/levels.h"

namespace writ::memory {

inline constexpr std::size_t action_count = wire_names(Action{}).size();

class ActionSet {
 public:
  constexpr ActionSet() = default;
  constexpr ActionSet(std::initializer_list<Action> actions) {
    for (const Action action : actions) bits_ |= bit(action);
  }
  static constexpr ActionSet of(std::span<const Action> actions) {
    ActionSet set;
    for (const Action action : actions) set.bits_ |= bit(action);
    return set;
  }

  constexpr bool has(Action action) const { return (bits_ & bit(action)) != 0; }
  auto operator<=>(const ActionSet&) const = default;

 private:
  static constexpr std::uint32_t bit(Action action) {
    return std::uint32_t{1} << static_cast<unsigned>(action);
  }
  std::uint32_t bits_ = 0;
};

// By which bytes leave a runtime: these name a destination.
inline constexpr ActionSet egress_actions{Action::export_, Action::delegate, Action::carryover};

// What moves nothing: it only shows, and never the content.
inline constexpr ActionSet showing_actions{Action::render_safe_label, Action::ui_disclose,
                                           Action::inspect};

constexpr bool is_egress(Action action) { return egress_actions.has(action); }
constexpr bool is_movement(Action action) { return !showing_actions.has(action); }

constexpr std::string_view name_of(Action action) {
  return wire_names(Action{})[static_cast<std::size_t>(action)];
}

}  // namespace writ::memory
