// A stamp: that the listed items of one memory were permitted, each by an effective policy of its
// own, to be shown wherever they are done. It authorises nothing by itself but through check().
#pragma once

#include <optional>
#include <vector>

#include "memory/context.h"
#include "memory/effective_policy.h"
#include "memory/lifecycle.h"
#include "memory/refs.h"
#include "stamp/ceiling.h"
#include "stamp/item.h"

namespace writ::stamp {

inline constexpr std::string_view stamp_kind = "PolicyStamp";

struct PolicyStampScopeItem {
  memory::Action action = memory::Action::collect;
  std::optional<memory::Destination> destination;
  memory::EffectiveMemoryPolicyRef policy;
  memory::PolicyCeilingRef ceiling;

  bool operator==(const PolicyStampScopeItem&) const = default;

  static constexpr auto record(auto&& f) {
    using I = PolicyStampScopeItem;
    using canon::field;
    return f("PolicyStampScopeItem", "One thing that a stamp is for.",
             field<&I::action>("action", "The action."),
             field<&I::destination>("destination", "Where to; present exactly for an egress."),
             field<&I::policy>("effective_policy_ref",
                               "The policy of this very object, action, destination and context."),
             field<&I::ceiling>("original_ceiling_ref", "The ceiling of the root stamp."));
  }
  void check(const canon::Path& path, canon::Faults& faults) const {
    check_key(key_of(*this), path, faults);
  }
};

struct PolicyStamp {
  canon::Literal<"PolicyStamp"> record_kind;
  memory::SchemaVersion schema_version;
  canon::Timestamp recorded_at;
  memory::PolicyStampRef id;
  memory::SchemaOwner schema_owner;
  memory::MemoryObjectRef object;
  canon::Literal<"EC_compiled_policy_evaluator"> issued_by;
  memory::PolicyRuntimeFreshnessKey freshness_key;
  std::vector<PolicyStampScopeItem> items;
  std::optional<canon::Timestamp> expires_at;
  memory::LifecycleState lifecycle_state = memory::LifecycleState::active;
  std::optional<canon::Timestamp> activated_at;
  std::optional<canon::Timestamp> superseded_at;
  std::optional<canon::Timestamp> invalidated_at;
  std::optional<std::string> invalidated_by;
  std::optional<std::string> replacement;
  std::vector<memory::ReasonCodeId> reason_codes;

  bool operator==(const PolicyStamp&) const = default;

  static constexpr auto record(auto&& f) {
    using S = PolicyStamp;
    using canon::field;
    return f("PolicyStamp", "That some things may be done with a memory, until something changes.",
             field<&S::record_kind>("record_kind", "The record's type."),
             field<&S::schema_version>("schema_version", "Of its schema."),
             field<&S::recorded_at>("recorded_at", "When it was issued."),
             field<&S::id>("stamp_id", "Names this stamp, by its content as it was issued."),
             field<&S::schema_owner>("schema_owner", "Whose schema it follows."),
             field<&S::object>("object_ref", "The memory."),
             field<&S::issued_by>("issued_by", "Who issues stamps."),
             field<&S::freshness_key>("freshness_key", "The state that it holds under."),
             field<&S::items>("scope_items", "What it is for, and for nothing else."),
             field<&S::expires_at>("expires_at", "From when on it no longer holds."),
             field<&S::lifecycle_state>("lifecycle_state",
                                        "`active`, `superseded`, `invalidated`, `expired`, "
                                        "`blocked` or `archived`."),
             field<&S::activated_at>("activated_at", "Since when it may be relied on."),
             field<&S::superseded_at>("superseded_at", "When another took its place."),
             field<&S::invalidated_at>("invalidated_at", "When it ceased to hold."),
             field<&S::invalidated_by>("invalidated_by_ref", "The invalidation that says why."),
             field<&S::replacement>("replacement_ref", "The stamp that took its place."),
             field<&S::reason_codes>("reason_codes", "Why."));
  }
  void check(const canon::Path& path, canon::Faults& faults) const;
};

// What a stamp is for, apart from it: for those who show it.
struct PolicyStampScope {
  canon::Literal<"PolicyStampScope"> record_kind;
  memory::SchemaVersion schema_version;
  canon::Timestamp recorded_at;
  memory::PolicyStampScopeRef id;
  memory::SchemaOwner schema_owner;
  memory::PolicyStampRef stamp;
  memory::MemoryObjectRef object;
  std::vector<PolicyStampScopeItem> items;
  memory::PolicyRuntimeFreshnessKey freshness_key;
  std::optional<canon::Timestamp> expires_at;

  static constexpr auto record(auto&& f) {
    using S = PolicyStampScope;
    using canon::field;
    return f("PolicyStampScope", "What a stamp is for.",
             field<&S::record_kind>("record_kind", "The record's type."),
             field<&S::schema_version>("schema_version", "Of its schema."),
             field<&S::recorded_at>("recorded_at", "When the stamp was issued."),
             field<&S::id>("stamp_scope_id", "Names this scope, by its content."),
             field<&S::schema_owner>("schema_owner", "Whose schema it follows."),
             field<&S::stamp>("stamp_ref", "The stamp."),
             field<&S::object>("object_ref", "The memory."),
             field<&S::items>("scope_items", "What it is for."),
             field<&S::freshness_key>("freshness_key", "The state that it holds under."),
             field<&S::expires_at>("expires_at", "From when on it no longer holds."));
  }
  void check(const canon::Path& path, canon::Faults& faults) const {
    check_items(items, "scope_items", path, faults);
  }
};

// A stamp with all that it rests on, as it is kept: the policy of each item and the question that
// each of these answers, in the order of the items, and the root's ceiling.
struct KeptStamp {
  PolicyStamp stamp;
  std::vector<memory::EffectiveMemoryPolicy> policies;
  std::vector<memory::PolicyEvaluationContext> contexts;
  PolicyCeilingSnapshot ceiling;

  static constexpr auto record(auto&& f) {
    using K = KeptStamp;
    using canon::field;
    return f("KeptStamp", "A stamp with all that it rests on.",
             field<&K::stamp>("stamp", "The stamp."),
             field<&K::policies>("effective_policies", "The policy of each item, in their order."),
             field<&K::contexts>("evaluation_contexts", "The question that each answers."),
             field<&K::ceiling>("ceiling", "The ceiling of the root stamp."));
  }
};

// Their ids, by content. A stamp's is that of the stamp as it was issued, whatever became of it. A
// ceiling and its root stamp name one another; the ceiling's id leaves its stamp out.
void name(PolicyStamp& stamp);
void name(PolicyStampScope& scope);
void name(PolicyCeilingSnapshot& ceiling);

PolicyStampScope scope_of(const PolicyStamp& stamp);

// Moves the stamp on. Problems as memory::moved().
Result<void> advance(PolicyStamp& stamp, memory::LifecycleState to, Instant now,
                     std::optional<std::string> cause = {});

// Whether it has run out by `now`, whatever became of it.
bool has_run_out(const PolicyStamp& stamp, Instant now);

// Ends a stamp that has run out by `now`, for ever, and answers whether it did. So a clock that
// goes back brings nothing back that was seen to run out.
bool expire(PolicyStamp& stamp, Instant now);

}  // namespace writ::stamp
