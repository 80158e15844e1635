// What a user interface draws from: for every item of a stamp whether it can be stamped again and
// how its control is shown, and what may be said of the memory. Who draws evaluates no policy.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "memory/disclosure.h"
#include "memory/freshness.h"
#include "memory/refs.h"
#include "memory/safe_label.h"
#include "stamp/check.h"
#include "stamp/invalidation.h"
#include "stamp/item.h"

namespace writ::stamp {

enum class RestampEligibility : std::uint8_t {
  eligible,
  downgrade_only,
  blocked,
  requires_disambiguation
};
constexpr auto wire_names(RestampEligibility) {
  return std::to_array<std::string_view>(
      {"eligible", "downgrade_only", "blocked", "requires_disambiguation"});
}

enum class VisibleDisposition : std::uint8_t {
  enabled,
  disabled_policy_blocked,
  disabled_requires_restamp,
  disabled_requires_disambiguation,
  hidden_not_disclosable
};
constexpr auto wire_names(VisibleDisposition) {
  return std::to_array<std::string_view>(
      {"enabled", "disabled_policy_blocked", "disabled_requires_restamp",
       "disabled_requires_disambiguation", "hidden_not_disclosable"});
}

struct PolicyUIExportItem {
  memory::Action action = memory::Action::collect;
  std::optional<memory::Destination> destination;
  memory::EffectiveMemoryPolicyRef policy;
  RestampEligibility eligibility = RestampEligibility::blocked;
  VisibleDisposition disposition = VisibleDisposition::hidden_not_disclosable;

  static constexpr auto record(auto&& f) {
    using I = PolicyUIExportItem;
    using canon::field;
    return f("PolicyUIExportItem", "One thing that might be done, as it is drawn.",
             field<&I::action>("action", "The action."),
             field<&I::destination>("destination", "Where to."),
             field<&I::policy>("effective_policy_ref",
                               "Its policy now; the stamp's where it has none any more."),
             field<&I::eligibility>("restamp_eligibility", "Whether it can be stamped again."),
             field<&I::disposition>("visible_action_disposition", "How its control is shown."));
  }
  void check(const canon::Path& path, canon::Faults& faults) const {
    check_key(key_of(*this), path, faults);
  }
};

struct SafeLabelConstraints {
  std::optional<memory::SafeReferenceLabelRef> default_label;
  std::optional<memory::SafeReferenceLabelRef> inspector_label;
  bool existence = false;
  bool container_type = false;
  bool topic_label = false;
  bool source_title = false;
  memory::CountDisclosure count = memory::CountDisclosure::none;
  bool reason_summary = false;

  static constexpr auto record(auto&& f) {
    using C = SafeLabelConstraints;
    using canon::field;
    return f(
        "SafeLabelConstraints", "What may be drawn of a memory.",
        field<&C::default_label>("default_label_ref", "What stands for it."),
        field<&C::inspector_label>("inspector_label_ref", "What an inspector is shown."),
        field<&C::existence>("may_disclose_existence", "That it exists."),
        field<&C::container_type>("may_disclose_container_type", "What kind of thing holds it."),
        field<&C::topic_label>("may_disclose_topic_label", "Its topic."),
        field<&C::source_title>("may_disclose_source_title", "The title of its source."),
        field<&C::count>("count_disclosure_mode", "How many there are, and how exactly."),
        field<&C::reason_summary>("may_disclose_reason_summary", "Why it is withheld."));
  }
};

struct PolicyUIExport {
  canon::Literal<"PolicyUIExport"> record_kind;
  memory::SchemaVersion schema_version;
  canon::Timestamp recorded_at;
  memory::PolicyUIExportRef id;
  memory::SchemaOwner schema_owner;
  memory::MemoryObjectRef object;
  memory::CoordinationTraceRef trace;
  memory::PolicyStampRef stamp;
  memory::PolicyStampScopeRef stamp_scope;
  std::vector<PolicyUIExportItem> items;
  memory::DisclosureClass disclosure_class = memory::DisclosureClass::not_disclosable;
  memory::DisclosurePermissionVector disclosure_vector;
  memory::SafeLabelPolicyRef label_policy;
  SafeLabelConstraints constraints;
  std::optional<memory::PolicyDisambiguationRequestRef> pending;
  std::optional<canon::Timestamp> expires_at;
  memory::PolicyRuntimeFreshnessKey freshness_key;
  std::vector<memory::ReasonCodeId> reason_codes;

  static constexpr auto record(auto&& f) {
    using E = PolicyUIExport;
    using canon::field;
    return f("PolicyUIExport", "What a user interface draws from, and evaluates no policy for.",
             field<&E::record_kind>("record_kind", "The record's type."),
             field<&E::schema_version>("schema_version", "Of its schema."),
             field<&E::recorded_at>("recorded_at", "When it was made."),
             field<&E::id>("export_id", "Names this export, by its content."),
             field<&E::schema_owner>("schema_owner", "Whose schema it follows."),
             field<&E::object>("object_ref", "The memory."),
             field<&E::trace>("coordination_trace_ref", "What it is drawn for."),
             field<&E::stamp>("policy_stamp_ref", "The stamp."),
             field<&E::stamp_scope>("policy_stamp_scope_ref", "What the stamp is for."),
             field<&E::items>("scope_items", "Item by item."),
             field<&E::disclosure_class>("disclosure_class", "How much may be said."),
             field<&E::disclosure_vector>("disclosure_vector", "The same, part by part."),
             field<&E::label_policy>("safe_label_policy_ref", "What the labels follow from."),
             field<&E::constraints>("safe_label_constraints", "What may be drawn."),
             field<&E::pending>("pending_disambiguation_ref", "A question that is open."),
             field<&E::expires_at>("expires_at", "From when on it is not to be drawn."),
             field<&E::freshness_key>("freshness_key", "The state that it may be drawn under."),
             field<&E::reason_codes>("reason_codes", "Why it is no wider."));
  }
  void check(const canon::Path& path, canon::Faults& faults) const {
    check_items(items, "scope_items", path, faults);
  }
};

// A question that is open, and whether everything waits for its answer.
struct PendingQuestion {
  memory::PolicyDisambiguationRequestRef ref;
  bool blocks = true;
};

struct UITerms {
  memory::CoordinationTraceRef trace;
  memory::PolicyRuntimeFreshnessKey active;
  Instant now;
  std::optional<PendingQuestion> pending;
};

// `present` is what holds of the stamp's items now, `label` what stands for the memory now. An item
// that is not present is drawn as blocked. Where it may not be told that the memory exists, or a
// policy that allows anything does not let its action be told of, the item is hidden.
PolicyUIExport ui_export_of(const SoundStamp& stamp, const std::vector<Present>& present,
                            const memory::SafeLabelDisclosurePolicy& label, const UITerms& terms);

void name(PolicyUIExport& made);

}  // namespace writ::stamp
