// What redaction profiles forbid in a report: finding it, and taking it out.
//
// Looked at is what people wrote or chose: title, summary, descriptions, files, and the ids of
// findings and evidence. What Writ itself gives or checks is not: the tenant, the session, hashes,
// times. Each text is looked at by itself.
#pragma once

#include <string>
#include <vector>

#include "evidence/need.h"
#include "evidence/report.h"
#include "redaction/map.h"
#include "redaction/redact.h"

namespace writ::evidence {

// A need for every detector and place; it names both and never what was found.
Result<std::vector<Need>> redaction_needs(const ReportBody& body,
                                          const redaction::Redactor& redactor);

struct RedactedReport {
  ReportBody body;
  redaction::RedactionMap map;
};

// Ids stay as they are, since others refer to them: redaction_needs() still tells of those.
Result<RedactedReport> redact_report(ReportBody body, const redaction::Redactor& redactor);

}  // namespace writ::evidence
