// cache.safe_label_vocab_change_not_in_ui_export_key: an export for a user interface says which
// vocabulary of safe labels it was made with, and it is that of its labels.
#include <fmt/format.h>

#include "lint/freshness.h"
#include "lint/lint.h"

namespace writ::lint {
namespace {

constexpr std::string_view vocabulary = "safe_label_vocabulary_version";

void check(const RecordSet& records, Findings& findings) {
  for (const Record* shown : records.of("PolicyUIExport")) {
    const std::string_view version = component_of(shown->value(), vocabulary);
    if (version.empty()) {
      findings.add(*shown, "",
                   fmt::format("has no `{}` in its `freshness_key`: other labels do not end it",
                               vocabulary));
      continue;
    }
    const Record* labels =
        records.find("SafeLabelDisclosurePolicy", text_of(shown->value(), "safe_label_policy_ref"));
    if (labels == nullptr || component_of(labels->value(), vocabulary) == version) continue;
    findings.add(*shown, "/freshness_key",
                 fmt::format("`{}` is of another vocabulary of safe labels", labels->id));
  }
}

}  // namespace

extern const Lint cache_safe_label_vocab_change_not_in_ui_export_key{
    .id = "cache.safe_label_vocab_change_not_in_ui_export_key",
    .section = "4.28",
    .protects = "Another vocabulary of safe labels ends what was shown with the one before.",
    .check = check};

}  // namespace writ::lint
