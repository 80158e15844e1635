// policy.destination_required_action_without_destination: what leaves says where to.
#include <fmt/format.h>

#include "lint/lint.h"
#include "lint/policies.h"

namespace writ::lint {
namespace {

void check(const RecordSet& records, Findings& findings) {
  for (const std::string_view kind : {context_kind, policy_kind, certificate_kind}) {
    for (const Record* record : records.of(kind)) {
      if (!is_egress(record->value()) || !text_of(record->value(), "destination").empty()) continue;
      if (kind == policy_kind && is_bottom(record->value())) continue;
      findings.add(*record, "/action",
                   fmt::format("`{}` without a destination: say where the bytes go",
                               text_of(record->value(), "action")));
    }
  }
}

}  // namespace

extern const Lint policy_destination_required_action_without_destination{
    .id = "policy.destination_required_action_without_destination",
    .section = "4.6",
    .protects = "What leaves says where to.",
    .check = check};

}  // namespace writ::lint
