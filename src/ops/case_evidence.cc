#include "ops/case_evidence.h"

#include <string>
#include <vector>

#include "assurance/node.h"
#include "evidence/standing.h"

namespace writ::ops {
namespace {

assurance::EvidenceFact fact_of(const std::string& id, const evidence::Assessment& made) {
  assurance::EvidenceFact fact{.id = assurance::EvidenceId(id),
                               .fresh = made.standing == evidence::Standing::fresh};
  // One that is past is told as such, rather than as stale.
  if (made.standing == evidence::Standing::expired) fact.fresh = true;
  if (made.expires_at) fact.expires_at = canon::Timestamp(*made.expires_at);
  if (!made.why.empty()) fact.reason = made.why;
  return fact;
}

bool is_of_session(const evidence::Pool& pool, const std::string& id,
                   const assurance::AssuranceCase& content) {
  const auto piece = pool.pieces.find(id);
  return piece != pool.pieces.end() &&
         piece->second.evidence.session_id.text() == content.session_id.text();
}

}  // namespace

Result<assurance::EvidenceFacts> registered_evidence(const Looking& looking,
                                                     const assurance::AssuranceCase& content) {
  std::vector<std::string> ids;
  for (const assurance::CaseNode& node : content.nodes) {
    for (const assurance::EvidenceId& id : assurance::evidence_of(node)) ids.push_back(id.text());
  }
  WRIT_TRY(const evidence::Pool pool,
           gather(looking, content.tenant_id.text(), ids, Cited::evidence_and_reports));
  const evidence::Assessments assessments = evidence::assess(pool, looking.now);
  assurance::EvidenceFacts facts;
  for (const std::string& id : ids) {
    if (!pool.passed_over.contains(id) && !is_of_session(pool, id, content)) continue;
    facts.emplace(id, fact_of(id, evidence::find(assessments, id)));
  }
  return facts;
}

}  // namespace writ::ops
