// safe_label.existence_disclosed_when_not_disclosable: that a memory exists is not told where
// nothing is.
#include <array>

#include <fmt/format.h>

#include "lint/lint.h"
#include "lint/policies.h"
#include "lint/stamps.h"

namespace writ::lint {
namespace {

struct Pair {
  std::string_view disclosure_class;
  std::string_view vector;
};
constexpr auto pairs =
    std::to_array<Pair>({{"disclosure_class", "disclosure_vector"},
                         {"disclosure_class", "safe_label_constraints"},
                         {"effective_disclosure_class", "effective_disclosure_vector"},
                         {"max_disclosure_class", "max_disclosure_vector"}});

void check(const RecordSet& records, Findings& findings) {
  for (const Record& record : records.all()) {
    if (record.kind == decision_kind) continue;  // it is cut to its class when it is met
    for (const Pair& pair : pairs) {
      const canon::Value* vector = record.value().find(pair.vector);
      const bool tells = vector != nullptr && is_true(*vector, "may_disclose_existence");
      if (!tells || text_of(record.value(), pair.disclosure_class) != "not_disclosable") continue;
      findings.add(record, fmt::format("/{}/may_disclose_existence", pair.vector),
                   "tells of what is `not_disclosable`");
    }
  }
}

}  // namespace

extern const Lint safe_label_existence_disclosed_when_not_disclosable{
    .id = "safe_label.existence_disclosed_when_not_disclosable",
    .section = "4.13",
    .protects = "That a memory exists is not told where nothing is.",
    .check = check};

}  // namespace writ::lint
