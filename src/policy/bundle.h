// A policy bundle: rules as data, versioned, content-addressed and signed.
//
// `policyHash` is the SHA-256 of the canonical JSON of the bundle without it; the signature covers
// the SHA-256 of the canonical JSON of the bundle with it. Both are formed from the JSON as it
// came, so that a bundle hashed by another program verifies here byte for byte.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "canon/json.h"
#include "canon/pointer.h"
#include "canon/record.h"
#include "canon/types.h"
#include "keys/key_record.h"
#include "memory/disclosure.h"
#include "memory/levels.h"
#include "policy/version.h"

namespace writ::policy {

namespace fault {
inline constexpr Code invalid_glob{"policy.invalid_glob", Category::invalid};
inline constexpr Code invalid_comparison{"policy.invalid_comparison", Category::invalid};
inline constexpr Code duplicate_rule{"policy.duplicate_rule", Category::invalid};
}  // namespace fault

using TenantId = keys::TenantId;
using BundleName = canon::Id<struct BundleTag>;
using RuleId = canon::Id<struct RuleTag>;

enum class Effect : std::uint8_t { allow, deny };
constexpr auto wire_names(Effect) { return std::to_array<std::string_view>({"allow", "deny"}); }

// How sure we are that a principal is who it says it is: ranks, the higher the surer.
enum class Assurance : std::uint8_t { aal1, aal2, aal3 };
constexpr auto wire_names(Assurance) {
  return std::to_array<std::string_view>({"aal1", "aal2", "aal3"});
}
// What a rule or an approval can ask for.
enum class MinAssurance : std::uint8_t { aal2, aal3 };
constexpr auto wire_names(MinAssurance) {
  return std::to_array<std::string_view>({"aal2", "aal3"});
}

enum class RiskTier : std::uint8_t { low, moderate, high, regulated };
constexpr auto wire_names(RiskTier) {
  return std::to_array<std::string_view>({"low", "moderate", "high", "regulated"});
}

enum class RedactionProfile : std::uint8_t {
  default_,
  medical_strict,
  legal_privileged,
  finance_pci
};
constexpr auto wire_names(RedactionProfile) {
  return std::to_array<std::string_view>(
      {"default", "medical-strict", "legal-privileged", "finance-pci"});
}

enum class LogLevelName : std::uint8_t { security, audit, debug };
constexpr auto wire_names(LogLevelName) {
  return std::to_array<std::string_view>({"security", "audit", "debug"});
}

// --- obligations: what an allowed action still owes -------------------------------------------

struct ApprovalPolicy {
  std::vector<std::string> allowed_roles;
  std::optional<MinAssurance> min_assurance;
  canon::Bounded<1, canon::max_exact_integer> expires_in_seconds;

  static constexpr auto record(auto&& f) {
    using P = ApprovalPolicy;
    using canon::field;
    return f("ApprovalPolicy", "Who may approve, and for how long an approval stands.",
             field<&P::allowed_roles>("allowedRoles", "An approver holds one of these."),
             field<&P::min_assurance>("minAssurance", "How sure of the approver we must be."),
             field<&P::expires_in_seconds>("expiresInSeconds", "An approval's life, in seconds."));
  }
};

struct RequireApproval {
  canon::Literal<"require-approval"> kind;
  ApprovalPolicy policy;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("RequireApproval", "Somebody must approve first.",
             field<&RequireApproval::kind>("kind", "Tells obligations apart."),
             field<&RequireApproval::policy>("policy", "Who may approve."));
  }
};

struct RequireRedaction {
  canon::Literal<"require-redaction"> kind;
  RedactionProfile profile = RedactionProfile::default_;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("RequireRedaction", "What goes out must be redacted.",
             field<&RequireRedaction::kind>("kind", "Tells obligations apart."),
             field<&RequireRedaction::profile>("profile", "What is redacted, and how."));
  }
};

struct TokenCap {
  canon::Literal<"token-cap"> kind;
  canon::Bounded<0, canon::max_exact_integer> max_tokens;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("TokenCap", "A model call may use at most so many tokens.",
             field<&TokenCap::kind>("kind", "Tells obligations apart."),
             field<&TokenCap::max_tokens>("maxTokens", "The cap."));
  }
};

struct DenyEgress {
  canon::Literal<"deny-egress"> kind;
  std::string reason;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("DenyEgress", "Nothing of it may leave.",
             field<&DenyEgress::kind>("kind", "Tells obligations apart."),
             field<&DenyEgress::reason>("reason", "Why."));
  }
};

struct LogLevel {
  canon::Literal<"log-level"> kind;
  LogLevelName level = LogLevelName::audit;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("LogLevel", "How it is to be logged.",
             field<&LogLevel::kind>("kind", "Tells obligations apart."),
             field<&LogLevel::level>("level", "Which log."));
  }
};

struct RequireVerifiedReport {
  canon::Literal<"require-verified-report"> kind;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("RequireVerifiedReport", "What is shown must be a verified report.",
             field<&RequireVerifiedReport::kind>("kind", "Tells obligations apart."));
  }
};

using Obligation = canon::OneOf<"kind", RequireApproval, RequireRedaction, TokenCap, DenyEgress,
                                LogLevel, RequireVerifiedReport>;

// --- conditions: all of a rule's members must hold; an absent one always does --------------------

struct SubjectConstraint {
  std::optional<std::vector<std::string>> roles_any;
  std::optional<std::vector<std::string>> roles_all;
  std::optional<MinAssurance> assurance_at_least;

  static constexpr auto record(auto&& f) {
    using C = SubjectConstraint;
    using canon::field;
    return f("SubjectConstraint", "Who asks.",
             field<&C::roles_any>("rolesAny", "Holds at least one; an empty list matches nobody."),
             field<&C::roles_all>("rolesAll", "Holds every one."),
             field<&C::assurance_at_least>("assuranceAtLeast",
                                           "At least so sure of them; aal1 < aal2 < aal3."));
  }
};

struct ResourceConstraint {
  std::optional<std::string> equals;
  std::optional<std::string> glob;
  std::optional<std::string> not_glob;

  static constexpr auto record(auto&& f) {
    using C = ResourceConstraint;
    using canon::field;
    return f("ResourceConstraint", "What it is about. A request without a resource has ``.",
             field<&C::equals>("equals", "Exactly this."),
             field<&C::glob>("glob", "Matches this glob as a whole."),
             field<&C::not_glob>("notGlob", "Does not match this glob."));
  }
  void check(const canon::Path& path, canon::Faults& faults) const;  // the globs are valid
};

struct LabelConstraint {
  std::optional<std::vector<std::string>> any;
  std::optional<std::vector<std::string>> all;
  std::optional<std::vector<std::string>> none;

  static constexpr auto record(auto&& f) {
    using C = LabelConstraint;
    using canon::field;
    return f("LabelConstraint", "How the data is labelled.",
             field<&C::any>("any", "Has at least one; an empty list matches nothing."),
             field<&C::all>("all", "Has every one."), field<&C::none>("none", "Has none."));
  }
};

struct PurposeConstraint {
  std::optional<std::string> equals;
  std::optional<std::vector<std::string>> any_of;

  static constexpr auto record(auto&& f) {
    using C = PurposeConstraint;
    using canon::field;
    return f("PurposeConstraint", "What for. A request without a purpose has ``.",
             field<&C::equals>("equals", "Exactly this."),
             field<&C::any_of>("anyOf", "One of these; an empty list matches nothing."));
  }
};

enum class Test : std::uint8_t {
  equals,
  not_equals,
  in,
  not_in,
  contains,
  less_than,
  at_most,
  more_than,
  at_least,
  starts_with,
  glob,
  exists,
  absent
};
constexpr auto wire_names(Test) {
  return std::to_array<std::string_view>({"equals", "notEquals", "in", "notIn", "contains",
                                          "lessThan", "atMost", "moreThan", "atLeast", "startsWith",
                                          "glob", "exists", "absent"});
}

// A JSON pointer as a member's text, taken apart.
class PointerText {
 public:
  static constexpr std::string_view format = "json-pointer";
  static constexpr std::string_view expected = "a JSON pointer such as `/ctx/patient/id`";

  bool set(std::string_view text) {
    std::optional<canon::Pointer> pointer = canon::Pointer::parse(text);
    if (!pointer) return false;
    pointer_ = *std::move(pointer);
    text_ = text;
    return true;
  }
  const std::string& text() const { return text_; }
  const canon::Pointer& pointer() const { return pointer_; }

 private:
  std::string text_;
  canon::Pointer pointer_;
};

struct Operand {
  std::optional<PointerText> pointer;
  std::optional<canon::Json> value;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("Operand", "The right side of a comparison: exactly one of its members.",
             field<&Operand::pointer>("pointer", "What this finds in the request."),
             field<&Operand::value>("value", "This very value."));
  }
  void check(const canon::Path& path, canon::Faults& faults) const;
};

struct Comparison {
  PointerText left;
  Test test = Test::equals;
  std::optional<Operand> right;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("Comparison",
             "Compares a part of the request. A pointer that finds nothing, or a type that does "
             "not fit, makes it false for an allow and true for a deny.",
             field<&Comparison::left>("left", "A pointer into the request."),
             field<&Comparison::test>("test", "How the two compare."),
             field<&Comparison::right>("right", "Absent for `exists` and `absent` only."));
  }
  void check(const canon::Path& path, canon::Faults& faults) const;
};

struct RuleCondition {
  std::optional<SubjectConstraint> subject;
  std::optional<ResourceConstraint> resource;
  std::optional<LabelConstraint> labels;
  std::optional<PurposeConstraint> purpose;
  std::optional<std::vector<RiskTier>> risk_tier_any;
  std::optional<std::vector<Comparison>> attributes;

  static constexpr auto record(auto&& f) {
    using C = RuleCondition;
    using canon::field;
    return f("RuleCondition", "When a rule applies: every member that is there must hold.",
             field<&C::subject>("subject", "Who asks."),
             field<&C::resource>("resource", "What it is about."),
             field<&C::labels>("labels", "How the data is labelled."),
             field<&C::purpose>("purpose", "What for."),
             field<&C::risk_tier_any>("riskTierAny", "In one of these tiers."),
             field<&C::attributes>("attributes", "All of these comparisons hold."));
  }
};

// --- rules and bundles -----------------------------------------------------------------------

// What a rule on a memory action caps it at, and which questions it speaks of.
struct MemoryCap {
  std::optional<memory::ContentFidelity> content_fidelity;
  std::optional<memory::Locality> locality;
  std::optional<memory::LearningScope> learning_scope;
  std::optional<memory::MutationAuthority> mutation_authority;
  std::optional<memory::DisclosureClass> disclosure_class;
  std::optional<memory::DisclosurePermissionVector> disclosure_vector;
  std::optional<std::vector<memory::Destination>> destination;
  std::optional<std::vector<std::string>> surface_ref;
  std::optional<std::vector<std::string>> exposure_context_ref;
  std::optional<std::vector<memory::ModelClass>> model_class;
  std::optional<std::vector<memory::ClientKind>> client_kind;
  std::optional<std::vector<memory::InteractionMode>> interaction_mode;

  static constexpr auto record(auto&& f) {
    using M = MemoryCap;
    using canon::field;
    return f(
        "MemoryCap", "What a rule on a memory action caps it at; lists narrow, absent is any.",
        field<&M::content_fidelity>("content_fidelity", "How much of the content."),
        field<&M::locality>("locality", "How far it may go."),
        field<&M::learning_scope>("learning_scope", "What may learn from it."),
        field<&M::mutation_authority>("mutation_authority", "What may be written."),
        field<&M::disclosure_class>("disclosure_class", "How much may be said of it."),
        field<&M::disclosure_vector>("disclosure_vector", "The same, part by part."),
        field<&M::destination>("destination", "Only for these destinations."),
        field<&M::surface_ref>("surface_ref", "Only on these surfaces."),
        field<&M::exposure_context_ref>("exposure_context_ref", "Only in these exposure contexts."),
        field<&M::model_class>("model_class", "Only for these classes of model."),
        field<&M::client_kind>("client_kind", "Only for these kinds of client."),
        field<&M::interaction_mode>("interaction_mode", "Only in these modes."));
  }
};

struct PolicyRule {
  RuleId id;
  std::string description;
  double priority = 0;
  std::string op;
  std::optional<RuleCondition> when;
  Effect effect = Effect::deny;
  std::optional<std::vector<Obligation>> obligations;
  std::optional<std::string> reason_code;
  std::optional<MemoryCap> memory;

  static constexpr auto record(auto&& f) {
    using R = PolicyRule;
    using canon::field;
    return f("PolicyRule", "One rule. The highest priority wins, then deny, then the smaller id.",
             field<&R::id>("id", "Unique in its bundle, and stable."),
             field<&R::description>("description", "For people."),
             field<&R::priority>("priority", "Higher wins."),
             field<&R::op>("op", "The operation that it is about, such as `llm.complete`."),
             field<&R::when>("when", "Absent: always."),
             field<&R::effect>("effect", "What it says."),
             field<&R::obligations>("obligations", "What is owed when this rule wins."),
             field<&R::reason_code>("reasonCode", "The decision's reason, such as `PHI_EGRESS`."),
             field<&R::memory>("memory", "For the ops `memory.*`: the levels that it caps at."));
  }
};

struct PolicyBundle {
  canon::Bounded<1, 1> schema_version;
  TenantId tenant_id;
  BundleName name;
  Version version;
  canon::Timestamp issued_at;
  std::string issued_by;
  std::optional<canon::Timestamp> expires_at;
  std::optional<std::string> changelog;
  std::vector<PolicyRule> rules;
  std::optional<canon::HexDigest> policy_hash;

  static constexpr auto record(auto&& f) {
    using B = PolicyBundle;
    using canon::field;
    return f("PolicyBundle", "A tenant's rules, as a versioned artifact.",
             field<&B::schema_version>("schemaVersion", "Always 1."),
             field<&B::tenant_id>("tenantId", "Whose it is."),
             field<&B::name>("name", "A tenant can have several by name."),
             field<&B::version>("version", "SemVer."),
             field<&B::issued_at>("issuedAt", "When it was issued."),
             field<&B::issued_by>("issuedBy", "Who issued it."),
             field<&B::expires_at>("expiresAt", "From then on every decision is a refusal."),
             field<&B::changelog>("changelog", "What changed, for people."),
             field<&B::rules>("rules", "Their order means nothing."),
             field<&B::policy_hash>("policyHash",
                                    "SHA-256 of the canonical bundle without this member; absent "
                                    "only before it is finalized."));
  }
  void check(const canon::Path& path, canon::Faults& faults) const;  // rule ids are unique
};

struct SignedPolicyBundle {
  canon::Sourced<PolicyBundle> bundle;
  keys::SignatureBlock signature;

  static constexpr auto record(auto&& f) {
    using S = SignedPolicyBundle;
    using canon::field;
    return f("SignedPolicyBundle", "A bundle and who vouches for it.",
             field<&S::bundle>("bundle", "The bundle, with its hash."),
             field<&S::signature>("signature", "Over SHA-256 of the canonical bundle."));
  }
};

}  // namespace writ::policy
