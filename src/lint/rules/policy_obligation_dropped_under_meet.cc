// policy.obligation_dropped_under_meet: a meet keeps every obligation of every decision, of those
// that are stale too.
#include <algorithm>
#include <cstddef>
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

// How many obligations there are with the first `count` of `owed` as well: what is there already,
// under whatever id, adds nothing.
std::size_t united(memory::Action action, OwedList kept, const OwedList& owed, std::size_t count) {
  kept.insert(kept.end(), owed.begin(), owed.begin() + static_cast<std::ptrdiff_t>(count));
  return memory::unite(action, std::move(kept)).size();
}

void compare(const Record& policy, const Record& decision, const KnownObligations& known,
             Findings& findings) {
  const std::optional<memory::Action> action = action_of(policy.value());
  if (!action) return;  // nothing is owed for what is no action
  const OwedList kept = owed_by(policy.value(), known);
  const OwedList owed = owed_by(decision.value(), known);
  const std::size_t whole = united(*action, kept, owed, 0);
  const std::size_t dropped = united(*action, kept, owed, owed.size()) - whole;
  if (dropped == 0) return;
  const auto adds_nothing = [&](std::size_t i) {
    return united(*action, kept, owed, i + 1) == whole;
  };
  const auto places = std::views::iota(std::size_t{0}, owed.size());
  const memory::Owed* first = owed[*std::ranges::partition_point(places, adds_nothing)];
  findings.add(policy, "/obligations",
               fmt::format("`{}` owes `{}`, and the policy does not{}", decision.id,
                           first->record->id.text(),
                           dropped == 1 ? "" : fmt::format(", nor {} others", dropped - 1)));
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

void check(const RecordSet& records, Findings& findings) {
  const auto obligations = obligations_of(records.of(obligation_kind));
  const KnownObligations known(obligations);
  for (const Record* policy : records.of(policy_kind)) {
    for (const Record* decision :
         referred(records, policy->value(), "contributing_decision_refs", decision_kind)) {
      compare(*policy, *decision, known, findings);
    }
    for (const Record* decision : stale_of(records, policy->value())) {
      compare(*policy, *decision, known, findings);
    }
  }
}

}  // namespace

extern const Lint policy_obligation_dropped_under_meet{
    .id = "policy.obligation_dropped_under_meet",
    .section = "4.11.5",
    .protects = "A meet keeps every obligation of every decision.",
    .check = check};

}  // namespace writ::lint
