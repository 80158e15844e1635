// restamp.chain_ceiling_rebased_to_prior_restamp: every restamp of a chain is held against the
// ceiling of the chain's root, and never against what a restamp before it came to.
#include <algorithm>

#include "lint/lint.h"
#include "lint/policies.h"
#include "lint/stamps.h"
#include "stamp/ceiling.h"

namespace writ::lint {
namespace {

constexpr std::string_view ceiling_member = "original_ceiling_ref";

void check_ceiling(const Record& restamp, const Record& ceiling, Findings& findings) {
  if (text_of(ceiling.value(), "root_stamp_ref") != text_of(restamp.value(), "root_stamp_ref")) {
    findings.add(restamp, "/original_ceiling_ref", "is the ceiling of another root stamp");
  }
  const auto read = ceiling.as<stamp::PolicyCeilingSnapshot>();
  if (!read) return;
  for (const PlacedItem& placed : items_of(restamp.value(), "ceiling_comparisons")) {
    const auto key = key_of(*placed.item);
    const auto axis = word_of<stamp::Axis>(*placed.item, "axis");
    if (!key || !axis) continue;
    const stamp::PolicyCeilingItem* item = stamp::find_item(read->items, *key);
    const stamp::Levels most = item != nullptr ? stamp::levels_of(*item) : stamp::Levels();
    if (text_of(*placed.item, "ceiling_value") == stamp::text_of(most, *axis)) continue;
    findings.add(restamp, placed.pointer + "/ceiling_value", "is not the root ceiling's");
  }
}

// The stamp before it has the same ceiling, item by item.
void check_prior(const Record& restamp, const Record& prior, Findings& findings) {
  for (const PlacedItem& placed : items_of(prior.value(), "scope_items")) {
    if (text_of(*placed.item, ceiling_member) == text_of(restamp.value(), ceiling_member)) continue;
    return findings.add(restamp, "/original_ceiling_ref", "is not the ceiling of the prior stamp");
  }
}

void check(const RecordSet& records, Findings& findings) {
  for (const Record* restamp : records.of(restamp_kind)) {
    const canon::Value& value = restamp->value();
    if (const Record* ceiling = records.find(ceiling_kind, text_of(value, ceiling_member))) {
      check_ceiling(*restamp, *ceiling, findings);
    }
    if (const Record* prior = records.find(stamp_kind, text_of(value, "prior_stamp_ref"))) {
      check_prior(*restamp, *prior, findings);
    }
  }
}

}  // namespace

extern const Lint restamp_chain_ceiling_rebased_to_prior_restamp{
    .id = "restamp.chain_ceiling_rebased_to_prior_restamp",
    .section = "4.9.2",
    .protects = "The ceiling of a chain is that of its root, for ever.",
    .check = check};

}  // namespace writ::lint
