// safe_label.exact_count_disclosed_without_full_disclosure: an exact count is told only where
// everything is.
#include <array>

#include <fmt/format.h>

#include "lint/lint.h"
#include "lint/policies.h"

namespace writ::lint {
namespace {

struct Pair {
  std::string_view disclosure_class;
  std::string_view mode_holder;
  std::string_view mode;
};
constexpr auto pairs = std::to_array<Pair>(
    {{"disclosure_class", "count_disclosure_policy", "mode"},
     {"disclosure_class", "disclosure_vector", "count_disclosure_mode"},
     {"effective_disclosure_class", "effective_disclosure_vector", "count_disclosure_mode"}});

void check(const RecordSet& records, Findings& findings) {
  for (const Record& record : records.all()) {
    if (record.kind == decision_kind) continue;  // it is cut to its class when it is met
    for (const Pair& pair : pairs) {
      const canon::Value* holder = record.value().find(pair.mode_holder);
      if (holder == nullptr || text_of(*holder, pair.mode) != "exact") continue;
      if (text_of(record.value(), pair.disclosure_class) == "full") continue;
      findings.add(record, fmt::format("/{}/{}", pair.mode_holder, pair.mode),
                   "an exact count needs the disclosure class `full`: use `bucketed`");
    }
  }
}

}  // namespace

extern const Lint safe_label_exact_count_disclosed_without_full_disclosure{
    .id = "safe_label.exact_count_disclosed_without_full_disclosure",
    .section = "4.5",
    .protects = "An exact count is told only where everything is.",
    .check = check};

}  // namespace writ::lint
