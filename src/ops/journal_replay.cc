// journal.replay: makes journalled decisions again, from the bodies and bundles that are kept.
#include <map>

#include <fmt/format.h>

#include "canon/digest.h"
#include "canon/record_define.h"
#include "ops/engine.h"
#include "ops/operation.h"
#include "ops/policy_ref.h"
#include "ops/table.h"
#include "policy/decision.h"
#include "policy/signing.h"

namespace writ::ops {

struct ReplayRequest {
  std::optional<journal::Count> from;
  std::optional<journal::Count> to;

  static constexpr auto record(auto&& f) {
    using R = ReplayRequest;
    using canon::field;
    return f("JournalReplayRequest", "Which entries.",
             field<&R::from>("from", "The first one's index; absent is 0."),
             field<&R::to>("to", "Before this index; absent is to the end."));
  }
};

struct Difference {
  journal::Count index;
  std::string what;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("ReplayDifference", "A decision that comes out differently now.",
             field<&Difference::index>("index", "The entry's index."),
             field<&Difference::what>("what", "What differs."));
  }
};

struct ReplayResponse {
  bool ok = false;
  journal::Count replayed;
  journal::Count without_body;
  std::vector<Difference> differences;

  static constexpr auto record(auto&& f) {
    using R = ReplayResponse;
    using canon::field;
    return f("JournalReplay", "What replaying came to.",
             field<&R::ok>("ok", "Whether every decision came out the same."),
             field<&R::replayed>("replayed", "Decisions that were made again."),
             field<&R::without_body>("withoutBody", "Decisions whose request is not kept."),
             field<&R::differences>("differences", "Those that differ; 1,000 at most."));
  }
};

std::optional<std::string_view> tenant_of(const ReplayRequest&) { return std::nullopt; }

namespace {

constexpr std::size_t most_differences = 1000;

class Replay {
 public:
  explicit Replay(store::Snapshot& snapshot) : snapshot_(snapshot) {}

  Result<bool> visit(const journal::KeptBody& kept) {
    WRIT_TRY(const canon::Json json, canon::Json::parse(kept.entry));
    WRIT_TRY(const journal::Entry entry, canon::decode<journal::Entry>(json, "an entry"));
    if (!entry.decision_hash) return true;  // no decision
    if (kept.body.state != journal::Body::State::kept || entry.record_hash) {
      ++response_.without_body.value;
      return true;
    }
    ++response_.replayed.value;
    WRIT_TRY(const std::string what, difference(entry, kept.body.bytes));
    if (what.empty()) return true;
    response_.differences.push_back({{static_cast<std::int64_t>(kept.index)}, what});
    return response_.differences.size() < most_differences;
  }

  ReplayResponse response() && {
    response_.ok = response_.differences.empty();
    return std::move(response_);
  }

 private:
  // What differs, or nothing.
  Result<std::string> difference(const journal::Entry& entry, const std::string& body) {
    if (canon::sha256_hex(body) != entry.request_hash) {
      return std::string("the request that is kept is not the one that was asked");
    }
    WRIT_TRY(const canon::Json source, canon::Json::parse(body));
    WRIT_TRY(const policy::PDPRequest request, canon::decode<policy::PDPRequest>(source));
    WRIT_TRY(const auto bundle, find(entry.tenant.value_or(""), entry.policy_hash.value_or("")));
    const bool no_rule_asked = entry.outcome == "deny" && entry.rule_ids &&
                               entry.rule_ids->empty() &&
                               entry.reason != policy::reason::default_deny;
    if (no_rule_asked) {
      if (entry.reason == policy::reason::policy_expired && bundle &&
          !policy::expired(bundle->bundle(), entry.time.at())) {
        return std::string("the bundle had not expired");
      }
      return compare(entry, policy::refuse(request, *entry.policy_hash, *entry.reason));
    }
    if (bundle == nullptr) return std::string("the bundle that decided is not stored, or changed");
    return compare(entry, policy::decide(*bundle, request, source.value()));
  }

  static std::string compare(const journal::Entry& entry, const policy::PDPDecision& decision) {
    std::vector<std::string> rules;
    rules.reserve(decision.rule_ids.size());
    for (const policy::RuleId& id : decision.rule_ids) rules.push_back(id.text());
    if (entry.outcome != (decision.allow ? "allow" : "deny")) {
      return fmt::format("the outcome was `{}` and is now `{}`", entry.outcome,
                         decision.allow ? "allow" : "deny");
    }
    if (entry.rule_ids != rules) return "other rules decide";
    if (entry.reason != decision.reason) return "the reason is another";
    if (entry.decision_hash != decision.decision_hash.text()) return "the decision's hash differs";
    return {};
  }

  // A tenant's bundle of that hash, or nullptr.
  Result<std::shared_ptr<const policy::CompiledPolicy>> find(const std::string& tenant,
                                                             const std::string& hash) {
    const auto [at, is_new] = bundles_.try_emplace({tenant, hash});
    if (!is_new || hash.empty()) return at->second;
    WRIT_TRY(const auto heads, snapshot_.bundles(tenant, std::nullopt));
    for (const store::BundleHead& head : heads) {
      if (head.policy_hash != hash) continue;
      WRIT_TRY(const auto row, snapshot_.find_bundle(tenant, head.name, head.version));
      WRIT_TRY(policy::SignedPolicyBundle stored, stored_bundle(*row));
      if (policy::policy_hash(stored.bundle.source.value()) != hash) continue;
      at->second = policy::CompiledPolicy::compile(std::move(stored.bundle.value));
      break;
    }
    return at->second;
  }

  store::Snapshot& snapshot_;
  std::map<std::pair<std::string, std::string>, std::shared_ptr<const policy::CompiledPolicy>>
      bundles_;
  ReplayResponse response_;
};

Result<ReplayResponse> replay(Engine& engine, const Call&, const ReplayRequest& request) {
  const auto from = static_cast<std::uint64_t>(request.from ? request.from->value : 0);
  const auto to =
      request.to ? static_cast<std::uint64_t>(request.to->value) : engine.journal().size();
  WRIT_TRY(const auto snapshot, engine.store().read());
  Replay replay(*snapshot);
  WRIT_CHECK(engine.journal().visit_bodies(
      from, to, [&](const journal::KeptBody& kept) { return replay.visit(kept); }));
  return std::move(replay).response();
}

}  // namespace

const Operation journal_replay =
    define<replay>({.name = "journal.replay",
                    .doc = "Makes journalled decisions again and reports those that differ.",
                    .capability = Capability::operate,
                    .host_only = true,
                    .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::ReplayRequest);
DEFINE_RECORD(writ::ops::Difference);
DEFINE_RECORD(writ::ops::ReplayResponse);
