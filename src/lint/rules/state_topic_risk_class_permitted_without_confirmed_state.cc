// state.topic_risk_class_permitted_without_confirmed_state: what takes somebody's word permits
// nothing before that has been given.
#include "lint/lint.h"
#include "lint/stamps.h"
#include "memory/lifecycle.h"

namespace writ::lint {
namespace {

constexpr std::string_view risk_kind = "TopicRiskClass";

void check(const RecordSet& records, Findings& findings) {
  for (const Record* risk : records.of(risk_kind)) {
    if (memory::holds_in(risk_kind, text_of(risk->value(), "lifecycle_state"))) continue;
    for (const std::string_view member :
         {"collection_permitted", "substantive_injection_permitted"}) {
      if (!is_true(risk->value(), member)) continue;
      findings.add(*risk, std::string("/").append(member),
                   "is permitted by what nobody has confirmed");
    }
  }
}

}  // namespace

extern const Lint state_topic_risk_class_permitted_without_confirmed_state{
    .id = "state.topic_risk_class_permitted_without_confirmed_state",
    .section = "4.30",
    .protects = "What takes somebody's word permits nothing without it.",
    .check = check};

}  // namespace writ::lint
