// policy.obligation_parameters_untyped: an obligation says what it asks for in the words of its
// kind.
#include "lint/lint.h"
#include "lint/policies.h"

namespace writ::lint {
namespace {

void check(const RecordSet& records, Findings& findings) {
  for (const Record* record : records.of(obligation_kind)) {
    memory::PolicyObligation obligation;
    obligation.kind.set(text_of(record->value(), "obligation_kind"));
    if (const canon::Value* parameters = record->value().find("parameters")) {
      obligation.parameters = record->json.part(*parameters);
    }
    canon::Faults faults;
    obligation.check(canon::Path(), faults);
    for (const Fault& fault : std::move(faults).take()) {
      findings.add(*record, fault.pointer, fault.message);
    }
  }
}

}  // namespace

extern const Lint policy_obligation_parameters_untyped{
    .id = "policy.obligation_parameters_untyped",
    .section = "4.11.5",
    .protects = "An obligation says what it asks for in the words of its kind.",
    .check = check};

}  // namespace writ::lint
