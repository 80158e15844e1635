// What a bundle's rules on memory actions say: for each rule with an op `memory.<action>` the most
// that it allows, the questions that it speaks of, and what it obliges to. Every rule that applies
// has its say, not only the best.
//
// A deny allows nothing. An allow without a `memory` member says nothing. An allow of which it
// cannot be told whether it applies authorises nothing, but what it caps is capped.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "memory/context.h"
#include "memory/meet.h"
#include "memory/obligation_parameters.h"
#include "policy/bundle.h"
#include "policy/op_rules.h"

namespace writ::policy {

// The memory action that an op names, as `memory.<action>`; nothing for any other op.
std::optional<memory::Action> memory_action_of(std::string_view op);

// What an obligation of a bundle asks for where a memory is moved, as the kinds of memory policy
// have it; nothing for those that ask for nothing there. A `deny-egress` is no obligation here.
std::optional<memory::PolicyObligation> memory_obligation(const Obligation& obligation,
                                                          memory::Action action,
                                                          const canon::Timestamp& recorded_at);

// Who may confirm, read back from what such an obligation says.
ApprovalPolicy approval_policy(const memory::ConfirmationTerms& terms);

// Immutable: threads may share it.
class MemoryRules {
 public:
  explicit MemoryRules(const PolicyBundle& bundle);  // outlives this
  ~MemoryRules();

  // Adds what each of these rules, of the context's action, says of the question. The voices point
  // into this.
  void add_voices(std::span<const WeighedRule> rules, const memory::PolicyEvaluationContext& asked,
                  memory::Voices& into) const;

  // The name of a rule's say: by the bundle and the rule.
  std::string_view ref_of(const PolicyRule& rule) const;

  // Moves with the bundle and with what the engine makes of it.
  const std::string& evaluator_hash() const { return evaluator_hash_; }

  // Whether a condition of any of them points into the request.
  bool compares() const { return compares_; }

 private:
  struct Rule;
  const Rule* find(const PolicyRule& rule) const;

  const PolicyBundle* bundle_;
  std::string evaluator_hash_;
  bool compares_ = false;
  std::vector<std::unique_ptr<const Rule>> rules_;  // by the rule's place; null for other ops
};

}  // namespace writ::policy
