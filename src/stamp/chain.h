// A chain of stamps: a root, and restamps one after another. That it is whole is that each was held
// against the root's ceiling, on every axis of every item, and follows the one before it.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "stamp/restamp.h"

namespace writ::stamp {

struct RestampChainIntegrity {
  canon::Literal<"RestampChainIntegrity"> record_kind;
  memory::SchemaVersion schema_version;
  canon::Timestamp recorded_at;
  memory::RestampChainRef id;
  memory::SchemaOwner schema_owner;
  memory::PolicyStampRef root_stamp;
  memory::PolicyCeilingRef ceiling;
  std::vector<memory::PolicyStampRestampRef> restamps;
  canon::Literal<"every_restamp_compared_to_root_ceiling_snapshot"> invariant;

  static constexpr auto record(auto&& f) {
    using C = RestampChainIntegrity;
    using canon::field;
    return f("RestampChainIntegrity", "All restamps of a root stamp, in their order.",
             field<&C::record_kind>("record_kind", "The record's type."),
             field<&C::schema_version>("schema_version", "Of its schema."),
             field<&C::recorded_at>("recorded_at", "When it was written down."),
             field<&C::id>("chain_id", "Names this chain, by its content."),
             field<&C::schema_owner>("schema_owner", "Whose schema it follows."),
             field<&C::root_stamp>("root_stamp_ref", "The first stamp."),
             field<&C::ceiling>("ceiling_snapshot_ref", "Its ceiling."),
             field<&C::restamps>("restamp_refs", "What followed, in order."),
             field<&C::invariant>("invariant", "What holds of each."));
  }
};

// Why a chain is not whole. In the order in which they are looked for.
enum class ChainFault {
  another_root,         // a restamp names another root stamp, or another ceiling
  rebased,              // a comparison was made with another value than the root ceiling's
  wrong_comparison,     // what a comparison says is not what its values come to
  comparison_missing,   // an axis of an item was not compared
  another_prior,        // a restamp does not follow the stamp before it
  goes_on_after_block,  // a refused restamp is followed by another
  altered               // an id is not that of its content
};
constexpr auto wire_names(ChainFault) {
  return std::to_array<std::string_view>(
      {"restamp.another_root", "restamp.chain_ceiling_rebased_to_prior_restamp",
       "restamp.wrong_comparison", "restamp.axis_comparison_missing", "restamp.another_prior",
       "restamp.goes_on_after_block", "restamp.id_is_not_its_content"});
}

// One restamp and the stamp that it led to.
struct Link {
  PolicyStampRestamp restamp;
  std::optional<PolicyStamp> successor;  // none where it was refused
};

// The first fault of a chain from its root on; nothing where it is whole.
std::optional<ChainFault> chain_fault(const KeptStamp& root, const std::vector<Link>& links);

RestampChainIntegrity chain_of(const KeptStamp& root, const std::vector<Link>& links, Instant now);

}  // namespace writ::stamp
