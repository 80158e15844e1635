// restamp.block_disposition_with_new_effective_policy_ref: what was refused names no policy.
#include "lint/lint.h"
#include "lint/stamps.h"

namespace writ::lint {
namespace {

void check(const RecordSet& records, Findings& findings) {
  for (const Record* restamp : records.of(restamp_kind)) {
    if (text_of(restamp->value(), "restamp_disposition") != "block") continue;
    for (const std::string_view member :
         {"new_effective_policy_refs", "new_effective_policy_ref"}) {
      if (restamp->value().find(member) == nullptr) continue;
      findings.add(*restamp, std::string("/").append(member),
                   "authorises what was refused: leave it out");
    }
  }
}

}  // namespace

extern const Lint restamp_block_disposition_with_new_effective_policy_ref{
    .id = "restamp.block_disposition_with_new_effective_policy_ref",
    .section = "4.9.3",
    .protects = "A refused restamp cannot authorise anything.",
    .check = check};

}  // namespace writ::lint
