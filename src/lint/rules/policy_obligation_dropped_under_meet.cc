// policy.obligation_dropped_under_meet: a meet keeps every obligation of every decision, of those
// that are stale too.
#include <algorithm>
#include <cstddef>
#include <iterator>
#include <map>
#include <ranges>
#include <utility>

#include <fmt/format.h>

#include "lint/lint.h"
#include "lint/policies.h"
#include "memory/effective_policy.h"
#include "memory/owed.h"

namespace writ::lint {
namespace {

using memory::KnownObligations;
using memory::OwedList;

OwedList owed_by(const canon::Value& record, const KnownObligations& known) {
  OwedList list;
  for (const std::string_view text : texts_of(record, "obligations")) {
    memory::PolicyObligationRef ref;
    const memory::Owed* owed = ref.set(text) ? known.find(ref) : nullptr;
    if (owed != nullptr) list.push_back(owed);
  }
  return list;
}

// What decisions owe, each read once, whatever number of policies it contributed to.
class Debts {
 public:
  explicit Debts(const KnownObligations& known) : known_(&known) {}

  // United, so that no two of them say the same.
  const OwedList& of(const Record& decision, memory::Action action) {
    const auto [place, added] = debts_.try_emplace({&decision, action});
    if (added) place->second = memory::unite(action, owed_by(decision.value(), *known_));
    return place->second;
  }

 private:
  const KnownObligations* known_;
  std::map<std::pair<const Record*, memory::Action>, OwedList> debts_;
};

// How many obligations there are with the first `count` of `owed` as well: what is there already,
// under whatever id, adds nothing.
std::size_t united(memory::Action action, OwedList kept, const OwedList& owed, std::size_t count) {
  kept.insert(kept.end(), owed.begin(), owed.begin() + static_cast<std::ptrdiff_t>(count));
  return memory::unite(action, std::move(kept)).size();
}

// The first of `owed` that is not kept. One more than what is kept cannot all be in it, and so no
// more are looked at.
const memory::Owed* first_dropped(memory::Action action, const OwedList& kept,
                                  const OwedList& owed) {
  const std::size_t whole = united(action, kept, owed, 0);
  const auto places = std::views::iota(std::size_t{0}, std::min(owed.size(), whole + 1));
  const auto first = std::ranges::partition_point(
      places, [&](std::size_t i) { return united(action, kept, owed, i + 1) == whole; });
  return first == places.end() ? nullptr : owed[*first];
}

// Decisions that authorise nothing any more, and whose obligations count all the same.
std::vector<const Record*> stale_of(const RecordSet& records, const canon::Value& policy) {
  using enum memory::ExclusionReason;
  std::vector<const Record*> list;
  const canon::Value* excluded = policy.find("excluded_decision_refs");
  if (excluded == nullptr || !excluded->is(canon::Value::Kind::array)) return list;
  for (const canon::Value& one : excluded->items()) {
    const auto reason = word_of<memory::ExclusionReason>(one, "exclusion_reason");
    if (reason != stale_generation && reason != stale_effective_state) continue;
    const Record* decision = records.find(decision_kind, text_of(one, "decision_ref"));
    // One that is malformed blocks, and what it owes is not looked at.
    if (decision != nullptr && !is_malformed(*decision)) list.push_back(decision);
  }
  return list;
}

void check_policy(const RecordSet& records, const Record& policy, const OwedList& kept,
                  Debts& debts, Findings& findings) {
  const std::optional<memory::Action> action = action_of(policy.value());
  if (!action) return;  // nothing is owed for what is no action
  auto decisions = referred(records, policy.value(), "contributing_decision_refs", decision_kind);
  std::ranges::copy(stale_of(records, policy.value()), std::back_inserter(decisions));
  for (const Record* decision : decisions) {
    const memory::Owed* dropped = first_dropped(*action, kept, debts.of(*decision, *action));
    if (dropped == nullptr) continue;
    findings.add(policy, "/obligations",
                 fmt::format("`{}` owes `{}`, and the policy does not", decision->id,
                             dropped->record->id.text()));
  }
}

void check(const RecordSet& records, Findings& findings) {
  const auto obligations = obligations_of(records.of(obligation_kind));
  const KnownObligations known(obligations);
  Debts debts(known);
  for (const Record* policy : records.of(policy_kind)) {
    check_policy(records, *policy, owed_by(policy->value(), known), debts, findings);
  }
}

}  // namespace

extern const Lint policy_obligation_dropped_under_meet{
    .id = "policy.obligation_dropped_under_meet",
    .section = "4.11.5",
    .protects = "A meet keeps every obligation of every decision.",
    .check = check};

}  // namespace writ::lint
