// The publishing gate: what keeps a report from being published, all of it at once.
//
// Every finding must be observed, measured or derived and cite evidence that the report registers;
// everything registered must be cited, be there, be of the report's tenant and session, be fresh
// with all that it rests on, and rest on nothing that was merely inferred or assumed: a guess does
// not become an observation by being cited as one.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "evidence/need.h"
#include "evidence/report.h"
#include "evidence/standing.h"

namespace writ::evidence {

// Findings, and ids of evidence, in one report. A larger one is not looked into.
inline constexpr std::size_t max_findings = 10'000;
inline constexpr std::size_t max_registered = 10'000;
inline constexpr std::size_t max_cited = 100'000;  // by all findings together

// What is known of a report's evidence.
struct EvidenceKnown {
  const Pool& pool;
  const Assessments& assessments;
  // Whether there is evidence of that id that is another tenant's, as far as the caller may know.
  std::function<bool(std::string_view id)> is_anothers;
};

// What is wrong with a report by itself; nothing where it may be looked into.
std::vector<Need> too_large_needs(const ReportBody& body);

// Everything that is needed, in the order of the report: first of its findings, then of its
// registry.
std::vector<Need> needs_of(const ReportBody& body, const EvidenceKnown& known);

}  // namespace writ::evidence
