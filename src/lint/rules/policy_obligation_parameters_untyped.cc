// policy.obligation_parameters_untyped: an obligation says what it asks for in the words of its
// kind.
#include "lint/lint.h"
#include "lint/policies.h"
#include "memory/obligation_kind.h"

namespace writ::lint {
namespace {

void check(const RecordSet& records, Findings& findings) {
  for (const Record* obligation : records.of(obligation_kind)) {
    memory::ObligationKindName kind;
    kind.set(text_of(obligation->value(), "obligation_kind"));
    if (!kind.known()) continue;
    const canon::Value* parameters = obligation->value().find("parameters");
    if (parameters == nullptr) {
      findings.add(*obligation, "", "has no `parameters`: add those of its kind, if only `{}`");
      continue;
    }
    canon::Faults faults;
    memory::rules_of(*kind.known())
        .check(obligation->json.part(*parameters), canon::Path(), faults);
    for (const Fault& fault : std::move(faults).take()) {
      findings.add(*obligation, "/parameters" + fault.pointer, fault.message);
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
