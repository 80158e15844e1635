// assurance.import: a case that is written in gsn2x's YAML.
#include "assurance/gsn_import.h"
#include "canon/record_define.h"
#include "ops/operation.h"
#include "ops/refusal.h"
#include "ops/table.h"

namespace writ::ops {

struct CaseImportRequest {
  std::string yaml;
  keys::TenantId tenant_id;
  assurance::CaseSessionId session_id;
  canon::HexDigest policy_hash;
  canon::Timestamp created_at;
  std::optional<std::string> title;
  std::optional<assurance::NodeId> top_goal_id;
  std::optional<bool> strategies_on_solutions;

  static constexpr auto record(auto&& f) {
    using R = CaseImportRequest;
    using canon::field;
    return f("CaseImportRequest", "A text in gsn2x's YAML, and what it does not tell of a case.",
             field<&R::yaml>("yaml", "The text."), field<&R::tenant_id>("tenantId", "Whose it is."),
             field<&R::session_id>("sessionId", "The session that its evidence is of."),
             field<&R::policy_hash>("policyHash", "The policy that the session was under."),
             field<&R::created_at>("createdAt", "When it was made."),
             field<&R::title>("title", "Absent: the name of the module."),
             field<&R::top_goal_id>("topGoalId", "Absent: the one goal that no other rests on."),
             field<&R::strategies_on_solutions>("strategiesOnSolutions",
                                                "Whether strategies may rest on solutions, as "
                                                "gsn2x has it and the standard has not."));
  }
};

std::optional<std::string_view> tenant_of(const CaseImportRequest& request) {
  return request.tenant_id.text();
}

struct CaseImportResponse {
  bool ok = false;
  std::optional<assurance::AssuranceCase> content;
  std::optional<std::vector<std::string>> left_out;
  std::optional<std::string> reason;
  std::optional<std::string> pointer;
  std::optional<std::string> message;
  std::optional<std::vector<RefusedPlace>> faults;

  static constexpr auto record(auto&& f) {
    using R = CaseImportResponse;
    using canon::field;
    return f("CaseImportResponse", "A case to be checked and signed, or why there is none.",
             field<&R::ok>("ok", "Whether the text could be taken in."),
             field<&R::content>("case", "The case, without a hash."),
             field<&R::left_out>("leftOut", "Attributes of the text that a case has no place for."),
             field<&R::reason>("reason", "Why not, as a code."),
             field<&R::pointer>("pointer", "Where, by ids and attributes."),
             field<&R::message>("message", "For people."),
             field<&R::faults>("faults", "Every fault."));
  }
};

namespace {

Result<CaseImportResponse> import(const CaseImportRequest& request) {
  Result<assurance::GsnImported> imported = assurance::import_gsn(
      request.yaml, {.tenant_id = request.tenant_id,
                     .session_id = request.session_id,
                     .policy_hash = request.policy_hash,
                     .created_at = request.created_at,
                     .title = request.title,
                     .top_goal_id = request.top_goal_id,
                     .strategies_on_solutions = request.strategies_on_solutions.value_or(false)});
  if (!imported) return refuse_with<CaseImportResponse>(Refused::of(imported.error()));
  return CaseImportResponse{.ok = true,
                            .content = std::move(imported->content),
                            .left_out = std::move(imported->left_out)};
}

}  // namespace

const Operation assurance_import =
    define<import>({.name = "assurance.import",
                    .doc = "Takes in an assurance case that is written in gsn2x's YAML.",
                    .capability = Capability::read,
                    .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::CaseImportRequest);
DEFINE_RECORD(writ::ops::CaseImportResponse);
