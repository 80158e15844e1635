#include "evidence/report_view.h"

#include <algorithm>

namespace writ::evidence {

bool stands(const ReportView& view) {
  return view.signature.ok() &&
         std::ranges::all_of(view.report.body->evidence_registry, [&](const EvidenceId& id) {
           return find(view.assessments, id.text()).standing == Standing::fresh;
         });
}

std::string_view source_kind(const Evidence& evidence) {
  if (!evidence.source) return "other evidence";
  return std::visit([](const auto& source) { return std::string_view(source.kind.text()); },
                    static_cast<const Source::variant&>(*evidence.source));
}

}  // namespace writ::evidence
