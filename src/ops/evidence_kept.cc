#include "ops/evidence_kept.h"

#include "canon/record_define.h"
#include "ops/broken_store.h"
#include "ops/document_row.h"

namespace writ::ops {

store::DocumentRow row_of(const evidence::Evidence& evidence, Instant now) {
  return document_row(evidence_kind, evidence.tenant_id.text(), evidence.evidence_id.text(),
                      &evidence, now);
}

store::DocumentRow row_of(const evidence::VerifiedReport& report, Instant now) {
  return document_row(report_kind, report.body->tenant_id.text(), report.report_hash.text(),
                      &report, now);
}

Result<evidence::Evidence> evidence_in(const store::DocumentRow& row) {
  WRIT_TRY(evidence::Evidence evidence,
           stored_record<evidence::Evidence>("evidence", row.record.value_or("")));
  if (evidence.tenant_id.text() != row.tenant || evidence.evidence_id.text() != row.id) {
    return broken_store("a piece of evidence stands in the place of another");
  }
  return evidence;
}

Result<evidence::VerifiedReport> report_in(const store::DocumentRow& row) {
  WRIT_TRY(evidence::VerifiedReport report,
           stored_record<evidence::VerifiedReport>("a report", row.record.value_or("")));
  if (report.body->tenant_id.text() != row.tenant || report.report_hash.text() != row.id) {
    return broken_store("a report stands in the place of another");
  }
  return report;
}

Result<std::optional<evidence::Evidence>> find_evidence(store::Snapshot& snapshot,
                                                        std::string_view tenant,
                                                        std::string_view id) {
  WRIT_TRY(const auto row, snapshot.find_document(evidence_kind, tenant, id));
  if (!row || !row->record) return std::optional<evidence::Evidence>();
  WRIT_TRY(evidence::Evidence evidence, evidence_in(*row));
  return std::optional(std::move(evidence));
}

Result<std::optional<evidence::VerifiedReport>> find_report(store::Snapshot& snapshot,
                                                            std::string_view tenant,
                                                            std::string_view hash) {
  WRIT_TRY(const auto row, snapshot.find_document(report_kind, tenant, hash));
  if (!row || !row->record) return std::optional<evidence::VerifiedReport>();
  WRIT_TRY(evidence::VerifiedReport report, report_in(*row));
  return std::optional(std::move(report));
}

Result<SessionPage<evidence::Evidence>> evidence_page(store::Snapshot& snapshot,
                                                      const SessionPageRequest& request) {
  return session_page<evidence::Evidence>(
      snapshot, evidence_kind, request, evidence_in,
      [](const evidence::Evidence& one) { return std::string_view(one.session_id.text()); });
}

Result<SessionPage<evidence::VerifiedReport>> report_page(store::Snapshot& snapshot,
                                                          const SessionPageRequest& request) {
  return session_page<evidence::VerifiedReport>(
      snapshot, report_kind, request, report_in, [](const evidence::VerifiedReport& one) {
        return std::string_view(one.body->session_id.text());
      });
}

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::SessionPageRequest);
