// What several lints ask of policies and of what they rest on.
#pragma once

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

#include "lint/record_set.h"
#include "memory/capability.h"
#include "memory/levels.h"
#include "memory/obligation.h"

namespace writ::lint {

inline constexpr std::string_view policy_kind = "EffectiveMemoryPolicy";
inline constexpr std::string_view decision_kind = "MemoryPolicyDecision";
inline constexpr std::string_view context_kind = "PolicyEvaluationContext";
inline constexpr std::string_view obligation_kind = "PolicyObligation";
inline constexpr std::string_view discharge_kind = "PolicyObligationDischarge";
inline constexpr std::string_view certificate_kind = "MemoryFlowCertificate";
inline constexpr std::string_view attestation_kind = "E0EgressAttestation";
inline constexpr std::string_view resolution_kind = "ScopeResolutionResult";

inline constexpr std::string_view axes[] = {"content_fidelity", "locality", "learning_scope",
                                            "mutation_authority", "disclosure_class"};

// The word of a closed vocabulary (an action, a level, a floor) of that name: nothing for any
// other.
template <class Word>
std::optional<Word> word_of(std::string_view name) {
  constexpr auto names = wire_names(Word{});
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Word>(found - names.begin());
}
template <class Word>
std::optional<Word> word_of(const canon::Value& record, std::string_view member) {
  return word_of<Word>(text_of(record, member));
}

// The rank of what `record` has on an axis, as the member `prefix` + axis: nothing where that is
// missing or no level of the axis.
std::optional<unsigned> rank_of(const canon::Value& record, std::string_view prefix,
                                std::string_view axis);

// Whether the policy allows nothing at all.
bool is_bottom(const canon::Value& policy);

// What a record has on one of the axes, as the member `prefix` + axis. A level that is missing or
// unknown is nothing.
memory::Capability axis_of(const canon::Value& record, std::string_view prefix,
                           std::string_view axis);

// What a policy has on the five axes, whatever its vector says. A level that is missing or unknown
// is nothing.
memory::Capability axes_of(const canon::Value& policy);

// Whether the vector is in no part above `most`.
bool is_within(const memory::DisclosurePermissionVector& vector, memory::Capability most);

// The records of the set that a record's list of references names.
std::vector<const Record*> referred(const RecordSet& records, const canon::Value& record,
                                    std::string_view member, std::string_view kind);

// The context of a decision or policy, where the set has it.
const Record* context_of(const RecordSet& records, const canon::Value& record);

std::optional<memory::Action> action_of(const canon::Value& record);

// Of the obligations that can be read.
std::vector<memory::PolicyObligation> obligations_of(const std::vector<const Record*>& records);

bool is_egress(const canon::Value& record);

// Whether a decision lacks a level or has one that nobody knows.
bool is_malformed(const Record& decision);

}  // namespace writ::lint
