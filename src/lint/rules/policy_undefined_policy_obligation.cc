// policy.undefined_policy_obligation: what is owed is there to be read.
#include <fmt/format.h>

#include "lint/lint.h"
#include "lint/policies.h"
#include "memory/obligation_kind.h"

namespace writ::lint {
namespace {

void check(const RecordSet& records, Findings& findings) {
  for (const std::string_view kind : {decision_kind, policy_kind}) {
    for (const Record* record : records.of(kind)) {
      for (const std::string_view ref : texts_of(record->value(), "obligations")) {
        if (records.find(obligation_kind, ref) != nullptr) continue;
        findings.add(*record, "/obligations", fmt::format("there is no obligation `{}`", ref));
      }
    }
  }
  for (const Record* obligation : records.of(obligation_kind)) {
    memory::ObligationKindName kind;
    kind.set(text_of(obligation->value(), "obligation_kind"));
    if (kind.known()) continue;
    findings.add(*obligation, "/obligation_kind",
                 fmt::format("nobody knows what `{}` asks for", kind.text()));
  }
}

}  // namespace

extern const Lint policy_undefined_policy_obligation{
    .id = "policy.undefined_policy_obligation",
    .section = "4.11.5",
    .protects = "What is owed is there to be read.",
    .check = check};

}  // namespace writ::lint
