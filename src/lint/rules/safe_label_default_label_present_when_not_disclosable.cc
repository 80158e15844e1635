// safe_label.default_label_present_when_not_disclosable: what may not be told of has no label.
#include "lint/lint.h"
#include "lint/stamps.h"

namespace writ::lint {
namespace {

constexpr std::string_view class_member = "disclosure_class";

void check(const RecordSet& records, Findings& findings) {
  for (const Record* label : records.of(safe_label_kind)) {
    if (text_of(label->value(), class_member) != "not_disclosable") continue;
    if (label->value().find("default_label_ref") == nullptr) continue;
    findings.add(*label, "/default_label_ref", "stands for what may not be told of: leave it out");
  }
  for (const Record* made : records.of(ui_export_kind)) {
    if (text_of(made->value(), class_member) != "not_disclosable") continue;
    const canon::Value* constraints = made->value().find("safe_label_constraints");
    if (constraints == nullptr || constraints->find("default_label_ref") == nullptr) continue;
    findings.add(*made, "/safe_label_constraints/default_label_ref",
                 "stands for what may not be told of: leave it out");
  }
}

}  // namespace

extern const Lint safe_label_default_label_present_when_not_disclosable{
    .id = "safe_label.default_label_present_when_not_disclosable",
    .section = "4.13",
    .protects = "A label tells that there is something.",
    .check = check};

}  // namespace writ::lint
