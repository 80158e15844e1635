// Everything here sorts, so that ten thousand obligations cost what sorting them costs.
#include "memory/owed.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "canon/canonical.h"
#include "canon/record.h"

namespace writ::memory {
namespace {

std::string_view id_of(const Owed* owed) { return owed->record->id.text(); }

// Everything but the id and the time.
auto content_of(const Owed* owed) {
  const PolicyObligation& record = *owed->record;
  return std::tuple(std::string_view(record.kind.text()), record.owner, record.blocking,
                    owed->applies_to, std::string_view(record.reason_code.text()),
                    std::string_view(owed->parameters));
}

void sort_by_id(OwedList& list) { std::ranges::sort(list, {}, id_of); }

// The obligations of each known kind, and those of no known one.
struct ByKind {
  std::array<OwedList, obligation_kinds> known;
  OwedList unknown;

  explicit ByKind(const OwedList& united) {
    for (const Owed* owed : united) {
      const std::optional<ObligationKind> kind = owed->record->kind.known();
      (kind ? known[static_cast<std::size_t>(*kind)] : unknown).push_back(owed);
    }
  }
  const OwedList& of(ObligationKind kind) const { return known[static_cast<std::size_t>(kind)]; }
};

bool differ(const OwedList& list, auto projection) {
  return std::ranges::adjacent_find(list, std::ranges::not_equal_to(), projection) != list.end();
}

void add_pairs(const ByKind& by_kind, std::vector<Conflict>& into) {
  for (const KindConflict& row : conflict_table()) {
    const OwedList& one = by_kind.of(row.one);
    const OwedList& other = by_kind.of(row.other);
    if (one.empty() || other.empty()) continue;
    OwedList both = one;
    both.insert(both.end(), other.begin(), other.end());
    sort_by_id(both);
    into.push_back({row.conflict, std::move(both)});
  }
}

// Within one kind: who enforces it, and how.
void add_within(ObligationKind kind, const OwedList& list, std::vector<Conflict>& into) {
  if (differ(list, [](const Owed* owed) { return owed->record->owner; })) {
    into.push_back({ConflictKind::enforcement_owner_conflict, list});
  }
  const auto parameters = [](const Owed* owed) { return std::string_view(owed->parameters); };
  if (!rules_of(kind).adds_up && differ(list, parameters)) {
    into.push_back({ConflictKind::parameter_conflict, list});
  }
}

}  // namespace

Owed::Owed(const PolicyObligation& obligation)
    : record(&obligation), applies_to(ActionSet::of(obligation.applies_to)),
      parameters(obligation.parameters ? canon::canonical(obligation.parameters->value()) : "{}") {}

KnownObligations::KnownObligations(std::span<const PolicyObligation> obligations)
    : list_(obligations.begin(), obligations.end()) {
  const auto id = [](const Owed& owed) { return std::string_view(owed.record->id.text()); };
  std::ranges::stable_sort(list_, {}, id);
  auto kept = list_.begin();
  for (auto first = list_.begin(); first != list_.end();) {
    const auto last =
        std::find_if(first, list_.end(), [&](const Owed& o) { return id(o) != id(*first); });
    const bool same = last - first == 1 || std::all_of(first + 1, last, [&](const Owed& owed) {
                        return canon::encode(*owed.record) == canon::encode(*first->record);
                      });
    if (same) {
      if (kept != first) *kept = std::move(*first);  // a string moved to itself may be lost
      ++kept;
    }
    first = last;
  }
  list_.erase(kept, list_.end());
}

const Owed* KnownObligations::find(const PolicyObligationRef& ref) const {
  const auto id = [](const Owed& owed) { return std::string_view(owed.record->id.text()); };
  const auto at = std::ranges::lower_bound(list_, std::string_view(ref.text()), {}, id);
  return at != list_.end() && id(*at) == ref.text() ? &*at : nullptr;
}

OwedList unite(Action action, OwedList owed) {
  std::erase_if(owed, [&](const Owed* one) { return !one->applies_to.has(action); });
  if (owed.size() < 2) return owed;
  std::ranges::sort(owed, [](const Owed* a, const Owed* b) {
    return std::tuple_cat(content_of(a), std::tuple(id_of(a))) <
           std::tuple_cat(content_of(b), std::tuple(id_of(b)));
  });
  const auto rest = std::ranges::unique(owed, {}, content_of);
  owed.erase(rest.begin(), rest.end());
  sort_by_id(owed);
  return owed;
}

bool is_ambiguous(const OwedList& united) {
  return std::ranges::adjacent_find(united, {}, id_of) != united.end();
}

std::vector<Conflict> find_conflicts(const OwedList& united) {
  std::vector<Conflict> conflicts;
  const bool alone = united.size() == 1 && united.front()->record->kind.known();
  if (united.empty() || alone) return conflicts;
  const ByKind by_kind(united);
  add_pairs(by_kind, conflicts);
  for (std::size_t i = 0; i < obligation_kinds; ++i) {
    add_within(static_cast<ObligationKind>(i), by_kind.known[i], conflicts);
  }
  if (!by_kind.unknown.empty()) {
    conflicts.push_back({ConflictKind::unknown_conflict, by_kind.unknown});
  }
  return conflicts;
}

Capability most_under(const OwedList& united) {
  Capability most = Capability::everything();
  for (const Owed* owed : united) {
    const std::optional<ObligationKind> kind = owed->record->kind.known();
    most &= kind ? rules_of(*kind).most : Capability::nothing();
  }
  return most;
}

}  // namespace writ::memory
