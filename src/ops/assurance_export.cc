// assurance.export: a case in the form that another tool takes in.
#include <fmt/format.h>

#include "assurance/dot.h"
#include "assurance/gsn_export.h"
#include "assurance/oscal.h"
#include "assurance/signing.h"
#include "canon/canonical.h"
#include "canon/record_define.h"
#include "ops/case_question.h"
#include "ops/operation.h"
#include "ops/table.h"

namespace writ::ops {

enum class CaseFormat : std::uint8_t { json, gsn2x, dot, oscal };
constexpr auto wire_names(CaseFormat) {
  return std::to_array<std::string_view>({"json", "gsn2x", "dot", "oscal"});
}

struct CaseExportRequest {
  canon::Json document;
  CaseFormat format = CaseFormat::json;
  std::optional<std::vector<assurance::EvidenceFact>> evidence;
  std::optional<std::vector<assurance::SignedAssuranceCase>> cases;

  CaseQuestion question() const { return {document, evidence, cases}; }

  static constexpr auto record(auto&& f) {
    using R = CaseExportRequest;
    using canon::field;
    return f("CaseExportRequest", "A case to be written in another form.",
             field<&R::document>("case", case_doc::document),
             field<&R::format>("format",
                               "`json` (canonical, as it came), `gsn2x` (YAML), `dot` (a drawing, "
                               "for Graphviz) or `oscal` (assessment results)."),
             field<&R::evidence>("evidence", case_doc::evidence),
             field<&R::cases>("cases", case_doc::cases));
  }
};

std::optional<std::string_view> tenant_of(const CaseExportRequest& request) {
  return request.question().tenant();
}

struct CaseExportResponse {
  CaseFormat format = CaseFormat::json;
  std::string media_type;
  std::string text;
  std::optional<canon::True> supposed;

  static constexpr auto record(auto&& f) {
    using R = CaseExportResponse;
    using canon::field;
    return f("CaseExportResponse", "A case in another form.",
             field<&R::format>("format", "As it was asked for."),
             field<&R::media_type>("mediaType", "Of the text."),
             field<&R::text>("text", "The case."),
             field<&R::supposed>("supposed",
                                 "The evidence is what the question says, not what is "
                                 "registered."));
  }
};

namespace {

std::string_view media_type(CaseFormat format) {
  switch (format) {
    case CaseFormat::gsn2x:
      return "application/yaml";
    case CaseFormat::dot:
      return "text/vnd.graphviz";
    case CaseFormat::json:
    case CaseFormat::oscal:
      break;
  }
  return "application/json";
}

Result<std::string> written(Engine& engine, const Call& call, const CaseExportRequest& request,
                            const canon::Sourced<assurance::AssuranceCase>& content) {
  if (request.format == CaseFormat::json) return canon::canonical(request.document.value());
  const assurance::CaseIndex index(*content);
  if (request.format == CaseFormat::gsn2x) return assurance::export_gsn(index);
  WRIT_TRY(const assurance::Facts facts, facts_for(engine, call, request.question(), *content));
  const auto told = assurance::explain_all(index, assurance::statuses(index, facts), facts);
  if (request.format == CaseFormat::dot) return assurance::dot_of(index, told);
  return assurance::oscal_of(index, told, facts, assurance::case_hash(content.source.value()));
}

Result<CaseExportResponse> export_case(Engine& engine, const Call& call,
                                       const CaseExportRequest& request) {
  auto content = read_case(request.document);
  if (!content) {
    const std::string_view place = assurance::case_pointer(request.document);
    return std::move(content).error().at(fmt::format("/case{}", place));
  }
  CaseExportResponse response{.format = request.format,
                              .media_type = std::string(media_type(request.format))};
  WRIT_TRY(response.text, written(engine, call, request, *content));
  if (request.evidence) response.supposed.emplace();
  return response;
}

}  // namespace

const Operation assurance_export =
    define<export_case>({.name = "assurance.export",
                         .doc = "Writes an assurance case as JSON, gsn2x, DOT or OSCAL.",
                         .capability = Capability::read,
                         .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::CaseExportRequest);
DEFINE_RECORD(writ::ops::CaseExportResponse);
