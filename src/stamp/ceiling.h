// The ceiling of a chain of stamps: what its root stamp allowed, item by item. Every restamp,
// however far down the chain, is compared with it and with nothing else.
#pragma once

#include <optional>
#include <vector>

#include "memory/freshness.h"
#include "memory/refs.h"
#include "stamp/item.h"
#include "stamp/levels.h"

namespace writ::stamp {

struct PolicyCeilingItem {
  memory::Action action = memory::Action::collect;
  std::optional<memory::Destination> destination;
  memory::ContentFidelity content_fidelity = memory::ContentFidelity::none;
  memory::Locality locality = memory::Locality::blocked;
  memory::LearningScope learning_scope = memory::LearningScope::none;
  memory::MutationAuthority mutation_authority = memory::MutationAuthority::none;
  memory::DisclosureClass disclosure_class = memory::DisclosureClass::not_disclosable;
  memory::DisclosurePermissionVector disclosure_vector;

  bool operator==(const PolicyCeilingItem&) const = default;

  static constexpr auto record(auto&& f) {
    using I = PolicyCeilingItem;
    using canon::field;
    return f("PolicyCeilingItem", "The most that an item may ever allow.",
             field<&I::action>("action", "The action."),
             field<&I::destination>("destination", "Where to; present exactly for an egress."),
             field<&I::content_fidelity>("max_content_fidelity", "Of the content."),
             field<&I::locality>("max_locality", "How far."),
             field<&I::learning_scope>("max_learning_scope", "What may learn from it."),
             field<&I::mutation_authority>("max_mutation_authority", "What may be written."),
             field<&I::disclosure_class>("max_disclosure_class", "What may be said of it."),
             field<&I::disclosure_vector>("max_disclosure_vector", "The same, part by part."));
  }
  void check(const canon::Path& path, canon::Faults& faults) const {
    check_key(key_of(*this), path, faults);
  }
};

struct PolicyCeilingSnapshot {
  canon::Literal<"PolicyCeilingSnapshot"> record_kind;
  memory::SchemaVersion schema_version;
  canon::Timestamp recorded_at;
  memory::PolicyCeilingRef id;
  memory::SchemaOwner schema_owner;
  memory::PolicyStampRef root_stamp;
  memory::MemoryObjectRef object;
  std::vector<PolicyCeilingItem> items;
  memory::PolicyRuntimeFreshnessKey freshness_key;
  canon::Timestamp issued_at;
  canon::Literal<"EC"> issued_by;
  std::vector<memory::ReasonCodeId> reason_codes;

  bool operator==(const PolicyCeilingSnapshot&) const = default;

  static constexpr auto record(auto&& f) {
    using C = PolicyCeilingSnapshot;
    using canon::field;
    return f("PolicyCeilingSnapshot", "What a root stamp allowed: no restamp ever allows more.",
             field<&C::record_kind>("record_kind", "The record's type."),
             field<&C::schema_version>("schema_version", "Of its schema."),
             field<&C::recorded_at>("recorded_at", "When it was taken."),
             field<&C::id>("ceiling_id", "Names this ceiling, by its content."),
             field<&C::schema_owner>("schema_owner", "Whose schema it follows."),
             field<&C::root_stamp>("root_stamp_ref", "The stamp that it was taken of."),
             field<&C::object>("object_ref", "The memory."),
             field<&C::items>("ceiling_items", "Item by item."),
             field<&C::freshness_key>("issued_under_freshness_key", "The state at that time."),
             field<&C::issued_at>("issued_at", "When the root stamp was issued."),
             field<&C::issued_by>("issued_by", "Who issues ceilings."),
             field<&C::reason_codes>("reason_codes", "For people."));
  }
  void check(const canon::Path& path, canon::Faults& faults) const {
    check_items(items, "ceiling_items", path, faults);
  }
};

Levels levels_of(const PolicyCeilingItem& item);

// The ceiling of a root stamp's item is what its policy allows.
PolicyCeilingItem ceiling_item_of(const memory::EffectiveMemoryPolicy& policy);

}  // namespace writ::stamp
