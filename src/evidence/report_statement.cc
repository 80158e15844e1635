#include "evidence/report_statement.h"

#include <fmt/format.h>

#include "canon/base64.h"
#include "canon/record_define.h"

namespace writ::evidence {

std::string statement_of(const VerifiedReport& report) {
  return canon::encode(
      ReportStatement{.subject = {{.name = fmt::format("reports/{}", report.report_hash.text()),
                                   .digest = {report.report_hash}}},
                      .predicate = report});
}

std::string dsse_encoding(std::string_view payload_type, std::string_view payload) {
  return fmt::format("DSSEv1 {} {} {} {}", payload_type.size(), payload_type, payload.size(),
                     payload);
}

std::string envelope_of(std::string_view statement, const keys::SignatureBlock& signature) {
  return canon::encode(DsseEnvelope{.payload = canon::to_base64(statement),
                                    .payload_type = std::string(statement_media_type),
                                    .signatures = {{signature.key_id, signature.sig}}});
}

}  // namespace writ::evidence

DEFINE_RECORD(writ::evidence::SubjectDigest);
DEFINE_RECORD(writ::evidence::StatementSubject);
DEFINE_RECORD(writ::evidence::ReportStatement);
DEFINE_RECORD(writ::evidence::DsseSignature);
DEFINE_RECORD(writ::evidence::DsseEnvelope);
