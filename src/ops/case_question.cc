#include "ops/case_question.h"

#include <fmt/format.h>

#include "assurance/away.h"
#include "assurance/check.h"
#include "assurance/fault.h"
#include "assurance/signing.h"
#include "ops/case_evidence.h"

namespace writ::ops {

std::optional<std::string_view> CaseQuestion::tenant() const {
  const canon::Json inner = assurance::case_document(document);
  const canon::Value* tenant = inner.value().find("tenantId");
  if (tenant == nullptr || !tenant->is(canon::Value::Kind::text)) return std::nullopt;
  return tenant->text();  // lies in the document
}

Result<canon::Sourced<assurance::AssuranceCase>> read_case(const canon::Json& document) {
  canon::Json inner = assurance::case_document(document);
  WRIT_TRY(assurance::AssuranceCase content,
           canon::decode<assurance::AssuranceCase>(inner, "the case"));
  return canon::Sourced<assurance::AssuranceCase>{std::move(content), std::move(inner)};
}

namespace {

assurance::EvidenceFacts supposed(const std::vector<assurance::EvidenceFact>& evidence) {
  assurance::EvidenceFacts facts;
  for (const assurance::EvidenceFact& fact : evidence) facts.emplace(fact.id.text(), fact);
  return facts;
}

Result<assurance::AwayGoals> goals_elsewhere(
    const Looking& looking, const std::vector<assurance::SignedAssuranceCase>& cases,
    const assurance::AssuranceCase& content) {
  if (cases.size() > max_cases) {
    return Problem{
        assurance::fault::too_large,
        fmt::format("there are {} other cases, and {} are the most", cases.size(), max_cases)};
  }
  std::vector<assurance::OtherCase> others;
  for (const assurance::SignedAssuranceCase& other : cases) {
    if (other.content->tenant_id != content.tenant_id ||
        !assurance::verify(other, looking.state.keys->ring()).ok()) {
      continue;
    }
    WRIT_TRY(auto evidence, registered_evidence(looking, *other.content));
    others.push_back({&other.content.value, other.content->case_hash->text(), std::move(evidence)});
  }
  return assurance::away_goals(others, looking.now);
}

}  // namespace

Result<assurance::Facts> facts_for(Engine& engine, const Call& call, const CaseQuestion& question,
                                   const assurance::AssuranceCase& content) {
  WRIT_TRY(const auto state, engine.state());
  WRIT_TRY(const auto snapshot, engine.store().read());
  const Looking looking{engine, *state, *snapshot, call.now};
  assurance::Facts facts{.now = call.now};
  if (question.evidence) {
    facts.evidence = supposed(*question.evidence);
  } else if (content.nodes.size() <= assurance::Limits{}.nodes) {
    WRIT_TRY(facts.evidence, registered_evidence(looking, content));
  }
  if (question.cases) {
    WRIT_TRY(facts.away, goals_elsewhere(looking, *question.cases, content));
  }
  return facts;
}

}  // namespace writ::ops
