// policy.obligation_owner_missing_doc84_doc86: every obligation has an owner who can enforce it.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "lint/lint.h"
#include "lint/policies.h"
#include "memory/obligation_kind.h"

namespace writ::lint {
namespace {

void check(const RecordSet& records, Findings& findings) {
  constexpr auto owners = memory::wire_names(memory::EnforcementOwner{});
  for (const std::string_view kind : {obligation_kind, discharge_kind}) {
    for (const Record* record : records.of(kind)) {
      const std::string_view owner = text_of(record->value(), "enforcement_owner");
      if (word_of<memory::EnforcementOwner>(owner)) continue;
      findings.add(
          *record, "/enforcement_owner",
          fmt::format("`{}` enforces nothing: one of `{}`", owner, fmt::join(owners, "`, `")));
    }
  }
}

}  // namespace

extern const Lint policy_obligation_owner_missing_doc84_doc86{
    .id = "policy.obligation_owner_missing_doc84_doc86",
    .section = "4.11.5",
    .protects = "Every obligation has an owner who can enforce it.",
    .check = check};

}  // namespace writ::lint
