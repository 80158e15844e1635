// policy.stamp_scope_action_without_matching_effective_policy: each item of a stamp rests on a
// policy of its own: of the same object, action and destination.
#include "lint/lint.h"
#include "lint/policies.h"
#include "lint/stamps.h"

namespace writ::lint {
namespace {

void check_item(const RecordSet& records, const Record& record, const PlacedItem& placed,
                Findings& findings) {
  const Record* policy = records.find(policy_kind, text_of(*placed.item, "effective_policy_ref"));
  if (policy == nullptr) {
    return findings.add(record, placed.pointer + "/effective_policy_ref", "is not here");
  }
  const auto key = key_of(*placed.item);
  const bool matches =
      key && key_of(policy->value()) == key &&
      text_of(policy->value(), "object_ref") == text_of(record.value(), "object_ref");
  if (!matches) {
    findings.add(record, placed.pointer + "/effective_policy_ref",
                 "is a policy of another object, action or destination");
  }
}

void check(const RecordSet& records, Findings& findings) {
  for (const std::string_view kind : {stamp_kind, stamp_scope_kind}) {
    for (const Record* record : records.of(kind)) {
      const auto items = items_of(record->value(), "scope_items");
      if (items.empty()) findings.add(*record, "", "is for nothing: name its items");
      for (const PlacedItem& placed : items) check_item(records, *record, placed, findings);
    }
  }
}

}  // namespace

extern const Lint policy_stamp_scope_action_without_matching_effective_policy{
    .id = "policy.stamp_scope_action_without_matching_effective_policy",
    .section = "4.9.1",
    .protects = "One policy never stands for another action or destination.",
    .check = check};

}  // namespace writ::lint
