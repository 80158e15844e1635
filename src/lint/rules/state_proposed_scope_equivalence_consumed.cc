// state.proposed_scope_equivalence_consumed: scopes are one only once that has been confirmed.
#include "lint/lint.h"
#include "memory/lifecycle.h"

namespace writ::lint {
namespace {

constexpr std::string_view binding_kind = "ScopeEquivalenceBinding";

void check(const RecordSet& records, Findings& findings) {
  for (const Record* binding : records.of(binding_kind)) {
    const canon::Value& value = binding->value();
    if (memory::holds_in(binding_kind, text_of(value, "lifecycle_state"))) continue;
    if (text_of(value, "collapse_disposition") == "collapse_confirmed") {
      findings.add(*binding, "/collapse_disposition", "makes one of what is only proposed");
    }
  }
}

}  // namespace

extern const Lint state_proposed_scope_equivalence_consumed{
    .id = "state.proposed_scope_equivalence_consumed",
    .section = "4.30",
    .protects = "Scopes are one only once that has been confirmed.",
    .check = check};

}  // namespace writ::lint
