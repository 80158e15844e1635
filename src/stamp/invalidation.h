// Invalidations: that a stamp holds no longer, what changed on which axis of which item, and what
// each item needs now. What is told of it to people gives away no more than what may still be said.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "memory/effective_policy.h"
#include "memory/refs.h"
#include "stamp/item.h"
#include "stamp/levels.h"
#include "stamp/stamp.h"

namespace writ::stamp {

enum class DeltaKind : std::uint8_t {
  tightened,
  unchanged,       // a rise within the ceiling too: only a restamp grants it
  widened_illegal  // above the root stamp's ceiling
};
constexpr auto wire_names(DeltaKind) {
  return std::to_array<std::string_view>({"tightened", "unchanged", "widened_illegal"});
}

enum class Remediation : std::uint8_t { restamp, downgrade, block };
constexpr auto wire_names(Remediation) {
  return std::to_array<std::string_view>({"restamp", "downgrade", "block"});
}

struct PolicyAxisDelta {
  Axis axis = Axis::content_fidelity;
  std::string prior_value;
  std::string new_value;
  DeltaKind kind = DeltaKind::tightened;

  static constexpr auto record(auto&& f) {
    using D = PolicyAxisDelta;
    using canon::field;
    return f("PolicyAxisDelta", "What became of one axis.", field<&D::axis>("axis", "The axis."),
             field<&D::prior_value>("prior_value", "Under the stamp."),
             field<&D::new_value>("new_value", "Now."),
             field<&D::kind>("delta_kind", "Which way it went."));
  }
};

struct PolicyStampInvalidationScopeItem {
  memory::Action action = memory::Action::collect;
  std::optional<memory::Destination> destination;
  memory::EffectiveMemoryPolicyRef prior_policy;
  std::optional<memory::EffectiveMemoryPolicyRef> new_policy;
  std::vector<PolicyAxisDelta> deltas;
  Remediation remediation = Remediation::block;

  static constexpr auto record(auto&& f) {
    using I = PolicyStampInvalidationScopeItem;
    using canon::field;
    return f("PolicyStampInvalidationScopeItem", "What became of one item.",
             field<&I::action>("action", "The item's action."),
             field<&I::destination>("destination", "The item's destination."),
             field<&I::prior_policy>("prior_effective_policy_ref", "Its policy under the stamp."),
             field<&I::new_policy>("new_effective_policy_ref", "Its policy now, if it has one."),
             field<&I::deltas>("axis_deltas", "Axis by axis."),
             field<&I::remediation>("required_remediation", "What it needs now."));
  }
  void check(const canon::Path& path, canon::Faults& faults) const {
    check_key(key_of(*this), path, faults);
  }
};

struct PolicyStampInvalidation {
  canon::Literal<"PolicyStampInvalidation"> record_kind;
  memory::SchemaVersion schema_version;
  canon::Timestamp recorded_at;
  memory::PolicyStampInvalidationRef id;
  memory::SchemaOwner schema_owner;
  memory::PolicyStampRef stamp;
  memory::MemoryObjectRef object;
  memory::PolicyRuntimeFreshnessKey prior_key;
  memory::PolicyRuntimeFreshnessKey new_key;
  std::vector<PolicyStampInvalidationScopeItem> items;
  memory::SafeReferenceLabelRef summary;
  std::vector<memory::ReasonCodeId> reason_codes;

  static constexpr auto record(auto&& f) {
    using I = PolicyStampInvalidation;
    using canon::field;
    return f("PolicyStampInvalidation", "That a stamp no longer holds, and why.",
             field<&I::record_kind>("record_kind", "The record's type."),
             field<&I::schema_version>("schema_version", "Of its schema."),
             field<&I::recorded_at>("recorded_at", "When it was found."),
             field<&I::id>("invalidation_id", "Names this invalidation, by its content."),
             field<&I::schema_owner>("schema_owner", "Whose schema it follows."),
             field<&I::stamp>("invalidated_stamp_ref", "The stamp."),
             field<&I::object>("object_ref", "The memory."),
             field<&I::prior_key>("prior_freshness_key", "The state that it held under."),
             field<&I::new_key>("new_freshness_key", "The state now."),
             field<&I::items>("affected_scope_items", "What became of each item."),
             field<&I::summary>("user_visible_summary_ref", "What people may be told."),
             field<&I::reason_codes>("reason_codes", "Why."));
  }
  void check(const canon::Path& path, canon::Faults& faults) const {
    check_items(items, "affected_scope_items", path, faults);
  }
};

// What holds of an item now.
struct Present {
  memory::EffectiveMemoryPolicy policy;
  bool permitted = false;
};

// Whether it is permitted, and its own policy allows what its action needs. No for nullptr.
bool is_permitted(const Present* present);

// What holds of the item of a key, or nullptr.
const Present* find_present(const std::vector<Present>& present, const ItemKey& key);

struct InvalidationTerms {
  memory::PolicyRuntimeFreshnessKey freshness_key;
  Instant now;
  std::vector<memory::ReasonCodeId> reason_codes;
};

// What became of a stamp's items. An item that is not among `present` has no policy any more and is
// blocked; so is one that is not permitted, or that rose above the ceiling on any axis. One that
// fell is to be downgraded, and every other to be stamped again.
PolicyStampInvalidation invalidation_of(const KeptStamp& stamp, const InvalidationTerms& terms,
                                        const std::vector<Present>& present);

void name(PolicyStampInvalidation& invalidation);

}  // namespace writ::stamp
