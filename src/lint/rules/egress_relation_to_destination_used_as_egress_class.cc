// egress.relation_to_destination_used_as_egress_class: how a destination relates is not where bytes
// go.
#include <fmt/format.h>

#include "lint/lint.h"
#include "lint/policies.h"
#include "memory/crosswalk.h"

namespace writ::lint {
namespace {

void check(const RecordSet& records, Findings& findings) {
  for (const Record& record : records.all()) {
    for (const std::string_view member :
         {"destination", "outbound_destination_class", "policy_decision_destination"}) {
      const std::string_view word = text_of(record.value(), member);
      if (!word_of<memory::RelationToDestination>(word)) continue;
      findings.add(record, fmt::format("/{}", member),
                   fmt::format("`{}` is a relation: name the class of the destination", word));
    }
    const std::string_view relation = text_of(record.value(), "relation_to_destination");
    if (!word_of<memory::Destination>(relation)) continue;
    findings.add(record, "/relation_to_destination",
                 fmt::format("`{}` is a class of destinations: name the relation", relation));
  }
}

}  // namespace

extern const Lint egress_relation_to_destination_used_as_egress_class{
    .id = "egress.relation_to_destination_used_as_egress_class",
    .section = "4.8",
    .protects = "How a destination relates is not where bytes go.",
    .check = check};

}  // namespace writ::lint
