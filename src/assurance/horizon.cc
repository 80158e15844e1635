#include "assurance/horizon.h"

#include <algorithm>
#include <utility>

#include "assurance/node.h"
#include "canon/record_define.h"

namespace writ::assurance {
namespace {

// Everything that is fresh now and expires some time, by that time.
std::vector<Renewal> expiries_of(const CaseIndex& index, const Facts& facts) {
  std::vector<Renewal> list;
  for (NodeIndex i = 0; i < index.size(); ++i) {
    const CaseNode& node = index.node(i);
    const std::span<const EvidenceId> evidence = evidence_of(node);
    for (std::size_t j = 0; j < evidence.size(); ++j) {
      const std::optional<Instant> expiry = expiry_of(node, evidence[j], facts);
      if (!expiry || freshness_of(node, evidence[j], facts) != Freshness::fresh) continue;
      list.push_back({id_of(node), evidence[j], canon::Timestamp(*expiry), evidence_pointer(i, j)});
    }
  }
  std::ranges::stable_sort(list, {}, [](const Renewal& one) { return one.expires_at.at(); });
  return list;
}

// A moment of the same world, in which nothing but the time has moved.
class Moments {
 public:
  Moments(const CaseIndex& index, Facts facts) : index_(index), facts_(std::move(facts)) {}

  std::vector<Status> at(Instant time) {
    facts_.now = time;
    return statuses(index_, facts_);
  }
  Status top_at(Instant time) { return top_status(index_, at(time)); }
  const Facts& facts() const { return facts_; }

 private:
  const CaseIndex& index_;
  Facts facts_;
};

// The first of the expiries at which the top goal no longer stands.
std::optional<canon::Timestamp> first_fall(const std::vector<Renewal>& expiries, Moments& moments) {
  const auto found = std::ranges::partition_point(expiries, [&](const Renewal& one) {
    return moments.top_at(one.expires_at.at()) == Status::supported;
  });
  if (found == expiries.end()) return std::nullopt;
  return found->expires_at;
}

}  // namespace

Horizon horizon_of(const CaseIndex& index, const Facts& facts, Instant by) {
  const Instant then = std::max(by, facts.now);
  Moments moments(index, facts);
  const std::vector<Status> now = moments.at(facts.now);
  Horizon horizon{.top_goal = top_status(index, now)};
  horizon.renewals = expiries_of(index, facts);
  if (horizon.top_goal == Status::supported) {
    horizon.supported_until = first_fall(horizon.renewals, moments);
  }
  std::erase_if(horizon.renewals, [&](const Renewal& one) { return one.expires_at.at() > then; });
  const std::vector<Status> later = moments.at(then);
  horizon.top_goal_then = top_status(index, later);
  for (NodeIndex i = 0; i < index.size(); ++i) {
    if (now[i] != Status::supported || later[i] == Status::supported) continue;
    horizon.falls.push_back(explain(index, i, later, moments.facts()));
  }
  return horizon;
}

}  // namespace writ::assurance

DEFINE_RECORD(writ::assurance::Renewal);
DEFINE_RECORD(writ::assurance::Horizon);
