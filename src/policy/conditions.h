// A rule's conditions one by one, slow and plain: what explaining a decision and measuring the
// coverage of a table of cases need. The evaluator (op_rules.h) answers the same questions without
// saying why; a test holds the two against each other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "canon/json.h"
#include "policy/bundle.h"
#include "policy/comparison.h"
#include "policy/glob.h"
#include "policy/request.h"

namespace writ::policy {

// In the order in which they are looked at and reported.
enum class ConditionKind : std::uint8_t {
  roles_any,
  roles_all,
  assurance,
  resource_equals,
  resource_glob,
  resource_not_glob,
  labels_any,
  labels_all,
  labels_none,
  purpose_equals,
  purpose_any_of,
  risk_tier,
  attribute
};

struct Condition {
  ConditionKind kind = ConditionKind::attribute;
  std::size_t index = 0;  // of an attribute

  std::string pointer() const;  // into the rule: `/when/subject/rolesAny`, `/when/attributes/0`
};

// A question, and what it was read from, for attribute comparisons.
struct Question {
  const PDPRequest& request;
  const canon::Value& root;
};

struct Truth {
  bool holds = false;
  bool decided =
      true;  // false: a comparison that could not be decided, counted as its rule counts it
};

// The conditions of one rule, made ready to be asked often. Immutable: threads may share it.
class RuleConditions {
 public:
  // `rule`, which outlives this, must have passed its checks, as decoding makes sure.
  explicit RuleConditions(const PolicyRule& rule);

  const PolicyRule& rule() const { return *rule_; }
  std::span<const Condition> list() const { return list_; }

  Truth test(const Condition& condition, const Question& question) const;

  // Why it is not met, or that and why it could not be decided: for people. Only of a condition
  // that does not hold, or was not decided.
  std::string why(const Condition& condition, const Question& question) const;

 private:
  void add(ConditionKind kind, bool present);
  Truth test_attribute(std::size_t index, const canon::Value& root) const;
  std::string why_undecided(const Comparison& comparison, const canon::Value& root) const;

  const PolicyRule* rule_;
  std::vector<Condition> list_;
  std::optional<Glob> glob_, not_glob_;
  std::vector<CompiledComparison> comparisons_;
};

// 1 for aal1 and so on; 0 for an assurance that is missing or unknown.
int assurance_rank(const PDPRequest& request);
int assurance_rank(Assurance held);
int required_rank(MinAssurance required);

// "`a`, `b` and 7 more": for messages.
std::string quoted(std::span<const std::string> names);

}  // namespace writ::policy
