// policy.impact: what would have been answered otherwise under the staged shadow.
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "canon/record_define.h"
#include "ops/broken_store.h"
#include "ops/engine.h"
#include "ops/operation.h"
#include "ops/policy_ref.h"
#include "ops/rollout.h"
#include "ops/table.h"

namespace writ::ops {

namespace fault {
inline constexpr Code nothing_staged{"ops.nothing_staged", Category::not_found};
}

struct ImpactRequest {
  policy::TenantId tenant_id;
  std::optional<policy::BundleName> name;
  std::optional<canon::Bounded<0, 100>> examples;

  static constexpr auto record(auto&& f) {
    using R = ImpactRequest;
    using canon::field;
    return f("ImpactRequest", "Of which policy's shadow.",
             field<&R::tenant_id>("tenantId", "Whose."),
             field<&R::name>("name", "Absent is `default`."),
             field<&R::examples>("examples", "How many examples of each change; absent is 3."));
  }
};

struct ImpactExample {
  journal::Count index;
  std::optional<canon::Json> request;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("ImpactExample", "A decision that would have been another.",
             field<&ImpactExample::index>("index", "The journal's entry of it."),
             field<&ImpactExample::request>("request", "What was asked, where that is kept."));
  }
};

// What a group of decisions came to, and by which rule.
struct ImpactSide {
  std::string outcome;
  std::vector<std::string> rule_ids;
  std::optional<std::string> reason;

  auto operator<=>(const ImpactSide&) const = default;

  static constexpr auto record(auto&& f) {
    using S = ImpactSide;
    using canon::field;
    return f("ImpactSide", "An answer.",
             field<&S::outcome>("outcome", "`allow` or `deny`; of a memory also `grantable`."),
             field<&S::rule_ids>("ruleIds", "The rules behind it; empty for none."),
             field<&S::reason>("reason", "Its reason."));
  }
};

struct ImpactChange {
  ImpactSide before;
  ImpactSide after;
  journal::Count count;
  std::vector<ImpactExample> examples;

  static constexpr auto record(auto&& f) {
    using C = ImpactChange;
    using canon::field;
    return f("ImpactChange", "Decisions that would change in the same way.",
             field<&C::before>("before", "What was answered."),
             field<&C::after>("after", "What the shadow would have answered."),
             field<&C::count>("count", "How many there were."),
             field<&C::examples>("examples", "The first of them."));
  }
};

struct ImpactResponse {
  session::Rollout rollout;
  journal::Count decisions;
  journal::Count differing;
  std::vector<ImpactChange> changes;

  static constexpr auto record(auto&& f) {
    using R = ImpactResponse;
    using canon::field;
    return f("ImpactResponse", "What the shadow would change.",
             field<&R::rollout>("rollout", "What is staged."),
             field<&R::decisions>("decisions", "How many were made under the policy meanwhile."),
             field<&R::differing>("differing", "How many of them would have been others."),
             field<&R::changes>("changes", "The most frequent first."));
  }
};

std::optional<std::string_view> tenant_of(const ImpactRequest& request) {
  return request.tenant_id.text();
}

namespace {

class Tally {
 public:
  Tally(const session::Rollout& rollout, std::size_t examples)
      : rollout_(rollout), examples_(examples) {}

  Result<bool> visit(const journal::KeptBody& kept) {
    WRIT_TRY(const journal::Entry entry, stored_record<journal::Entry>("an entry", kept.entry));
    if (!is_ours(entry)) return true;
    if (entry.items) {
      for (const journal::EntryItem& item : *entry.items) {
        if (item.decision_hash) count(kept, item);
      }
    } else {
      count(kept, {.outcome = entry.outcome,
                   .rule_ids = entry.rule_ids,
                   .reason = entry.reason,
                   .shadow = entry.shadow});
    }
    return true;
  }

  ImpactResponse response() && {
    ImpactResponse response{rollout_, {decisions_}, {differing_}, {}};
    for (auto& [sides, change] : changes_) {
      std::tie(change.before, change.after) = sides;
      response.changes.push_back(std::move(change));
    }
    std::ranges::stable_sort(response.changes, std::ranges::greater(),
                             [](const ImpactChange& change) { return change.count.value; });
    return response;
  }

 private:
  void count(const journal::KeptBody& kept, const journal::EntryItem& answer) {
    ++decisions_;
    const auto& shadow = answer.shadow;
    if (!shadow || shadow->policy_hash != rollout_.policy_hash.text()) return;
    ++differing_;
    const ImpactSide before{answer.outcome, answer.rule_ids.value_or(std::vector<std::string>()),
                            answer.reason};
    const ImpactSide after{shadow->outcome, shadow->rule_ids, shadow->reason};
    ImpactChange& change = changes_[{before, after}];
    ++change.count.value;
    if (change.examples.size() < examples_) change.examples.push_back(example(kept));
  }

  bool is_ours(const journal::Entry& entry) const {
    const bool answers = entry.decision_hash || entry.items || entry.op == "memory.evaluate";
    return answers && entry.tenant == rollout_.tenant_id.text() &&
           entry.name.value_or(std::string(default_name)) == rollout_.name.text();
  }

  static ImpactExample example(const journal::KeptBody& kept) {
    ImpactExample example{.index = {static_cast<std::int64_t>(kept.index)}};
    if (kept.body.state != journal::Body::State::kept) return example;
    if (auto request = canon::Json::parse(kept.body.bytes)) example.request = *std::move(request);
    return example;
  }

  const session::Rollout& rollout_;
  std::size_t examples_;
  std::int64_t decisions_ = 0, differing_ = 0;
  std::map<std::pair<ImpactSide, ImpactSide>, ImpactChange> changes_;
};

Result<ImpactResponse> impact(Engine& engine, const Call&, const ImpactRequest& request) {
  const std::string_view name = name_or_default(request.name);
  const std::string& tenant = request.tenant_id.text();
  WRIT_TRY(const auto state, engine.state());
  const session::Rollout* rollout =
      state->rollouts.find(tenant, rollout_id(session::RolloutMode::shadow, name));
  if (rollout == nullptr) {
    return Problem{fault::nothing_staged,
                   fmt::format("no shadow is staged under `{}` of `{}`: `writ policy stage` "
                               "stages one",
                               name, tenant)};
  }
  Tally tally(*rollout, static_cast<std::size_t>(request.examples ? request.examples->value : 3));
  WRIT_CHECK(engine.journal().visit_bodies(
      static_cast<std::uint64_t>(rollout->journal_index.value), engine.journal().size(),
      [&](const journal::KeptBody& kept) { return tally.visit(kept); }));
  return std::move(tally).response();
}

}  // namespace

const Operation policy_impact =
    define<impact>({.name = "policy.impact",
                    .doc = "Tells what would have been answered otherwise under the staged shadow.",
                    .capability = Capability::read,
                    .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::ImpactRequest);
DEFINE_RECORD(writ::ops::ImpactExample);
DEFINE_RECORD(writ::ops::ImpactSide);
DEFINE_RECORD(writ::ops::ImpactChange);
DEFINE_RECORD(writ::ops::ImpactResponse);
