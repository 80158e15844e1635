// An assurance case: an argument from a claim down to the evidence that it rests on, in the terms
// of the Goal Structuring Notation (GSN Community Standard, version 3).
//
// `caseHash` is the SHA-256 of the canonical JSON of the case without it, formed from the JSON as
// it came; the signature covers that hash. Members that are optional here and no part of the older
// form of a record leave the hash of a case without them as it was.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "canon/json.h"
#include "canon/record.h"
#include "canon/types.h"
#include "keys/key_record.h"

namespace writ::assurance {

using NodeId = canon::Id<struct NodeTag>;
using EvidenceId = canon::Id<struct EvidenceTag>;
using CaseSessionId = canon::Id<struct CaseSessionTag>;

// In the order of the alternatives of CaseNode.
enum class Kind : std::uint8_t {
  goal,
  strategy,
  solution,
  context,
  assumption,
  justification,
  defeater,
  away_goal
};
constexpr auto wire_names(Kind) {
  return std::to_array<std::string_view>({"goal", "strategy", "solution", "context", "assumption",
                                          "justification", "defeater", "away-goal"});
}

// A goal or a strategy: what holds when all that supports it does.
template <canon::FixedText Word, canon::FixedText Name, canon::FixedText About>
struct Argued {
  canon::Literal<Word> kind;
  NodeId id;
  std::string statement;
  std::optional<std::vector<NodeId>> context;
  std::optional<std::vector<NodeId>> assumptions;
  std::optional<std::vector<NodeId>> justifications;
  std::vector<NodeId> supported_by;
  std::optional<canon::True> undeveloped;

  static constexpr auto record(auto&& f) {
    using A = Argued;
    using canon::field;
    return f(Name.view(), About.view(), field<&A::kind>("kind", "Tells nodes apart."),
             field<&A::id>("id", "Unique in its case."),
             field<&A::statement>("statement", "For people."),
             field<&A::context>("context", "The contexts that it is to be read in."),
             field<&A::assumptions>("assumptions", "The assumptions that it is made under."),
             field<&A::justifications>("justifications", "Why it is put so."),
             field<&A::supported_by>("supportedBy", "The nodes that it rests on."),
             field<&A::undeveloped>("undeveloped", "Its support is still to be found."));
  }
};
using Goal = Argued<"goal", "GoalNode", "A claim.">;
using Strategy = Argued<"strategy", "StrategyNode", "How a claim is argued.">;

struct Solution {
  canon::Literal<"solution"> kind;
  NodeId id;
  std::string statement;
  std::vector<EvidenceId> evidence;
  std::optional<canon::Timestamp> expires_at;

  static constexpr auto record(auto&& f) {
    using S = Solution;
    using canon::field;
    return f("SolutionNode", "What an argument ends in.",
             field<&S::kind>("kind", "Tells nodes apart."),
             field<&S::id>("id", "Unique in its case."),
             field<&S::statement>("statement", "For people."),
             field<&S::evidence>("evidence", "The ids of evidence and of verified reports."),
             field<&S::expires_at>("expiresAt", "From then on its evidence counts no more."));
  }
};

// What is stated and not argued.
template <canon::FixedText Word, canon::FixedText Name, canon::FixedText About>
struct Stated {
  canon::Literal<Word> kind;
  NodeId id;
  std::string statement;

  static constexpr auto record(auto&& f) {
    using S = Stated;
    using canon::field;
    return f(Name.view(), About.view(), field<&S::kind>("kind", "Tells nodes apart."),
             field<&S::id>("id", "Unique in its case."),
             field<&S::statement>("statement", "For people."));
  }
};
using Context = Stated<"context", "ContextNode", "What a claim is to be read in.">;
using Assumption = Stated<"assumption", "AssumptionNode", "What is taken for granted.">;
using Justification = Stated<"justification", "JustificationNode", "Why something is put so.">;

// A doubt: GSN's counter goal or counter solution, that challenges a node.
struct Defeater {
  canon::Literal<"defeater"> kind;
  NodeId id;
  std::string statement;
  NodeId challenges;
  std::optional<std::vector<NodeId>> supported_by;
  std::optional<std::vector<EvidenceId>> evidence;

  static constexpr auto record(auto&& f) {
    using D = Defeater;
    using canon::field;
    return f("DefeaterNode", "A doubt about another node.",
             field<&D::kind>("kind", "Tells nodes apart."),
             field<&D::id>("id", "Unique in its case."),
             field<&D::statement>("statement", "For people."),
             field<&D::challenges>("challenges", "The node that it casts doubt on."),
             field<&D::supported_by>("supportedBy", "The nodes that it rests on."),
             field<&D::evidence>("evidence", "The evidence that it rests on."));
  }
};

struct AwayGoal {
  canon::Literal<"away-goal"> kind;
  NodeId id;
  std::string statement;
  canon::HexDigest case_hash;
  NodeId goal_id;

  static constexpr auto record(auto&& f) {
    using A = AwayGoal;
    using canon::field;
    return f("AwayGoalNode", "A goal that another case argues.",
             field<&A::kind>("kind", "Tells nodes apart."),
             field<&A::id>("id", "Unique in its case."),
             field<&A::statement>("statement", "For people."),
             field<&A::case_hash>("caseHash", "The other case."),
             field<&A::goal_id>("goalId", "The goal, in the other case."));
  }
};

using CaseNode = canon::OneOf<"kind", Goal, Strategy, Solution, Context, Assumption, Justification,
                              Defeater, AwayGoal>;

struct AssuranceCase {
  canon::Bounded<1, 1> schema_version;
  keys::TenantId tenant_id;
  CaseSessionId session_id;
  canon::HexDigest policy_hash;
  std::string title;
  NodeId top_goal_id;
  std::vector<CaseNode> nodes;
  canon::Timestamp created_at;
  std::optional<canon::HexDigest> case_hash;

  static constexpr auto record(auto&& f) {
    using C = AssuranceCase;
    using canon::field;
    return f("AssuranceCase", "An argument from a claim to the evidence that it rests on.",
             field<&C::schema_version>("schemaVersion", "Always 1."),
             field<&C::tenant_id>("tenantId", "Whose it is."),
             field<&C::session_id>("sessionId", "The session that its evidence is of."),
             field<&C::policy_hash>("policyHash", "The policy that the session was under."),
             field<&C::title>("title", "For people."),
             field<&C::top_goal_id>("topGoalId", "The claim that everything else is for."),
             field<&C::nodes>("nodes", "Their order means nothing."),
             field<&C::created_at>("createdAt", "When it was made."),
             field<&C::case_hash>("caseHash",
                                  "SHA-256 of the canonical case without this member; absent only "
                                  "before it is signed."));
  }
};

struct SignedAssuranceCase {
  canon::Sourced<AssuranceCase> content;
  keys::SignatureBlock signature;

  static constexpr auto record(auto&& f) {
    using S = SignedAssuranceCase;
    using canon::field;
    return f("SignedAssuranceCase", "An assurance case and who vouches for it.",
             field<&S::content>("case", "The case, with its hash."),
             field<&S::signature>("signature", "Over the hash of the case."));
  }
};

// The case in a document that holds either a case or a signed one; the pointer of it in there.
canon::Json case_document(const canon::Json& json);
std::string_view case_pointer(const canon::Json& json);

}  // namespace writ::assurance
