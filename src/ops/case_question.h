// What the questions about an assurance case share: the case, and what is known of what it rests
// on.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "assurance/case.h"
#include "assurance/facts.h"
#include "canon/json.h"
#include "ops/engine.h"
#include "ops/operation.h"

namespace writ::ops {

// Members of a request; the request outlives it.
struct CaseQuestion {
  const canon::Json& document;  // a case or a signed one
  const std::optional<std::vector<assurance::EvidenceFact>>& evidence;
  const std::optional<std::vector<assurance::SignedAssuranceCase>>& cases;

  // Whose case it is, as far as that can be read.
  std::optional<std::string_view> tenant() const;
};

// How those members are described.
namespace case_doc {
inline constexpr std::string_view document = "A case or a signed one.";
inline constexpr std::string_view evidence =
    "What to suppose of evidence, instead of what is registered; the answer says so.";
inline constexpr std::string_view cases =
    "Signed cases of the same tenant, whose goals it may name as away goals.";
}  // namespace case_doc

// The case in the document. Faults have pointers into the case.
Result<canon::Sourced<assurance::AssuranceCase>> read_case(const canon::Json& document);

// What is known of what a case rests on. Of the other cases those count that the same tenant's keys
// vouch for; at most `max_cases` of them, else a problem.
inline constexpr std::size_t max_cases = 64;
Result<assurance::Facts> facts_for(Engine& engine, const Call& call, const CaseQuestion& question,
                                   const assurance::AssuranceCase& content);

}  // namespace writ::ops
