// report.export: a published report as an attestation for other tools, or as a page for people.
#include "canon/digest.h"
#include "canon/record_define.h"
#include "evidence/report_statement.h"
#include "evidence/report_view.h"
#include "ops/evidence_kept.h"
#include "ops/evidence_world.h"
#include "ops/operation.h"
#include "ops/signing_key.h"
#include "ops/table.h"
#include "policy/bundle.h"

namespace writ::ops {

enum class ReportFormat : std::uint8_t { in_toto, markdown, html };
constexpr auto wire_names(ReportFormat) {
  return std::to_array<std::string_view>({"in-toto", "markdown", "html"});
}

struct ExportReportRequest {
  policy::TenantId tenant_id;
  canon::HexDigest report_hash;
  ReportFormat format = ReportFormat::in_toto;

  static constexpr auto record(auto&& f) {
    using R = ExportReportRequest;
    using canon::field;
    return f("ExportReportRequest", "Which report, and in which form.",
             field<&R::tenant_id>("tenantId", "Whose."),
             field<&R::report_hash>("reportHash", "Its hash."),
             field<&R::format>("format",
                               "`in-toto` (a Statement in a DSSE envelope, signed by an `audit` "
                               "key), or with how its evidence stands now `markdown` or `html`."));
  }
};

std::optional<std::string_view> tenant_of(const ExportReportRequest& request) {
  return request.tenant_id.text();
}

struct ExportReportResponse {
  bool ok = false;
  std::optional<ReportFormat> format;
  std::optional<std::string> media_type;
  std::optional<std::string> text;
  std::optional<std::string> reason;

  static constexpr auto record(auto&& f) {
    using R = ExportReportResponse;
    using canon::field;
    return f("ExportReportResponse", "The report in another form.",
             field<&R::ok>("ok", "Whether it was written."),
             field<&R::format>("format", "As it was asked for."),
             field<&R::media_type>("mediaType", "Of the text."),
             field<&R::text>("text", "The report."),
             field<&R::reason>("reason", "Why there is none."));
  }
};

namespace {

std::string_view media_type(ReportFormat format) {
  switch (format) {
    case ReportFormat::markdown:
      return "text/markdown; charset=utf-8";
    case ReportFormat::html:
      return "text/html; charset=utf-8";
    case ReportFormat::in_toto:
      break;
  }
  return "application/vnd.dsse.envelope.v1+json";
}

ExportReportResponse refused(std::string_view reason) { return {.reason = std::string(reason)}; }

ExportReportResponse written(ReportFormat format, std::string text) {
  return {.ok = true,
          .format = format,
          .media_type = std::string(media_type(format)),
          .text = std::move(text)};
}

// That a key signed, and what.
Result<void> enter(Engine& engine, const Call& call, const ExportReportResponse& response,
                   const std::string& key_id) {
  journal::Entry entry = entry_of(call, {.outcome = "done", .key_id = key_id});
  entry.response_hash = canon::sha256_hex(canon::encode(response));
  return engine.record(call, entry, body_to_keep(call));
}

// Nothing is signed anew that nobody trusted vouches for any more.
Result<ExportReportResponse> attested(Engine& engine, const Call& call,
                                      const evidence::VerifiedReport& report) {
  WRIT_TRY(const auto before, engine.state());
  const canon::Verdict verdict = evidence::verify(report, before->keys->ring());
  if (!verdict.ok()) return refused(verdict.reason());
  WRIT_TRY(const std::string key_id, signing_key(engine, keys::Purpose::audit, keys::Alg::ed25519,
                                                 report.body->tenant_id.text(), call));
  WRIT_TRY(const auto state, engine.state());
  const std::string statement = evidence::statement_of(report);
  WRIT_TRY(const keys::SignatureBlock signature,
           state->keys->sign(key_id,
                             evidence::dsse_encoding(evidence::statement_media_type, statement)));
  ExportReportResponse response =
      written(ReportFormat::in_toto, evidence::envelope_of(statement, signature));
  WRIT_CHECK(enter(engine, call, response, key_id));
  return response;
}

Result<ExportReportResponse> shown(Engine& engine, const Call& call, store::Snapshot& snapshot,
                                   const evidence::VerifiedReport& report, ReportFormat format) {
  std::vector<std::string> ids;
  for (const evidence::EvidenceId& id : report.body->evidence_registry) ids.push_back(id.text());
  WRIT_TRY(const auto state, engine.state());
  WRIT_TRY(const evidence::Pool pool, gather({engine, *state, snapshot, call.now},
                                             report.body->tenant_id.text(), std::move(ids)));
  const evidence::Assessments assessments = evidence::assess(pool, call.now);
  const evidence::ReportView view{report, evidence::verify(report, state->keys->ring()), pool,
                                  assessments, call.now};
  return written(
      format, format == ReportFormat::html ? evidence::html_of(view) : evidence::markdown_of(view));
}

Result<ExportReportResponse> export_report(Engine& engine, const Call& call,
                                           const ExportReportRequest& request) {
  WRIT_TRY(const auto snapshot, engine.store().read());
  WRIT_TRY(const auto found,
           find_report(*snapshot, request.tenant_id.text(), request.report_hash.text()));
  if (!found) return refused("report.unknown");
  if (request.format == ReportFormat::in_toto) return attested(engine, call, *found);
  return shown(engine, call, *snapshot, *found, request.format);
}

}  // namespace

const Operation report_export =
    define<export_report>({.name = "report.export",
                           .doc = "Writes a published report as an attestation or as a page.",
                           .capability = Capability::publish,
                           .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::ExportReportRequest);
DEFINE_RECORD(writ::ops::ExportReportResponse);
