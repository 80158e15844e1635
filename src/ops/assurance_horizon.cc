// assurance.horizon: what becomes of a case by a date, and what must be renewed.
#include <fmt/format.h>

#include "assurance/horizon.h"
#include "canon/record_define.h"
#include "ops/case_question.h"
#include "ops/operation.h"
#include "ops/table.h"

namespace writ::ops {

struct CaseHorizonRequest {
  canon::Json document;
  canon::Timestamp by;
  std::optional<std::vector<assurance::EvidenceFact>> evidence;
  std::optional<std::vector<assurance::SignedAssuranceCase>> cases;

  CaseQuestion question() const { return {document, evidence, cases}; }

  static constexpr auto record(auto&& f) {
    using R = CaseHorizonRequest;
    using canon::field;
    return f("CaseHorizonRequest", "A case and a date.",
             field<&R::document>("case", case_doc::document),
             field<&R::by>("by", "The date; one that has passed is taken for now."),
             field<&R::evidence>("evidence", case_doc::evidence),
             field<&R::cases>("cases", case_doc::cases));
  }
};

std::optional<std::string_view> tenant_of(const CaseHorizonRequest& request) {
  return request.question().tenant();
}

namespace {

Result<assurance::Horizon> horizon(Engine& engine, const Call& call,
                                   const CaseHorizonRequest& request) {
  auto content = read_case(request.document);
  if (!content) {
    const std::string_view place = assurance::case_pointer(request.document);
    return std::move(content).error().at(fmt::format("/case{}", place));
  }
  WRIT_TRY(const assurance::Facts facts, facts_for(engine, call, request.question(), **content));
  assurance::Horizon found =
      assurance::horizon_of(assurance::CaseIndex(**content), facts, request.by.at());
  if (request.evidence) found.supposed.emplace();
  return found;
}

}  // namespace

const Operation assurance_horizon =
    define<horizon>({.name = "assurance.horizon",
                     .doc = "Tells what of a case must be renewed by a date.",
                     .capability = Capability::read,
                     .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::CaseHorizonRequest);
