// Restamping: a stamp's successor, after something has changed. It is compared with the ceiling of
// the chain's root on every axis of every item; whatever exceeds that blocks it, and a blocked one
// has no member that could name a policy.
#pragma once

#include <array>
#include <expected>
#include <optional>
#include <string_view>
#include <vector>

#include "memory/freshness.h"
#include "memory/refs.h"
#include "stamp/comparison.h"
#include "stamp/issue.h"
#include "stamp/stamp.h"

namespace writ::stamp {

// What the three kinds of restamp have in common; `own` is what each has besides.
template <class R>
constexpr auto describe_restamp(auto&& f, std::string_view name, std::string_view doc,
                                auto... own) {
  using canon::field;
  return f(name, doc, field<&R::record_kind>("record_kind", "The record's type."),
           field<&R::schema_version>("schema_version", "Of its schema."),
           field<&R::recorded_at>("recorded_at", "When it was made."),
           field<&R::id>("restamp_id", "Names this restamp, by its content."),
           field<&R::schema_owner>("schema_owner", "Whose schema it follows."),
           field<&R::disposition>("restamp_disposition", "What came of it."),
           field<&R::object>("object_ref", "The memory."),
           field<&R::prior_stamp>("prior_stamp_ref", "The stamp that it is to follow."),
           field<&R::root_stamp>("root_stamp_ref", "The first stamp of the chain."),
           field<&R::prior_key>("prior_freshness_key", "The state that the prior one held under."),
           field<&R::new_key>("new_freshness_key", "The state now."),
           field<&R::ceiling>("original_ceiling_ref", "The root stamp's ceiling."),
           field<&R::certificate>("memory_flow_certificate_ref", "The movement that it is for."),
           field<&R::comparisons>("ceiling_comparisons", "Every axis of every item."),
           field<&R::attested>("ceiling_compliance_attested", "That the comparison was made."),
           field<&R::lifecycle_state>("lifecycle_state", "`active`, or `blocked`."),
           field<&R::reason_codes>("reason_codes", "Why."), own...);
}

struct PolicyStampRestampKeep {
  canon::Literal<"PolicyStampRestamp"> record_kind;
  memory::SchemaVersion schema_version;
  canon::Timestamp recorded_at;
  memory::PolicyStampRestampRef id;
  memory::SchemaOwner schema_owner;
  canon::Literal<"keep"> disposition;
  memory::MemoryObjectRef object;
  memory::PolicyStampRef prior_stamp;
  memory::PolicyStampRef root_stamp;
  memory::PolicyRuntimeFreshnessKey prior_key;
  memory::PolicyRuntimeFreshnessKey new_key;
  memory::PolicyCeilingRef ceiling;
  memory::MemoryFlowCertificateId certificate;
  std::vector<PolicyAxisCeilingComparison> comparisons;
  canon::True attested;
  canon::Literal<"active"> lifecycle_state;
  std::vector<memory::ReasonCodeId> reason_codes;
  std::vector<memory::EffectiveMemoryPolicyRef> policies;

  static constexpr auto record(auto&& f) {
    using R = PolicyStampRestampKeep;
    using canon::field;
    return describe_restamp<R>(
        f, "PolicyStampRestampKeep", "A restamp that allows all that the root stamp did.",
        field<&R::policies>("new_effective_policy_refs", "The policy of each item, by item."));
  }
};

struct PolicyStampRestampDowngrade {
  canon::Literal<"PolicyStampRestamp"> record_kind;
  memory::SchemaVersion schema_version;
  canon::Timestamp recorded_at;
  memory::PolicyStampRestampRef id;
  memory::SchemaOwner schema_owner;
  canon::Literal<"downgrade"> disposition;
  memory::MemoryObjectRef object;
  memory::PolicyStampRef prior_stamp;
  memory::PolicyStampRef root_stamp;
  memory::PolicyRuntimeFreshnessKey prior_key;
  memory::PolicyRuntimeFreshnessKey new_key;
  memory::PolicyCeilingRef ceiling;
  memory::MemoryFlowCertificateId certificate;
  std::vector<PolicyAxisCeilingComparison> comparisons;
  canon::True attested;
  canon::Literal<"active"> lifecycle_state;
  std::vector<memory::ReasonCodeId> reason_codes;
  std::vector<memory::EffectiveMemoryPolicyRef> policies;
  std::vector<Axis> axes;

  static constexpr auto record(auto&& f) {
    using R = PolicyStampRestampDowngrade;
    using canon::field;
    return describe_restamp<R>(
        f, "PolicyStampRestampDowngrade", "A restamp that allows less than the root stamp did.",
        field<&R::policies>("new_effective_policy_refs", "The policy of each item, by item."),
        field<&R::axes>("downgraded_axes", "On which axes, for any item."));
  }
};

struct PolicyStampRestampBlock {
  canon::Literal<"PolicyStampRestamp"> record_kind;
  memory::SchemaVersion schema_version;
  canon::Timestamp recorded_at;
  memory::PolicyStampRestampRef id;
  memory::SchemaOwner schema_owner;
  canon::Literal<"block"> disposition;
  memory::MemoryObjectRef object;
  memory::PolicyStampRef prior_stamp;
  memory::PolicyStampRef root_stamp;
  memory::PolicyRuntimeFreshnessKey prior_key;
  memory::PolicyRuntimeFreshnessKey new_key;
  memory::PolicyCeilingRef ceiling;
  memory::MemoryFlowCertificateId certificate;
  std::vector<PolicyAxisCeilingComparison> comparisons;
  canon::True attested;
  canon::Literal<"blocked"> lifecycle_state;
  std::vector<memory::ReasonCodeId> reason_codes;
  std::vector<memory::ReasonCodeId> blocked_reason_codes;

  static constexpr auto record(auto&& f) {
    using R = PolicyStampRestampBlock;
    using canon::field;
    return describe_restamp<R>(
        f, "PolicyStampRestampBlock", "A restamp that was refused: it authorises nothing.",
        field<&R::blocked_reason_codes>("blocked_reason_codes", "Why it was refused."));
  }
};

using PolicyStampRestamp = canon::OneOf<"restamp_disposition", PolicyStampRestampKeep,
                                        PolicyStampRestampDowngrade, PolicyStampRestampBlock>;

struct RestampTerms {
  memory::PolicyRuntimeFreshnessKey freshness_key;
  Instant now;
  std::optional<Instant> expires_at;  // the new stamp's, where that is sooner than the prior one's
  memory::MemoryFlowCertificateId certificate;
};

struct Restamped {
  PolicyStampRestamp record;
  std::optional<KeptStamp> successor;  // under the same ceiling; none where it was blocked
  PolicyStamp prior;                   // superseded by it, or blocked
};

// `grants` are the items that are permitted now. A stamp that is neither active nor invalidated is
// restamped no more: what follows a superseded one is what took its place, and what ran out or was
// blocked is issued anew. Under the very state that it was issued under there is nothing to stamp
// anew: one that was invalidated would only be brought back. The successor lives no longer than the
// prior stamp would have.
std::expected<Restamped, StampFault> restamp(const KeptStamp& prior, const RestampTerms& terms,
                                             std::vector<Grant> grants);

// The steps of it.
//
// Why the stamp is restamped no more.
std::optional<StampFault> restamp_fault(const PolicyStamp& prior, const RestampTerms& terms);
// What its successor is issued under.
IssueTerms successor_terms(const PolicyStamp& prior, const RestampTerms& terms);
// What says so; without a successor, that it was blocked.
PolicyStampRestamp restamp_record(const PolicyStamp& prior, const PolicyCeilingSnapshot& ceiling,
                                  const RestampTerms& terms,
                                  std::vector<PolicyAxisCeilingComparison> comparisons,
                                  const PolicyStamp* successor);
// Ends the prior stamp with it: superseded, or blocked.
std::optional<StampFault> end(PolicyStamp& prior, Instant now,
                              const memory::PolicyStampRef* successor);

std::vector<memory::EffectiveMemoryPolicyRef> policies_of(const PolicyStamp& stamp);

void name(PolicyStampRestamp& restamp);

// The id that name() gives a restamp, of its canonical JSON without these members.
inline constexpr auto restamp_without =
    std::to_array<std::string_view>({"restamp_id", "recorded_at"});
memory::PolicyStampRestampRef restamp_ref(std::string_view content);

}  // namespace writ::stamp
