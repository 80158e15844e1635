// policy.invalidation_axis_delta_unmapped_to_action: what changed on an axis is told of an item: of
// an action and, where bytes leave, a destination.
#include "lint/lint.h"
#include "lint/stamps.h"

namespace writ::lint {
namespace {

void check_item(const Record& invalidation, const Record* stamp, const PlacedItem& placed,
                Findings& findings) {
  const auto key = key_of(*placed.item);
  if (!key) {
    return findings.add(invalidation, placed.pointer,
                        "is of no item: add its action and destination");
  }
  if (items_of(*placed.item, "axis_deltas").empty()) {
    findings.add(invalidation, placed.pointer + "/axis_deltas", "does not say what changed");
  }
  if (stamp != nullptr && !lists(stamp->value(), "scope_items", *key)) {
    findings.add(invalidation, placed.pointer, "is of an item that the stamp does not have");
  }
}

void check(const RecordSet& records, Findings& findings) {
  for (const Record* invalidation : records.of(invalidation_kind)) {
    const canon::Value& value = invalidation->value();
    if (value.find("axis_deltas") != nullptr) {
      findings.add(*invalidation, "/axis_deltas", "are of no item: tell them item by item");
    }
    const auto items = items_of(value, "affected_scope_items");
    if (items.empty()) findings.add(*invalidation, "", "is of no item");
    const Record* stamp = records.find(stamp_kind, text_of(value, "invalidated_stamp_ref"));
    for (const PlacedItem& placed : items) check_item(*invalidation, stamp, placed, findings);
  }
}

}  // namespace

extern const Lint policy_invalidation_axis_delta_unmapped_to_action{
    .id = "policy.invalidation_axis_delta_unmapped_to_action",
    .section = "4.9.4",
    .protects = "What changed is known for each action and destination.",
    .check = check};

}  // namespace writ::lint
