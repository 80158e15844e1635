// What a memory policy comes to, as tables and comparisons of names' ranks: the truth that the bits
// of src/memory/ are held against. It shares that area's vocabulary and none of its code.
#pragma once

#include <optional>
#include <vector>

#include "memory/crosswalk.h"
#include "memory/floors.h"
#include "memory/levels.h"
#include "memory/obligation_kind.h"

namespace writ::spec {

// A level on each axis, as its rank, and what may be said.
struct Levels {
  int content_fidelity = 0;
  int locality = 0;
  int learning_scope = 0;
  int mutation_authority = 0;
  int disclosure_class = 0;
  bool existence = false;
  bool container_type = false;
  bool topic_label = false;
  bool source_title = false;
  int count = 0;
  bool reason_summary = false;
  int summary_fidelity = 0;

  bool operator==(const Levels&) const = default;
};

Levels everything();

// The lower of the two on each axis.
Levels lower(const Levels& a, const Levels& b);

// The highest class whose condition the vector meets.
int derived_class(const Levels& levels);

// The vector cut to what may be shown under the class, with a class that says the same.
Levels settled(const Levels& levels);

// The most that a floor leaves, and the actions that it leaves open.
Levels floor_levels(memory::ScopeConservatismFloor floor);
bool floor_leaves_open(memory::ScopeConservatismFloor floor, memory::Action action);

struct Voice {
  Levels allows;
  bool authorizes = true;
  bool names_destination = false;
};

struct Duty {
  memory::ObligationKind kind = memory::ObligationKind::require_redaction;
  int owner = 0;
  int parameters = 0;  // equal numbers are equal parameters
};

struct Case {
  memory::Action action = memory::Action::retrieve;
  std::optional<memory::Destination> destination;
  memory::ScopeConservatismFloor floor = memory::ScopeConservatismFloor::normal_policy_check;
  memory::RelationToDestination relation = memory::RelationToDestination::unknown_destination;
  std::vector<Voice> voices;
  std::vector<Duty> duties;  // all of this action
};

bool in_conflict(const std::vector<Duty>& duties);

struct Outcome {
  bool blocked = true;
  Levels allowed;          // nothing where it is blocked
  bool permitted = false;  // of this one action
};
Outcome outcome(const Case& asked);

}  // namespace writ::spec
