// state.invalidated_policy_stamp_used: a stamp whose life is over authorises nothing.
#include <fmt/format.h>

#include "lint/lint.h"
#include "lint/stamps.h"
#include "memory/lifecycle.h"

namespace writ::lint {
namespace {

constexpr std::string_view state_member = "lifecycle_state";

// A scope only says what a stamp was for.
void check_uses(const RecordSet& records, Findings& findings) {
  for (const StampUse& use : stamp_uses(records)) {
    const std::string_view state = text_of(use.stamp->value(), state_member);
    if (use.user->kind == stamp_scope_kind || memory::holds_in(stamp_kind, state)) continue;
    findings.add(*use.user, use.item.pointer, fmt::format("relies on a stamp that is `{}`", state));
  }
}

// What ended in any other way than by invalidation is followed by no restamp.
void check_restamps(const RecordSet& records, Findings& findings) {
  for (const Record* restamp : records.of(restamp_kind)) {
    const std::string_view ref = text_of(restamp->value(), "prior_stamp_ref");
    const Record* prior = records.find(stamp_kind, ref);
    if (prior == nullptr || text_of(restamp->value(), "restamp_disposition") == "block") continue;
    const std::string_view state = text_of(prior->value(), state_member);
    const bool may_be_followed = state == "active" || state == "invalidated" ||
                                 state == "superseded";  // by this very restamp
    if (may_be_followed) continue;
    findings.add(*restamp, "/prior_stamp_ref",
                 fmt::format("is a stamp that is `{}`: issue a new one", state));
  }
}

void check(const RecordSet& records, Findings& findings) {
  check_uses(records, findings);
  check_restamps(records, findings);
}

}  // namespace

extern const Lint state_invalidated_policy_stamp_used{
    .id = "state.invalidated_policy_stamp_used",
    .section = "4.30",
    .protects = "A stamp whose life is over authorises nothing.",
    .check = check};

}  // namespace writ::lint
