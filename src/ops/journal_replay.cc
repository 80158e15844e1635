// journal.replay: makes journalled decisions again, from the bodies and bundles that are kept.
#include <map>

#include <fmt/format.h>

#include "canon/canonical.h"
#include "canon/digest.h"
#include "canon/record_define.h"
#include "ops/access.h"
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
    if (!entry.decision_hash && !entry.items) return true;  // no decision
    if (kept.body.state != journal::Body::State::kept || entry.record_hash) {
      response_.without_body.value += entry.count ? entry.count->value : 1;
      return true;
    }
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
    if (entry.items) return difference_in_batch(entry, source);
    const journal::EntryItem answer{.outcome = entry.outcome,
                                    .decision_hash = entry.decision_hash,
                                    .rule_ids = entry.rule_ids,
                                    .reason = entry.reason};
    if (entry.op == access_evaluation.name) return difference_in_access(entry, answer, source);
    ++response_.replayed.value;
    WRIT_TRY(const policy::PDPRequest request, canon::decode<policy::PDPRequest>(source));
    return difference(entry, answer, request, [&](const policy::CompiledPolicy& policy) {
      return policy::decide(policy, request, source.value());
    });
  }

  // The first answer of a batch that differs.
  Result<std::string> difference_in_batch(const journal::Entry& entry, const canon::Json& batch) {
    const canon::Value* elements = batch.value().find("evaluations");
    for (std::size_t i = 0; i < entry.items->size(); ++i) {
      const journal::EntryItem& answer = (*entry.items)[i];
      if (answer.outcome == "refused") continue;  // it never was a question
      const canon::Json question = whole(batch, batch.part(elements->items()[i]));
      if (canon::sha256_hex(canon::canonical(question.value())) != answer.request_hash) {
        return fmt::format("the question {} that is kept is not the one that was asked", i);
      }
      WRIT_TRY(const std::string what, difference_in_access(entry, answer, question));
      if (!what.empty()) return fmt::format("question {}: {}", i, what);
    }
    return std::string();
  }

  // A question of a batch: what it has itself, and the rest from around it.
  static canon::Json whole(const canon::Json& batch, canon::Json question) {
    for (const std::string_view name : {"action", "context", "ctx", "resource", "subject"}) {
      const canon::Value* shared = batch.value().find(name);
      if (shared == nullptr || question.value().find(name) != nullptr) continue;
      question = question.with(name, batch.part(*shared));
    }
    return question;
  }

  Result<std::string> difference_in_access(const journal::Entry& entry,
                                           const journal::EntryItem& answer,
                                           const canon::Json& source) {
    ++response_.replayed.value;
    WRIT_TRY(const auto question, policy::AccessQuestion::of_document(source));
    return difference(
        entry, answer, question.pdp_request(),
        [&](const policy::CompiledPolicy& policy) { return question.decide(policy); });
  }

  // Whether the answer was given without asking a rule.
  static bool no_rule_asked(const journal::EntryItem& answer) {
    return answer.outcome == "deny" && answer.rule_ids && answer.rule_ids->empty() &&
           answer.reason != policy::reason::default_deny &&
           answer.reason != policy::reason::obligations_untold;
  }

  Result<std::string> difference(const journal::Entry& entry, const journal::EntryItem& answer,
                                 const policy::PDPRequest& request, const DecideBy& decide) {
    WRIT_TRY(const auto bundle, find(entry.tenant.value_or(""), entry.policy_hash.value_or("")));
    if (no_rule_asked(answer)) {
      if (answer.reason == policy::reason::policy_expired && bundle &&
          !policy::expired(bundle->bundle(), entry.time.at())) {
        return std::string("the bundle had not expired");
      }
      return compare(answer, policy::refuse(request, *entry.policy_hash, *answer.reason));
    }
    if (bundle == nullptr) return std::string("the bundle that decided is not stored, or changed");
    policy::PDPDecision decision = decide(*bundle);
    if (entry.approval_id) {
      decision = policy::discharge_approvals(request, std::move(decision));
    }
    return compare(answer, decision);
  }

  static std::string compare(const journal::EntryItem& entry, const policy::PDPDecision& decision) {
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
