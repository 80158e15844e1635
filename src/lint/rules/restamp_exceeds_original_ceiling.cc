// restamp.exceeds_original_ceiling: nothing that is above the ceiling of the root stamp is stamped.
#include <fmt/format.h>

#include "lint/lint.h"
#include "lint/policies.h"
#include "lint/stamps.h"
#include "stamp/levels.h"

namespace writ::lint {
namespace {

// By its own word, or by its values.
bool exceeds(const canon::Value& comparison) {
  if (text_of(comparison, "comparison") == "exceeds_ceiling") return true;
  const auto axis = word_of<stamp::Axis>(comparison, "axis");
  if (!axis || comparison.find("new_value") == nullptr) return false;
  stamp::Levels fresh;
  stamp::Levels ceiling;
  const bool readable = stamp::set_level(fresh, *axis, text_of(comparison, "new_value")) &&
                        stamp::set_level(ceiling, *axis, text_of(comparison, "ceiling_value"));
  return !readable || !stamp::at_most(fresh, ceiling, *axis);
}

void check(const RecordSet& records, Findings& findings) {
  for (const Record* restamp : records.of(restamp_kind)) {
    if (text_of(restamp->value(), "restamp_disposition") == "block") continue;
    for (const PlacedItem& placed : items_of(restamp->value(), "ceiling_comparisons")) {
      if (!exceeds(*placed.item)) continue;
      findings.add(*restamp, placed.pointer,
                   fmt::format("exceeds the root stamp's ceiling on `{}`: it is to be blocked",
                               text_of(*placed.item, "axis")));
    }
  }
}

}  // namespace

extern const Lint restamp_exceeds_original_ceiling{
    .id = "restamp.exceeds_original_ceiling",
    .section = "4.9.3",
    .protects = "No chain of restamps ever allows more than its root.",
    .check = check};

}  // namespace writ::lint
