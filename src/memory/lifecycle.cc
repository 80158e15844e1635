#include "memory/lifecycle.h"

#include <algorithm>
#include <array>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace writ::memory {
namespace {

using Names = std::span<const std::string_view>;

template <std::size_t N>
constexpr auto names(const std::string_view (&list)[N]) {
  return std::to_array(list);
}

// Where records of most kinds end, and what is left to do with them then.
constexpr auto after_candidate =
    names({"active", "confirmed", "superseded", "invalidated", "expired", "blocked", "archived"});
constexpr auto to_confirm =
    names({"confirmed", "superseded", "invalidated", "expired", "archived"});
constexpr auto after_holding =
    names({"superseded", "invalidated", "expired", "blocked", "archived"});
constexpr auto after_block = names({"superseded", "expired", "archived"});
constexpr auto after_invalidation = names({"superseded", "blocked", "archived"});
constexpr auto to_archive = names({"archived"});
constexpr auto after_raised = names({"answered", "timed_out"});
constexpr auto after_timeout = names({"fallback_applied"});
constexpr auto to_release = names({"released"});

struct State {
  std::string_view name;
  bool initial;
  bool holds;
  Names next;
};
struct Kind {
  std::string_view name;
  std::span<const State> states;
};

constexpr State superseded{"superseded", false, false, to_archive};
constexpr State invalidated{"invalidated", false, false, after_invalidation};
constexpr State expired{"expired", false, false, to_archive};
constexpr State blocked{"blocked", false, false, after_block};
constexpr State archived{"archived", false, false, {}};

// What is proposed first and relied on once somebody has confirmed it.
constexpr auto confirmed_kind = std::to_array<State>({{"candidate", true, false, to_confirm},
                                                      {"confirmed", false, true, after_holding},
                                                      superseded,
                                                      invalidated,
                                                      expired,
                                                      blocked,
                                                      archived});
// What may be relied on as soon as it is active.
constexpr auto active_kind = std::to_array<State>({{"candidate", true, false, after_candidate},
                                                   {"active", true, true, after_holding},
                                                   {"confirmed", false, true, after_holding},
                                                   superseded,
                                                   invalidated,
                                                   expired,
                                                   blocked,
                                                   archived});
// What is issued whole: it has no life before.
constexpr State active{"active", true, true, after_holding};
constexpr auto issued_kind =
    std::to_array<State>({active, superseded, invalidated, expired, blocked, archived});
// What may be refused at once, and is kept all the same.
constexpr auto judged_kind = std::to_array<State>(
    {active, superseded, invalidated, expired, {"blocked", true, false, after_block}, archived});
constexpr auto question_kind = std::to_array<State>({{"raised", true, true, after_raised},
                                                     {"answered", false, false, {}},
                                                     {"timed_out", false, false, after_timeout},
                                                     {"fallback_applied", false, false, {}}});
constexpr auto hold_kind =
    std::to_array<State>({{"held", true, true, to_release}, {"released", false, false, {}}});

constexpr auto kinds = std::to_array<Kind>({{"CascadingSourceInvalidation", active_kind},
                                            {"CollectionModeSuppressionGovernance", active_kind},
                                            {"LegalHoldState", hold_kind},
                                            {"PolicyDisambiguationRequest", question_kind},
                                            {"PolicyStamp", issued_kind},
                                            {"PolicyStampRestamp", judged_kind},
                                            {"ScopeContainerRelation", active_kind},
                                            {"ScopeEquivalenceBinding", confirmed_kind},
                                            {"SourceExclusionFilterRule", active_kind},
                                            {"TopicRiskClass", confirmed_kind}});

std::vector<LifecycleRow> rows() {
  std::vector<LifecycleRow> table;
  for (const Kind& kind : kinds) {
    for (const State& state : kind.states) {
      table.push_back({kind.name, state.name, state.initial, state.holds, state.next});
    }
  }
  return table;
}

Problem unknown(std::string_view kind, std::string_view state) {
  std::vector<std::string_view> known;
  for (const LifecycleRow& row : lifecycle_table()) {
    if (row.kind == kind) known.push_back(row.state);
  }
  return {fault::unknown_state, fmt::format("`{}` is no state of a `{}`: its states are `{}`",
                                            state, kind, fmt::join(known, "`, `"))};
}

Problem illegal(const LifecycleRow& from, std::string_view to) {
  std::string_view remedy = "it stays as it is";
  if (!from.holds && !from.initial) remedy = "make a new one";
  return {fault::illegal_transition, fmt::format("a `{}` that is `{}` cannot become `{}`: {}",
                                                 from.kind, from.state, to, remedy)};
}

std::string_view name_of(LifecycleState state) {
  return wire_names(state)[static_cast<std::size_t>(state)];
}

}  // namespace

std::span<const LifecycleRow> lifecycle_table() {
  static const std::vector<LifecycleRow> table = rows();
  return table;
}

const LifecycleRow* find_state(std::string_view kind, std::string_view state) {
  const auto table = lifecycle_table();
  const auto found = std::ranges::find_if(
      table, [&](const LifecycleRow& row) { return row.kind == kind && row.state == state; });
  return found == table.end() ? nullptr : &*found;
}

bool holds_in(std::string_view kind, std::string_view state) {
  const LifecycleRow* row = find_state(kind, state);
  return row != nullptr && row->holds;
}

Result<void> check_transition(std::string_view kind, std::string_view from, std::string_view to) {
  const LifecycleRow* row = find_state(kind, from);
  if (row == nullptr) return unknown(kind, from);
  if (find_state(kind, to) == nullptr) return unknown(kind, to);
  if (std::ranges::find(row->next, to) == row->next.end()) return illegal(*row, to);
  return {};
}

void check_life(std::string_view kind, const Life& life, const canon::Path& path,
                canon::Faults& faults) {
  const LifecycleRow* row = find_state(kind, name_of(life.state));
  const auto fault = [&](std::string_view member, const char* message) {
    faults.add(canon::record::wrong_value, canon::Path(path, member), message);
  };
  if (row == nullptr) return fault("lifecycle_state", "is no state of this kind of record");
  if (life.state == LifecycleState::superseded && !(life.superseded_at && life.replacement)) {
    fault("superseded_at", "is missing, or `replacement_ref` is: say when, and by what");
  }
  if (life.state == LifecycleState::invalidated && !(life.invalidated_at && life.invalidated_by)) {
    fault("invalidated_at", "is missing, or `invalidated_by_ref` is: say when, and why");
  }
  const bool ended =
      life.superseded_at || life.invalidated_at || life.replacement || life.invalidated_by;
  if (ended && (row->holds || row->initial)) {
    fault("lifecycle_state", "contradicts what says that the record no longer holds");
  }
}

Result<Life> moved(std::string_view kind, Life life, LifecycleState to, Instant now,
                   std::optional<std::string> cause) {
  if (life.state == to) return life;
  WRIT_CHECK(check_transition(kind, life.state, to));
  const bool needs_cause = to == LifecycleState::superseded || to == LifecycleState::invalidated;
  if (needs_cause && !cause) {
    return Problem{fault::illegal_transition,
                   fmt::format("a `{}` cannot become `{}` from `{}` by nothing: name the record "
                               "that made it so",
                               kind, name_of(to), name_of(life.state))};
  }
  life.state = to;
  if (to == LifecycleState::active || to == LifecycleState::confirmed) {
    life.activated_at = canon::Timestamp(now);
  } else if (to == LifecycleState::superseded) {
    life.superseded_at = canon::Timestamp(now);
    life.replacement = std::move(cause);
  } else if (to == LifecycleState::invalidated) {
    life.invalidated_at = canon::Timestamp(now);
    life.invalidated_by = std::move(cause);
  }
  return life;
}

}  // namespace writ::memory
