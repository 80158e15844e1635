// ui.doc86_recomputed_effective_policy: who draws an interface takes policies as they are exported,
// and makes none.
#include <algorithm>

#include "lint/lint.h"
#include "lint/policies.h"

namespace writ::lint {
namespace {

constexpr std::string_view interface_owner = "DOC86";

bool has_levels(const canon::Value& record) {
  return std::ranges::any_of(axes, [&](std::string_view axis) {
    return record.find(std::string("effective_").append(axis)) != nullptr;
  });
}

void check(const RecordSet& records, Findings& findings) {
  for (const Record& record : records.all()) {
    if (text_of(record.value(), "schema_owner") != interface_owner) continue;
    if (record.kind == policy_kind || has_levels(record.value())) {
      findings.add(record, "", "is an effective policy that an interface made: take the exported");
    }
  }
}

}  // namespace

extern const Lint ui_doc86_recomputed_effective_policy{
    .id = "ui.doc86_recomputed_effective_policy",
    .section = "4.14",
    .protects = "Policy is evaluated in one place.",
    .check = check};

}  // namespace writ::lint
