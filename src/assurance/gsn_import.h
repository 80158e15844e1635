// Cases written in the YAML of gsn2x (https://github.com/jonasthewolf/gsn2x).
//
// An element's type is told by `nodeType` or by the prefix of its id. Besides gsn2x's own
// attributes these are read, which it passes on as further information: `evidence` (ids) of a
// solution, a counter goal or a counter solution, `expiresAt` of a solution, and `caseHash` with
// `goalId` of a goal that another case argues. A counter goal or counter solution that challenges
// an element is a defeater; one that does not is a goal or a solution of the defeater's argument.
// What only says how to draw is left out.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assurance/case.h"

namespace writ::assurance {

// What a case has that the text does not tell.
struct GsnImport {
  keys::TenantId tenant_id;
  CaseSessionId session_id;
  canon::HexDigest policy_hash;
  canon::Timestamp created_at;
  std::optional<std::string> title;      // the module's name without it
  std::optional<NodeId> top_goal_id;     // the one goal that nothing refers to without it
  bool strategies_on_solutions = false;  // which the standard does not know, and gsn2x allows
};

struct GsnImported {
  AssuranceCase content;              // without a hash
  std::vector<std::string> left_out;  // the attributes that were, by name
};

// Strict by the standard: a goal is supported by goals, strategies and solutions, a strategy by
// goals; both stand in the context of contexts, assumptions and justifications. Problem: every
// fault, with a pointer of ids and attributes such as `/G1/supportedBy`. Whether the case is
// complete is for check_case() to say.
Result<GsnImported> import_gsn(std::string_view yaml, const GsnImport& as);

}  // namespace writ::assurance
