// What may be shown of a memory that is not shown itself: which labels stand for it, and how it may
// be counted. Labels are a closed vocabulary; each says what it takes to be shown.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "memory/capability.h"
#include "memory/effective_policy.h"
#include "memory/freshness.h"
#include "memory/refs.h"

namespace writ::memory {

struct SafeLabel {
  std::string_view ref;
  std::string_view text;
  DisclosureClass least;  // under which it may be shown
};

// The vocabulary that comes with this build; its version is part of the freshness key.
std::span<const SafeLabel> safe_labels();

enum class ProtectedReason : std::uint8_t {
  privileged,
  sealed,
  firewalled,
  personal,
  client_confidential,
  matter_specific,
  policy_unknown
};
constexpr auto wire_names(ProtectedReason) {
  return std::to_array<std::string_view>({"privileged", "sealed", "firewalled", "personal",
                                          "client_confidential", "matter_specific",
                                          "policy_unknown"});
}

struct CountDisclosurePolicy {
  CountDisclosure mode = CountDisclosure::none;
  std::optional<std::string> bucket_scheme;
  canon::Literal<"full"> exact_only_if;

  static constexpr auto record(auto&& f) {
    using C = CountDisclosurePolicy;
    using canon::field;
    return f("CountDisclosurePolicy", "How memories may be counted.",
             field<&C::mode>("mode", "How exactly."),
             field<&C::bucket_scheme>("bucket_scheme_ref",
                                      "The buckets of a rough count; absent: the built-in ones."),
             field<&C::exact_only_if>("exact_count_allowed_only_if_disclosure_class",
                                      "An exact count takes this class."));
  }
};

struct SafeLabelDisclosurePolicy {
  canon::Literal<"SafeLabelDisclosurePolicy"> record_kind;
  SchemaVersion schema_version;
  canon::Timestamp recorded_at;
  SafeLabelPolicyRef id;
  SchemaOwner schema_owner;
  DisclosureClass disclosure_class = DisclosureClass::not_disclosable;
  DisclosurePermissionVector disclosure_vector;
  ProtectedReason protected_reason = ProtectedReason::policy_unknown;
  CountDisclosurePolicy count;
  std::optional<SafeReferenceLabelRef> default_label;
  std::optional<SafeReferenceLabelRef> suppressed_label;
  std::optional<SafeReferenceLabelRef> inspector_label;
  EffectiveMemoryPolicyRef policy;
  PolicyRuntimeFreshnessKey freshness_key;
  std::vector<ReasonCodeId> reason_codes;

  static constexpr auto record(auto&& f) {
    using P = SafeLabelDisclosurePolicy;
    using canon::field;
    return f("SafeLabelDisclosurePolicy", "What stands for a memory that is not shown itself.",
             field<&P::record_kind>("record_kind", "The record's type."),
             field<&P::schema_version>("schema_version", "Of its schema."),
             field<&P::recorded_at>("recorded_at", "When it was made."),
             field<&P::id>("policy_id", "Names this record, by its content."),
             field<&P::schema_owner>("schema_owner", "Whose schema it follows."),
             field<&P::disclosure_class>("disclosure_class", "How much may be said."),
             field<&P::disclosure_vector>("disclosure_vector", "The same, part by part."),
             field<&P::protected_reason>("protected_reason_class", "Why it is protected."),
             field<&P::count>("count_disclosure_policy", "How it may be counted."),
             field<&P::default_label>("default_label_ref",
                                      "What stands for it; there exactly where it may be told "
                                      "that it exists."),
             field<&P::suppressed_label>("internal_suppressed_manifest_label_ref",
                                         "For audits alone: no model and no user sees it."),
             field<&P::inspector_label>("inspector_label_ref", "What an inspector is shown."),
             field<&P::policy>("effective_policy_ref", "The policy that it follows from."),
             field<&P::freshness_key>("freshness_key", "The state that it holds under."),
             field<&P::reason_codes>("reason_codes", "Why it is no wider."));
  }
  // Class and vector agree; labels are there where they may be, and no count is more exact.
  void check(const canon::Path& path, canon::Faults& faults) const;
};

// Labels that are wanted in place of the built-in ones.
struct WantedLabels {
  std::optional<SafeReferenceLabelRef> standing;
  std::optional<SafeReferenceLabelRef> inspector;
  std::optional<SafeReferenceLabelRef> suppressed;
};

// What follows from an effective policy. A wanted label that may not be shown is left out; where
// one must be shown and none is wanted it is the built-in one of the class.
SafeLabelDisclosurePolicy safe_label_policy_of(const EffectiveMemoryPolicy& policy,
                                               ProtectedReason reason, const WantedLabels& wanted);

// What happened to a permission, as people are told.
enum class StampNews : std::uint8_t { to_be_renewed, narrowed, withdrawn };

// The label that tells of it as closely as `may_say` leaves open: under `not_disclosable` nothing
// of any memory.
SafeReferenceLabelRef summary_label(const Settled& may_say, StampNews news);

void name(SafeLabelDisclosurePolicy& policy);

}  // namespace writ::memory
