// ui.policy_export_missing_action_destination_eligibility: an export says of every item of its
// stamp whether it can be stamped again and how its control is shown.
#include "lint/lint.h"
#include "lint/policies.h"
#include "lint/stamps.h"
#include "stamp/ui_export.h"

namespace writ::lint {
namespace {

void check_item(const Record& made, const PlacedItem& placed, Findings& findings) {
  if (!key_of(*placed.item)) {
    findings.add(made, placed.pointer, "is of no item: add its action and destination");
  }
  if (!word_of<stamp::RestampEligibility>(*placed.item, "restamp_eligibility")) {
    findings.add(made, placed.pointer + "/restamp_eligibility",
                 "does not say whether it can be stamped again");
  }
  if (!word_of<stamp::VisibleDisposition>(*placed.item, "visible_action_disposition")) {
    findings.add(made, placed.pointer + "/visible_action_disposition",
                 "does not say how it is shown");
  }
}

void check_stamp(const Record& made, const Record& stamp, Findings& findings) {
  for (const PlacedItem& placed : items_of(stamp.value(), "scope_items")) {
    const auto key = key_of(*placed.item);
    if (!key || lists(made.value(), "scope_items", *key)) continue;
    findings.add(made, "/scope_items", "leaves out an item of its stamp");
  }
}

void check(const RecordSet& records, Findings& findings) {
  for (const Record* made : records.of(ui_export_kind)) {
    const auto items = items_of(made->value(), "scope_items");
    if (items.empty()) findings.add(*made, "/scope_items", "says nothing of any item");
    for (const PlacedItem& placed : items) check_item(*made, placed, findings);
    const std::string_view ref = text_of(made->value(), "policy_stamp_ref");
    if (const Record* stamp = records.find(stamp_kind, ref)) check_stamp(*made, *stamp, findings);
  }
}

}  // namespace

extern const Lint ui_policy_export_missing_action_destination_eligibility{
    .id = "ui.policy_export_missing_action_destination_eligibility",
    .section = "4.14",
    .protects = "An interface never has to guess what is permitted.",
    .check = check};

}  // namespace writ::lint
