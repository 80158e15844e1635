// What is owed for one question: the obligations of all that has a say in it, united. Identical
// ones merge, and what cannot all be met is found.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "memory/action_set.h"
#include "memory/obligation.h"

namespace writ::memory {

// An obligation made ready to be compared.
struct Owed {
  explicit Owed(const PolicyObligation& obligation);

  const PolicyObligation* record;  // outlives this
  ActionSet applies_to;
  std::string parameters;  // canonical; none are `{}`
};

using OwedList = std::vector<const Owed*>;

// The obligations that references are looked up in. Two different ones under one id are none.
class KnownObligations {
 public:
  KnownObligations() = default;
  explicit KnownObligations(std::span<const PolicyObligation> obligations);  // outlive this

  const Owed* find(const PolicyObligationRef& ref) const;

 private:
  std::vector<Owed> list_;  // by id, without the ambiguous
};

// Of `owed` what counts for the action, by id. Of those that differ in nothing but their id and
// their time the smallest id stays.
OwedList unite(Action action, OwedList owed);

// Whether two of them that differ have one id: a reference to it could mean either.
bool is_ambiguous(const OwedList& united);

// Obligations that cannot all be met.
struct Conflict {
  ConflictKind kind = ConflictKind::unknown_conflict;
  OwedList obligations;  // by id
};
std::vector<Conflict> find_conflicts(const OwedList& united);

// What the obligations cap the action at.
Capability most_under(const OwedList& united);

}  // namespace writ::memory
