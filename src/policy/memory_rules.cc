#include "policy/memory_rules.h"

#include <algorithm>
#include <variant>

#include <fmt/format.h>

#include "canon/canonical.h"
#include "canon/digest.h"
#include "memory/action_set.h"
#include "memory/identity.h"

namespace writ::policy {
namespace {

using memory::Action;
using memory::Capability;
using memory::ModelClass;

constexpr std::string_view op_prefix = "memory.";

// Moves whenever the engine would make something else of the same rules and the same question.
constexpr std::string_view semantics = "doc81.meet.v2/2";

std::string hash_of_evaluator(const PolicyBundle& bundle) {
  std::string content = R"({"policyHash":)";
  canon::append_text(content, bundle.policy_hash ? bundle.policy_hash->text() : "");
  content += R"(,"semantics":)";
  canon::append_text(content, semantics);
  content += '}';
  return canon::sha256_hex(content);
}

std::string ref_text(const PolicyBundle& bundle, const PolicyRule& rule) {
  constexpr std::size_t digits = 32;
  std::string content = R"({"policyHash":)";
  canon::append_text(content, bundle.policy_hash ? bundle.policy_hash->text() : "");
  content += R"(,"ruleId":)";
  canon::append_text(content, rule.id.text());
  content += '}';
  return std::string(memory::rule_ref_prefix) + canon::sha256_hex(content).substr(0, digits);
}

template <class Level>
void cap(std::optional<Level> level, Capability& most) {
  if (level) most &= Capability::cap(*level);
}

Capability most_of(const MemoryCap& levels) {
  Capability most = Capability::everything();
  cap(levels.content_fidelity, most);
  cap(levels.locality, most);
  cap(levels.learning_scope, most);
  cap(levels.mutation_authority, most);
  cap(levels.disclosure_class, most);
  if (levels.disclosure_vector) most &= Capability::cap(*levels.disclosure_vector);
  return most;
}

bool forbids(const PolicyRule& rule, Action action) {
  if (rule.effect == Effect::deny) return true;
  return memory::is_egress(action) && rule.obligations &&
         std::ranges::any_of(*rule.obligations, [](const Obligation& obligation) {
           return std::holds_alternative<DenyEgress>(obligation);
         });
}

// --- narrowing ---------------------------------------------------------------------------------

// Whether the question is one of those that a list names; nothing where that cannot be told.
using Told = std::optional<bool>;

template <class List, class Word>
bool names_it(const List& list, const Word& word) {
  return std::ranges::find(list, word) != list.end();
}

template <class Word>
Told in_list(const std::optional<std::vector<Word>>& list, const std::optional<Word>& asked) {
  if (!list) return true;
  if (!asked) return std::nullopt;
  return names_it(*list, *asked);
}

// References are texts in a bundle.
template <class Ref>
Told ref_in_list(const std::optional<std::vector<std::string>>& list, const Ref* asked) {
  if (!list) return true;
  if (asked == nullptr) return std::nullopt;
  return names_it(*list, asked->text());
}

// A model that nobody can name may be any, and a hybrid is what it is made of as well.
Told model_in_list(const std::optional<std::vector<ModelClass>>& list, ModelClass asked,
                   Effect effect) {
  if (!list) return true;
  if (asked == ModelClass::unknown_model_class) return std::nullopt;
  if (names_it(*list, asked)) return true;
  const bool in_part =
      asked == ModelClass::hybrid_model && (names_it(*list, ModelClass::same_machine_local_model) ||
                                            names_it(*list, ModelClass::cloud_model));
  if (!in_part) return false;
  return effect == Effect::deny ? Told(true) : Told();  // an allow only caps what it is in part
}

Told speaks_of(const MemoryCap& cap, Effect effect, const memory::PolicyEvaluationContext& asked) {
  const Told told[] = {in_list(cap.destination, asked.destination),
                       ref_in_list(cap.surface_ref, asked.surface ? &*asked.surface : nullptr),
                       ref_in_list(cap.exposure_context_ref, &asked.exposure_context),
                       model_in_list(cap.model_class, asked.model_class, effect),
                       in_list(cap.client_kind, std::optional(asked.client_kind)),
                       in_list(cap.interaction_mode, std::optional(asked.interaction_mode))};
  if (std::ranges::find(told, Told(false)) != std::end(told)) return false;
  if (std::ranges::find(told, Told()) != std::end(told)) return std::nullopt;
  return true;
}

// --- obligations -------------------------------------------------------------------------------

memory::PolicyObligation owed(memory::ObligationKind kind, memory::EnforcementOwner owner,
                              std::string_view parameters, std::string reason) {
  memory::PolicyObligation obligation{.kind = memory::ObligationKindName(kind),
                                      .owner = owner,
                                      .blocking = true,
                                      .reason_code = memory::ReasonCodeId(std::move(reason))};
  obligation.parameters = canon::Json::parse(parameters).value_or(canon::Json());
  return obligation;
}

struct ToMemory {
  using Owed = std::optional<memory::PolicyObligation>;

  Owed operator()(const RequireApproval& approval) const {
    const ApprovalPolicy& policy = approval.policy;
    memory::ConfirmationTerms terms{.allowed_roles = policy.allowed_roles};
    terms.expires_in.value = policy.expires_in_seconds.value;
    if (policy.min_assurance) {
      constexpr auto names = wire_names(MinAssurance{});
      terms.min_assurance = names[static_cast<std::size_t>(*policy.min_assurance)];
    }
    return owed(memory::ObligationKind::require_user_confirmation, memory::EnforcementOwner::ec,
                canon::encode(memory::ConfirmationParameters{.approval = std::move(terms)}),
                "policy.rule_requires_approval");
  }
  Owed operator()(const RequireRedaction& redaction) const {
    constexpr auto names = wire_names(RedactionProfile{});
    const std::string_view profile = names[static_cast<std::size_t>(redaction.profile)];
    return owed(memory::ObligationKind::require_redaction, memory::EnforcementOwner::doc84,
                canon::encode(memory::RedactionParameters{.profile = std::string(profile)}),
                fmt::format("policy.rule_requires_redaction.{}", profile));
  }
  Owed operator()(const RequireVerifiedReport&) const {
    return owed(memory::ObligationKind::require_audit_certificate, memory::EnforcementOwner::ec,
                "{}", "policy.rule_requires_verified_report");
  }
  // Nothing that holds a memory back.
  Owed operator()(const TokenCap&) const { return std::nullopt; }
  Owed operator()(const DenyEgress&) const { return std::nullopt; }
  Owed operator()(const LogLevel&) const { return std::nullopt; }
};

}  // namespace

std::optional<Action> memory_action_of(std::string_view op) {
  if (!op.starts_with(op_prefix)) return std::nullopt;
  constexpr auto names = memory::wire_names(Action{});
  const auto found = std::ranges::find(names, op.substr(op_prefix.size()));
  if (found == names.end()) return std::nullopt;
  return static_cast<Action>(found - names.begin());
}

std::optional<memory::PolicyObligation> memory_obligation(const Obligation& obligation,
                                                          Action action,
                                                          const canon::Timestamp& recorded_at) {
  std::optional<memory::PolicyObligation> made =
      std::visit(ToMemory(), static_cast<const Obligation::variant&>(obligation));
  if (!made) return made;
  made->recorded_at = canon::Timestamp(recorded_at.at());  // as records write it
  made->applies_to = {action};
  memory::name(*made);
  return made;
}

ApprovalPolicy approval_policy(const memory::ConfirmationTerms& terms) {
  ApprovalPolicy policy{.allowed_roles = terms.allowed_roles};
  policy.expires_in_seconds.value = terms.expires_in.value;
  if (terms.min_assurance) {
    constexpr auto names = wire_names(MinAssurance{});
    const auto known = std::ranges::find(names, *terms.min_assurance);
    // Nobody meets an assurance that nobody knows.
    if (known == names.end()) {
      policy.allowed_roles.clear();
    } else {
      policy.min_assurance = static_cast<MinAssurance>(known - names.begin());
    }
  }
  return policy;
}

// --- rules -------------------------------------------------------------------------------------

struct MemoryRules::Rule {
  Rule(const PolicyBundle& bundle, const PolicyRule& of, Action action)
      : rule(&of), ref(ref_text(bundle, of)), speaks(of.memory || of.effect == Effect::deny),
        allows(forbids(of, action) ? Capability::nothing()
                                   : most_of(of.memory.value_or(MemoryCap()))) {
    if (!of.obligations) return;
    for (const Obligation& obligation : *of.obligations) {
      if (auto made = memory_obligation(obligation, action, bundle.issued_at)) {
        obligations.push_back(*std::move(made));
      }
    }
    for (const memory::PolicyObligation& obligation : obligations) owed.emplace_back(obligation);
  }
  Rule(const Rule&) = delete;
  Rule& operator=(const Rule&) = delete;

  const PolicyRule* rule;
  std::string ref;
  bool speaks;
  Capability allows;
  std::vector<memory::PolicyObligation> obligations;
  std::vector<memory::Owed> owed;  // of these
};

MemoryRules::MemoryRules(const PolicyBundle& bundle)
    : bundle_(&bundle), evaluator_hash_(hash_of_evaluator(bundle)), rules_(bundle.rules.size()) {
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    const PolicyRule& rule = bundle.rules[i];
    if (const auto action = memory_action_of(rule.op)) {
      rules_[i] = std::make_unique<const Rule>(bundle, rule, *action);
      compares_ = compares_ || (rule.when && rule.when->attributes);
    }
  }
}

MemoryRules::~MemoryRules() = default;

const MemoryRules::Rule* MemoryRules::find(const PolicyRule& rule) const {
  return rules_[static_cast<std::size_t>(&rule - bundle_->rules.data())].get();
}

void MemoryRules::add_voices(std::span<const WeighedRule> rules,
                             const memory::PolicyEvaluationContext& asked,
                             memory::Voices& into) const {
  static const MemoryCap no_narrowing;
  for (const WeighedRule& weighed : rules) {
    const Rule* rule = find(*weighed.rule);
    if (rule == nullptr || !rule->speaks) continue;
    const MemoryCap& cap = rule->rule->memory ? *rule->rule->memory : no_narrowing;
    const Told told = speaks_of(cap, rule->rule->effect, asked);
    if (told == false) continue;
    // What cannot be told counts for a deny.
    const bool deny = rule->rule->effect == Effect::deny;
    const bool authorizes = !deny && weighed.decided && told.has_value();
    into.contributions.push_back(
        {.ref = rule->ref,
         .rule = rule->rule->id.text(),
         .allows = rule->allows,
         .weight = authorizes ? memory::Weight::authorizes : memory::Weight::undecided,
         .names_destination = cap.destination.has_value()});
    for (const memory::Owed& owed : rule->owed) into.owed.push_back(&owed);
  }
}

std::string_view MemoryRules::ref_of(const PolicyRule& rule) const {
  const Rule* found = find(rule);
  return found == nullptr ? std::string_view() : std::string_view(found->ref);
}

}  // namespace writ::policy
