// assurance.check: whether a case stands, and everything that is wrong with it.
#include "assurance/check.h"
#include "canon/record_define.h"
#include "ops/case_question.h"
#include "ops/operation.h"
#include "ops/table.h"

namespace writ::ops {

struct CaseCheckRequest {
  canon::Json document;
  std::optional<std::vector<assurance::EvidenceFact>> evidence;
  std::optional<std::vector<assurance::SignedAssuranceCase>> cases;

  CaseQuestion question() const { return {document, evidence, cases}; }

  static constexpr auto record(auto&& f) {
    using R = CaseCheckRequest;
    using canon::field;
    return f("CaseCheckRequest", "A case to look over. Its signature is not looked at.",
             field<&R::document>("case", case_doc::document),
             field<&R::evidence>("evidence", case_doc::evidence),
             field<&R::cases>("cases", case_doc::cases));
  }
};

std::optional<std::string_view> tenant_of(const CaseCheckRequest& request) {
  return request.question().tenant();
}

namespace {

Result<assurance::CaseCheckResult> check(Engine& engine, const Call& call,
                                         const CaseCheckRequest& request) {
  const std::string_view place = assurance::case_pointer(request.document);
  const auto content = read_case(request.document);
  if (!content) return assurance::unreadable_case(content.error(), place);
  WRIT_TRY(const assurance::Facts facts, facts_for(engine, call, request.question(), **content));
  assurance::CaseCheckResult result = assurance::check_case(*content, facts, place);
  if (request.evidence) result.supposed.emplace();
  return result;
}

}  // namespace

const Operation assurance_check =
    define<check>({.name = "assurance.check",
                   .doc = "Checks an assurance case: its graph, its evidence, its doubts.",
                   .capability = Capability::read,
                   .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::CaseCheckRequest);
