// memory.tables: the tables of the memory policy calculus, as it uses them.
#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

#include "canon/record_define.h"
#include "memory/actions.h"
#include "memory/count_label.h"
#include "memory/crosswalk.h"
#include "memory/floors.h"
#include "memory/obligation_kind.h"
#include "memory/ranks.h"
#include "ops/operation.h"
#include "ops/table.h"

namespace writ::ops {

struct TablesRequest {
  static constexpr auto record(auto&& f) { return f("TablesRequest", "Asks for nothing more."); }
};

struct RankedLevel {
  std::string level;
  canon::Bounded<0, 31> rank;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("RankedLevel", "A level of an axis.", field<&RankedLevel::level>("level", "Its name."),
             field<&RankedLevel::rank>("rank", "0 is nothing."));
  }
};

struct RankedAxis {
  std::string axis;
  std::vector<RankedLevel> levels;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("RankedAxis", "How the levels of an axis rank.",
             field<&RankedAxis::axis>("axis", "The axis, or part of the disclosure vector."),
             field<&RankedAxis::levels>("levels", "The least first."));
  }
};

struct ObligationKindRow {
  std::string kind;
  std::string parameters;
  bool parameters_add_up = false;
  memory::RequiredMinima most;

  static constexpr auto record(auto&& f) {
    using R = ObligationKindRow;
    using canon::field;
    return f("ObligationKindRow", "What a kind of obligation means.",
             field<&R::kind>("obligation_kind", "The kind."),
             field<&R::parameters>("parameters", "The record of its parameters."),
             field<&R::parameters_add_up>("parameters_add_up",
                                          "Unequal ones name more to do, and do not conflict."),
             field<&R::most>("caps", "It caps these axes at these levels."));
  }
};

struct ConflictRow {
  std::vector<memory::ObligationKindName> kinds;
  memory::ConflictKind conflict = memory::ConflictKind::unknown_conflict;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("ConflictRow", "Kinds of obligations that cannot both be met.",
             field<&ConflictRow::kinds>("obligation_kinds", "The two."),
             field<&ConflictRow::conflict>("conflict_kind", "Why not."));
  }
};

struct CountBucketRow {
  canon::Bounded<0, canon::max_exact_integer> from;
  std::string label;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("CountBucketRow", "How a rough count is told.",
             field<&CountBucketRow::from>("from", "From this count up to the next row's."),
             field<&CountBucketRow::label>("label", "Its label."));
  }
};

struct TablesResponse {
  std::vector<RankedAxis> ranks;
  std::vector<memory::ConservatismFloorEffect> floors;
  std::vector<memory::DestinationPolicyCrosswalk> crosswalk;
  std::vector<memory::MemoryPolicyActionClosureRule> closures;
  std::vector<memory::ActionPermissionPredicate> predicates;
  std::vector<ObligationKindRow> obligations;
  std::vector<ConflictRow> conflicts;
  std::vector<CountBucketRow> count_buckets;

  static constexpr auto record(auto&& f) {
    using R = TablesResponse;
    using canon::field;
    return f("TablesResponse", "The tables of the memory policy calculus.",
             field<&R::ranks>("axis_ranks", "How levels rank."),
             field<&R::floors>("conservatism_floors", "What each floor caps and leaves open."),
             field<&R::crosswalk>("destination_crosswalk", "Where each relation leads."),
             field<&R::closures>("action_closures", "What each action rests on."),
             field<&R::predicates>("action_predicates", "What each action needs."),
             field<&R::obligations>("obligation_kinds", "What each kind means."),
             field<&R::conflicts>("obligation_conflicts", "Which kinds cannot both be met."),
             field<&R::count_buckets>("count_buckets", "How rough counts are told."));
  }
};

std::optional<std::string_view> tenant_of(const TablesRequest&) { return std::nullopt; }

namespace {

template <class To, class From>
std::vector<To> rows(const From& from, auto make) {
  std::vector<To> list;
  std::ranges::transform(from, std::back_inserter(list), make);
  return list;
}

template <class R>
std::vector<R> copy(std::span<const R> table) {
  return {table.begin(), table.end()};
}

RankedAxis axis_row(const memory::AxisRanks& axis) {
  return {std::string(axis.axis), rows<RankedLevel>(axis.levels, [](const memory::Rank& rank) {
            return RankedLevel{std::string(rank.level), {rank.rank}};
          })};
}

template <class Level>
std::optional<Level> cap_on(Level level, Level top) {
  return level == top ? std::nullopt : std::optional(level);
}

memory::RequiredMinima caps_of(memory::Capability most) {
  const memory::Capability top = memory::Capability::everything();
  return {.content_fidelity = cap_on(most.content_fidelity(), top.content_fidelity()),
          .locality = cap_on(most.locality(), top.locality()),
          .learning_scope = cap_on(most.learning_scope(), top.learning_scope()),
          .mutation_authority = cap_on(most.mutation_authority(), top.mutation_authority()),
          .disclosure_class = cap_on(most.disclosure_class(), top.disclosure_class())};
}

ObligationKindRow kind_row(memory::ObligationKind kind) {
  const memory::KindRules& rules = memory::rules_of(kind);
  return {.kind = std::string(memory::name_of(kind)),
          .parameters = std::string(rules.parameters().name),
          .parameters_add_up = rules.adds_up,
          .most = caps_of(rules.most)};
}

std::vector<ObligationKindRow> kind_rows() {
  std::vector<ObligationKindRow> list;
  list.reserve(memory::obligation_kinds);
  for (std::size_t i = 0; i < memory::obligation_kinds; ++i) {
    list.push_back(kind_row(static_cast<memory::ObligationKind>(i)));
  }
  return list;
}

ConflictRow conflict_row(const memory::KindConflict& conflict) {
  return {{memory::ObligationKindName(conflict.one), memory::ObligationKindName(conflict.other)},
          conflict.conflict};
}

CountBucketRow bucket_row(const memory::CountBucket& bucket) {
  return {{bucket.from}, std::string(bucket.label)};
}

Result<TablesResponse> tables(const TablesRequest&) {
  return TablesResponse{.ranks = rows<RankedAxis>(memory::axis_ranks(), axis_row),
                        .floors = copy(memory::floor_table()),
                        .crosswalk = copy(memory::crosswalk_table()),
                        .closures = copy(memory::closure_table()),
                        .predicates = copy(memory::predicate_table()),
                        .obligations = kind_rows(),
                        .conflicts = rows<ConflictRow>(memory::conflict_table(), conflict_row),
                        .count_buckets = rows<CountBucketRow>(memory::count_buckets(), bucket_row)};
}

}  // namespace

const Operation memory_tables =
    define<tables>({.name = "memory.tables",
                    .doc = "Shows the tables of the memory policy calculus.",
                    .capability = Capability::read});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::TablesRequest);
DEFINE_RECORD(writ::ops::RankedLevel);
DEFINE_RECORD(writ::ops::RankedAxis);
DEFINE_RECORD(writ::ops::ObligationKindRow);
DEFINE_RECORD(writ::ops::ConflictRow);
DEFINE_RECORD(writ::ops::CountBucketRow);
DEFINE_RECORD(writ::ops::TablesResponse);
