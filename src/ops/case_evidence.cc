#include "ops/case_evidence.h"

#include "assurance/node.h"
#include "canon/record_define.h"

namespace writ::ops {
namespace {

std::optional<assurance::EvidenceFact> fact_of(const assurance::EvidenceId& id,
                                               const store::DocumentRow& row,
                                               const assurance::AssuranceCase& content) {
  if (!row.record) return std::nullopt;
  const Result<canon::Json> json = canon::Json::parse(*row.record);
  if (!json) return std::nullopt;
  Result<RegisteredEvidence> registered = canon::decode<RegisteredEvidence>(*json);
  if (!registered || registered->session_id != content.session_id) return std::nullopt;
  return assurance::EvidenceFact{.id = id,
                                 .fresh = registered->fresh,
                                 .expires_at = registered->expires_at,
                                 .reason = registered->reason};
}

}  // namespace

Result<assurance::EvidenceFacts> registered_evidence(store::Snapshot& snapshot,
                                                     const assurance::AssuranceCase& content) {
  assurance::EvidenceFacts facts;
  for (const assurance::CaseNode& node : content.nodes) {
    for (const assurance::EvidenceId& id : assurance::evidence_of(node)) {
      if (facts.contains(id.text())) continue;
      WRIT_TRY(const auto row,
               snapshot.find_document(evidence_kind, content.tenant_id.text(), id.text()));
      if (!row) continue;
      if (auto fact = fact_of(id, *row, content)) facts.emplace(id.text(), *std::move(fact));
    }
  }
  return facts;
}

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::RegisteredEvidence);
