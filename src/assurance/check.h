// Whether an assurance case is one: every error in it, and where.
//
// A case without errors stands: its top goal is supported.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "assurance/facts.h"
#include "assurance/status.h"
#include "canon/json.h"

namespace writ::assurance {

// What is over these is refused, whatever it says. A walk through a case needs no more stack for a
// deep one, so that depth has no limit of its own.
struct Limits {
  std::size_t nodes = 100'000;
  std::size_t references = 1'000'000;  // to nodes and to evidence
  std::size_t errors = 1'000;          // that are told; the rest is counted
};

struct CaseError {
  std::string code;
  std::string pointer;
  std::optional<std::string> node_id;
  std::string message;

  static constexpr auto record(auto&& f) {
    using E = CaseError;
    using canon::field;
    return f("CaseError", "Something that is wrong with a case.",
             field<&E::code>("code", "What, such as `assurance.cycle`."),
             field<&E::pointer>("pointer", "Where, in the document that was checked."),
             field<&E::node_id>("nodeId", "At which node."),
             field<&E::message>("message", "What, and what to do about it."));
  }
};

struct CaseCheckResult {
  using Count = canon::Bounded<0, canon::max_exact_integer>;
  bool valid = false;
  std::vector<CaseError> errors;
  std::optional<Count> left_out;
  std::optional<canon::HexDigest> case_hash;
  Status top_goal = Status::unsupported;
  std::vector<NodeStatus> nodes;
  std::optional<canon::True> supposed;

  static constexpr auto record(auto&& f) {
    using R = CaseCheckResult;
    using canon::field;
    return f("CaseCheckResult", "Whether a case stands, and what is wrong with it.",
             field<&R::valid>("valid", "Whether there are no errors."),
             field<&R::errors>("errors", "Each of them, in the order of the nodes."),
             field<&R::left_out>("leftOut", "How many more there are."),
             field<&R::case_hash>("caseHash", "The hash of the case, as it is."),
             field<&R::top_goal>("topGoal", "Whether the claim of the case stands."),
             field<&R::nodes>("nodes", "Whether each node stands, in their order."),
             field<&R::supposed>("supposed",
                                 "The evidence is what the question says, not what is "
                                 "registered."));
  }
};

// `place` is the pointer of the case in the document that is spoken of.
CaseCheckResult check_case(const canon::Sourced<AssuranceCase>& content, const Facts& facts,
                           std::string_view place = "", const Limits& limits = {});

// Of a document that does not read as a case.
CaseCheckResult unreadable_case(const Problem& problem, std::string_view place);

}  // namespace writ::assurance
