// Any bytes, as a case in gsn2x's YAML or in JSON: what is taken in can be checked and drawn, is
// written in YAML that is taken in again as the same case, and stands where nothing is wrong with
// it.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "assurance/check.h"
#include "assurance/dot.h"
#include "assurance/gsn_export.h"
#include "assurance/gsn_import.h"
#include "fuzz/require.h"

namespace {

using writ::fuzz::require;
namespace assurance = writ::assurance;
namespace canon = writ::canon;

const assurance::GsnImport as{.tenant_id = writ::keys::TenantId("t"),
                              .session_id = assurance::CaseSessionId("s"),
                              .policy_hash = canon::HexDigest(std::string(64, '0')),
                              .created_at = canon::Timestamp(writ::Instant{}),
                              .strategies_on_solutions = true};

void check_case(const assurance::AssuranceCase& content) {
  assurance::Facts facts;
  for (const char* id : {"a", "b", "e"}) {
    facts.evidence.emplace(id,
                           assurance::EvidenceFact{.id = assurance::EvidenceId(id), .fresh = true});
  }
  const canon::Sourced<assurance::AssuranceCase> sourced{
      content, *canon::Json::parse(canon::encode(content))};
  const auto result = assurance::check_case(sourced, facts);
  require(!result.valid || result.top_goal == assurance::Status::supported,
          "a case without errors stands");
  require(!assurance::dot_of(assurance::CaseIndex(content), result.nodes).empty(),
          "a case can be drawn");
}

void check_yaml(std::string_view text) {
  const auto imported = assurance::import_gsn(text, as);
  if (!imported) return;
  check_case(imported->content);
  const auto exported = assurance::export_gsn(assurance::CaseIndex(imported->content));
  require(exported.has_value(), "what is taken in can be written");
  assurance::GsnImport again = as;
  again.top_goal_id = imported->content.top_goal_id;
  const auto read = assurance::import_gsn(*exported, again);
  require(read.has_value(), "what is written can be taken in");
  require(canon::encode(read->content) == canon::encode(imported->content),
          "what is written is the same case");
}

void check_json(std::string_view text) {
  const auto json = canon::Json::parse(text);
  if (!json) return;
  const auto content = canon::decode<assurance::AssuranceCase>(*json);
  if (content) check_case(*content);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  text.starts_with('{') ? check_json(text) : check_yaml(text);
  return 0;
}
