#include "ops/toggles.h"

#include <algorithm>

#include "canon/record_define.h"
#include "memory/action_set.h"
#include "ops/document_row.h"

namespace writ::ops {
namespace {

constexpr memory::ActionSet remembering{memory::Action::collect, memory::Action::extract,
                                        memory::Action::classify, memory::Action::write_candidate,
                                        memory::Action::write_durable};

}  // namespace

bool Toggles::narrows(Toggle toggle, const std::optional<memory::SurfaceRef>& surface) const {
  return std::ranges::any_of(narrowings, [&](const Narrowing& narrowing) {
    return narrowing.toggle == toggle &&
           (!narrowing.surface || !surface || *narrowing.surface == *surface);
  });
}

bool Toggles::set(Toggle toggle, const std::optional<memory::SurfaceRef>& surface, bool on,
                  const Caller& by, Instant now) {
  const auto same = [&](const Narrowing& narrowing) {
    return narrowing.toggle == toggle && narrowing.surface == surface;
  };
  const auto found = std::ranges::find_if(narrowings, same);
  const bool narrow = on != is_on_by_default(toggle);
  if (narrow == (found != narrowings.end())) return false;
  if (narrow) {
    narrowings.push_back(
        {.toggle = toggle, .surface = surface, .since = canon::Timestamp(now), .by = by.principal});
  } else {
    narrowings.erase(found);
  }
  return true;
}

store::DocumentRow row_of(const Toggles& toggles, Instant now) {
  return document_row(toggles_kind, toggles.tenant_id.text(), toggles_id, &toggles, now);
}

void add_blocks(const Toggles* toggles, memory::Action action,
                const std::optional<memory::SurfaceRef>& surface, memory::Blocks& blocks) {
  if (toggles == nullptr) return;
  if (toggles->narrows(Toggle::application, surface)) blocks.add(memory::Block::application_off);
  if (!remembering.has(action)) return;
  if (toggles->narrows(Toggle::incognito, surface) ||
      toggles->narrows(Toggle::surface_collection, surface)) {
    blocks.add(memory::Block::collection_suppressed);
  }
}

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::Narrowing);
DEFINE_RECORD(writ::ops::Toggles);
