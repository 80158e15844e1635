#include "evidence/report.h"

#include "canon/canonical.h"
#include "canon/digest.h"
#include "canon/record_define.h"

namespace writ::evidence {

canon::HexDigest report_hash(const canon::Sourced<ReportBody>& body) {
  return canon::HexDigest(canon::sha256_hex(canon::canonical(body.source.value())));
}

canon::Verdict verify(const VerifiedReport& report, const keys::KeyRing& ring) {
  if (report_hash(report.body) != report.report_hash) {
    return canon::Verdict::refused(refusal::report_hash_mismatch);
  }
  return ring.verify(report.signature, report.report_hash.text(), keys::Purpose::audit,
                     report.body->tenant_id.text());
}

}  // namespace writ::evidence

DEFINE_RECORD(writ::evidence::FindingLocation);
DEFINE_RECORD(writ::evidence::ReportFinding);
DEFINE_RECORD(writ::evidence::ReportBody);
DEFINE_RECORD(writ::evidence::VerifiedReport);
