// What a tenant has switched for now: whether memories are used, whether anything is taken in. By
// tenant and surface; what decisions rest on moves with each of them.
//
// Only what narrows is kept. A toggle of the tenant counts on every surface; a question that does
// not say on which surface it is asked is narrowed as the most careful of them, so that leaving the
// surface out gains nothing.
//
// A further toggle is one more enumerator, its name, and which of its two positions narrows.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "memory/blocks.h"
#include "memory/levels.h"
#include "memory/refs.h"
#include "ops/caller.h"
#include "policy/bundle.h"
#include "store/rows.h"

namespace writ::ops {

enum class Toggle : std::uint8_t {
  application,        // whether memories are used
  incognito,          // whether nothing may be remembered
  surface_collection  // whether a surface takes anything in
};
constexpr auto wire_names(Toggle) {
  return std::to_array<std::string_view>({"application", "incognito", "surface_collection"});
}
inline constexpr std::array every_toggle = {Toggle::application, Toggle::incognito,
                                            Toggle::surface_collection};

// The position that a toggle has where nobody set it: the one that narrows nothing.
constexpr bool is_on_by_default(Toggle toggle) { return toggle != Toggle::incognito; }

// A toggle that was set and narrows.
struct Narrowing {
  Toggle toggle = Toggle::application;
  std::optional<memory::SurfaceRef> surface;
  canon::Timestamp since;
  std::string by;

  static constexpr auto record(auto&& f) {
    using N = Narrowing;
    using canon::field;
    return f("Narrowing", "A toggle that narrows what may be done.",
             field<&N::toggle>("toggle", "Which."),
             field<&N::surface>("surface_ref", "On which surface; absent is on every one."),
             field<&N::since>("since", "When it was set."), field<&N::by>("by", "Who set it."));
  }
};

struct Toggles {
  policy::TenantId tenant_id;
  std::vector<Narrowing> narrowings;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("Toggles", "What a tenant has switched for now.",
             field<&Toggles::tenant_id>("tenant_id", "Whose."),
             field<&Toggles::narrowings>("narrowings", "Each of them."));
  }

  // Whether a toggle narrows what is asked on a surface, or on nobody says which.
  bool narrows(Toggle toggle, const std::optional<memory::SurfaceRef>& surface) const;

  // Sets a toggle on that surface, or for the tenant. Answers whether that changed anything.
  bool set(Toggle toggle, const std::optional<memory::SurfaceRef>& surface, bool on,
           const Caller& by, Instant now);
};

inline constexpr std::string_view toggles_kind = "toggles";
inline constexpr std::string_view toggles_id = "toggles";  // a tenant has one record of them
store::DocumentRow row_of(const Toggles& toggles, Instant now);

// What the toggles forbid of an action that is asked on a surface. `toggles` may be nullptr: then
// nothing was ever set.
void add_blocks(const Toggles* toggles, memory::Action action,
                const std::optional<memory::SurfaceRef>& surface, memory::Blocks& blocks);

}  // namespace writ::ops
