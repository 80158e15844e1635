// What one bundle changes over another: in its rules, in what surrounds them, and in the answers to
// given requests. The order of rules means nothing and is no difference.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "canon/json.h"
#include "canon/record.h"
#include "policy/bundle.h"
#include "policy/request.h"

namespace writ::policy {

struct MemberChange {
  std::string pointer;
  std::optional<canon::Json> before;
  std::optional<canon::Json> after;

  static constexpr auto record(auto&& f) {
    using C = MemberChange;
    using canon::field;
    return f("MemberChange", "One member that differs. Lists are compared as a whole.",
             field<&C::pointer>("pointer", "Into the rule, or into the bundle."),
             field<&C::before>("before", "Absent where the member is new."),
             field<&C::after>("after", "Absent where the member is gone."));
  }
};

struct RuleSummary {
  RuleId rule_id;
  std::string description;
  std::string op;
  Effect effect = Effect::deny;
  double priority = 0;

  static constexpr auto record(auto&& f) {
    using R = RuleSummary;
    using canon::field;
    return f("RuleSummary", "A rule, in short.", field<&R::rule_id>("ruleId", "Which rule."),
             field<&R::description>("description", "The rule's own."),
             field<&R::op>("op", "What it is about."), field<&R::effect>("effect", "What it says."),
             field<&R::priority>("priority", "Higher wins."));
  }
};

struct RuleChange {
  RuleId rule_id;
  std::vector<MemberChange> members;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("RuleChange", "A rule that both bundles have, and that differs.",
             field<&RuleChange::rule_id>("ruleId", "Which rule."),
             field<&RuleChange::members>("members", "What differs, by name."));
  }
};

struct RuleChanges {
  std::vector<RuleSummary> added;
  std::vector<RuleSummary> removed;
  std::vector<RuleChange> changed;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("RuleChanges", "How the rules differ, each list by id.",
             field<&RuleChanges::added>("added", "Only in the later bundle."),
             field<&RuleChanges::removed>("removed", "Only in the earlier one."),
             field<&RuleChanges::changed>("changed", "In both, and different."));
  }
};

// A decision without what names the bundle that made it.
struct DecisionOutcome {
  bool allow = false;
  std::vector<RuleId> rule_ids;
  std::vector<Obligation> obligations;
  std::optional<std::string> reason;

  static constexpr auto record(auto&& f) {
    using D = DecisionOutcome;
    using canon::field;
    return f("DecisionOutcome", "What a decision says.",
             field<&D::allow>("allow", "Whether it may be done."),
             field<&D::rule_ids>("ruleIds", "The rule that won; empty where none applied."),
             field<&D::obligations>("obligations", "What is owed."),
             field<&D::reason>("reason", "The winning rule's code, or why no rule decided."));
  }
};

struct DecisionChange {
  canon::Bounded<0, canon::max_exact_integer> index;
  std::string op;
  std::optional<std::string> resource;
  DecisionOutcome before;
  DecisionOutcome after;

  static constexpr auto record(auto&& f) {
    using D = DecisionChange;
    using canon::field;
    return f("DecisionChange", "A request that the bundles answer differently.",
             field<&D::index>("index", "Which of the requests, from 0."),
             field<&D::op>("op", "The request's."),
             field<&D::resource>("resource", "The request's."),
             field<&D::before>("before", "Under the earlier bundle."),
             field<&D::after>("after", "Under the later one."));
  }
};

struct DecisionChanges {
  using Count = canon::Bounded<0, canon::max_exact_integer>;
  Count compared;
  Count now_allowed;
  Count now_denied;
  std::vector<DecisionChange> changed;

  static constexpr auto record(auto&& f) {
    using D = DecisionChanges;
    using canon::field;
    return f("DecisionChanges", "How the answers differ. Expiry and revoked keys are left aside.",
             field<&D::compared>("compared", "How many requests were asked."),
             field<&D::now_allowed>("nowAllowed", "How many of them were denied before."),
             field<&D::now_denied>("nowDenied", "How many of them were allowed before."),
             field<&D::changed>("changed", "Those whose answer differs in anything."));
  }
};

struct BundleSummary {
  TenantId tenant_id;
  BundleName name;
  Version version;
  canon::HexDigest policy_hash;

  static constexpr auto record(auto&& f) {
    using B = BundleSummary;
    using canon::field;
    return f(
        "BundleSummary", "A bundle, in short.", field<&B::tenant_id>("tenantId", "Whose it is."),
        field<&B::name>("name", "The bundle's."), field<&B::version>("version", "The bundle's."),
        field<&B::policy_hash>("policyHash", "Differs with the order of rules, too."));
  }
};

struct BundleDiff {
  bool same = false;
  BundleSummary before;
  BundleSummary after;
  std::vector<MemberChange> metadata;
  RuleChanges rules;
  std::optional<DecisionChanges> decisions;

  static constexpr auto record(auto&& f) {
    using D = BundleDiff;
    using canon::field;
    return f(
        "BundleDiff", "What one bundle changes over another.",
        field<&D::same>("same", "Whether nothing differs but perhaps the order of rules."),
        field<&D::before>("before", "The earlier one."),
        field<&D::after>("after", "The later one."),
        field<&D::metadata>("metadata", "Members of the bundle but its rules and its hash."),
        field<&D::rules>("rules", "How the rules differ."),
        field<&D::decisions>("decisions", "How the answers differ, where requests were given."));
  }
};

// Both bundles must have their hashes, as bundle_of() makes sure. Without `requests` there are no
// `decisions` in the result.
BundleDiff diff(const PolicyBundle& before, const PolicyBundle& after,
                const std::optional<std::vector<canon::Sourced<PDPRequest>>>& requests);

// A decision's outcome, and whether two are the same.
DecisionOutcome outcome_of(const PDPDecision& decision);
bool same_outcome(const DecisionOutcome& a, const DecisionOutcome& b);

// What differs between two JSON objects, in the order of their members' names. Objects are compared
// member by member, everything else as a whole.
std::vector<MemberChange> changes(const canon::Json& before, const canon::Json& after);

}  // namespace writ::policy
