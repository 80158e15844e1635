// A verified report with how it stands now: what the forms that people read are made of.
#pragma once

#include <string>
#include <string_view>

#include "evidence/report.h"
#include "evidence/standing.h"

namespace writ::evidence {

// All of it outlives the view. In the forms nothing of a report's is markup: whatever it holds is
// shown as what it is. Of evidence they show its name, which is in the report, what kind of thing
// it is, when it was taken and how it stands: its summary and its source did not pass the gate, and
// may hold what must not go out.
struct ReportView {
  const VerifiedReport& report;
  canon::Verdict signature;  // whether somebody trusted vouches for it, now
  const Pool& pool;          // what it cites, with all that it rests on
  const Assessments& assessments;
  Instant checked_at;
};

// Whether it is vouched for and everything that it cites is fresh.
bool stands(const ReportView& view);

// What kind of thing a piece was taken from.
std::string_view source_kind(const Evidence& evidence);

// A page of its own in GitHub's Markdown.
std::string markdown_of(const ReportView& view);

// A page of its own that loads nothing and runs nothing, and says so to the browser (CSP).
std::string html_of(const ReportView& view);

}  // namespace writ::evidence
