#include "ops/engine.h"

#include <fmt/format.h>

#include "keys/fault.h"
#include "ops/broken_store.h"
#include "policy/signing.h"

namespace writ::ops {
namespace {

// Nothing is wrong with the store, but what vouches for a bundle in it cannot be checked.
Problem secret_missing(std::string_view key_id) {
  return {
      keys::fault::private_part_missing,
      fmt::format("a bundle in force is signed with the shared secret `{}`, which is not here or "
                  "cannot be opened: put its file back, or give the passphrase with "
                  "`--passphrase-file`",
                  key_id)};
}

template <class Text>
Result<std::optional<Text>> read_text(const std::optional<std::string>& stored) {
  if (!stored) return std::optional<Text>();
  Text text;
  if (!text.set(*stored))
    return broken_store(fmt::format("`{}` is not {}", *stored, Text::expected));
  return std::optional<Text>(std::move(text));
}

}  // namespace

Result<policy::Standing> standing_of(const store::PolicyRow& row) {
  policy::Standing standing;
  WRIT_TRY(standing.active, read_text<policy::Version>(row.active_version));
  WRIT_TRY(standing.high_water, read_text<policy::Version>(row.high_water));
  WRIT_TRY(standing.pin, read_text<policy::VersionRange>(row.pin));
  standing.active_hash = row.active_policy_hash.value_or("");
  standing.generation = row.generation;
  standing.activation_sequence = row.activation_sequence;
  return standing;
}

store::PolicyRow row_of(std::string_view tenant, std::string_view name,
                        const policy::Standing& standing, Instant now) {
  const auto text = [](const auto& optional) {
    return optional ? std::optional<std::string>(optional->text()) : std::nullopt;
  };
  store::PolicyRow row{.tenant = std::string(tenant), .name = std::string(name)};
  row.active_version = text(standing.active);
  if (standing.active) row.active_policy_hash = standing.active_hash;
  row.generation = standing.generation;
  row.high_water = text(standing.high_water);
  row.pin = text(standing.pin);
  row.activation_sequence = standing.activation_sequence;
  row.updated_at = now;
  return row;
}

Result<void> put_ground(store::Transaction& transaction, const store::DocumentRow& row) {
  WRIT_CHECK(transaction.put_document(row));
  WRIT_CHECK(transaction.bump_state_generation(row.tenant, every_policy));
  return {};
}

Result<policy::SignedPolicyBundle> stored_bundle(const store::BundleRow& row) {
  return stored_record<policy::SignedPolicyBundle>("a stored bundle", row.signed_bundle);
}

store::BundleRow row_of(const policy::SignedPolicyBundle& content, Instant now) {
  const policy::PolicyBundle& bundle = *content.bundle;
  return {.head = {.tenant = bundle.tenant_id.text(),
                   .name = bundle.name.text(),
                   .version = bundle.version.text(),
                   .policy_hash = bundle.policy_hash->text(),
                   .key_id = content.signature.key_id,
                   .recorded_at = now},
          .signed_bundle = canon::encode(content)};
}

Result<std::unique_ptr<Engine>> Engine::open(std::unique_ptr<store::Store> store,
                                             keys::KeyFiles files,
                                             std::unique_ptr<journal::Journal> journal,
                                             std::optional<std::string> passphrase,
                                             NodeOptions node) {
  std::unique_ptr<Engine> engine(
      new Engine(std::move(store), std::move(files), std::move(journal), std::move(passphrase)));
  WRIT_CHECK(engine->publish());
  WRIT_CHECK(engine->open_journal());
  if (engine->store().is_shared()) {
    engine->watch_ = std::make_unique<NodeWatch>(*engine, std::move(node));
  }
  return engine;
}

canon::Passphrase Engine::passphrase() const {
  if (!passphrase_) return std::nullopt;
  return *passphrase_;
}

// The lease is looked at before the state: what is in force when it holds, or later, is new enough.
Result<std::shared_ptr<const State>> Engine::state() {
  if (watch_ != nullptr) WRIT_CHECK(watch_->lease().check());
  return known_state();
}

Result<std::shared_ptr<const State>> Engine::known_state() {
  std::shared_ptr<const State> now = state_.load();
  if (now != nullptr) return now;
  const std::scoped_lock one_at_a_time(changing_);
  return present_state();
}

Instant Engine::honoured_until(Instant now) const {
  const std::chrono::microseconds left =
      watch_ != nullptr ? watch_->lease().remaining() : NodeLease::standard_length;
  return {now.microseconds + left.count()};
}

void Engine::await_other_nodes() const {
  const std::shared_ptr<const State> now = state_.load();
  if (watch_ != nullptr && now != nullptr) watch_->lease().await_others(now->revision);
}

Result<std::shared_ptr<const State>> Engine::settled_state() {
  const std::scoped_lock one_at_a_time(changing_);
  return present_state();
}

Result<std::shared_ptr<const State>> Engine::present_state() {
  if (state_.load() == nullptr) WRIT_CHECK(publish());
  return state_.load();
}

Result<void> Engine::publish(MadePacks* made) {
  Result<std::unique_ptr<store::Snapshot>> snapshot = store_->read();
  WRIT_CHECK(publish(snapshot ? build_state(state_.load().get(), **snapshot, made)
                              : std::move(snapshot).error()));
  return {};
}

Result<std::shared_ptr<const State>> Engine::publish(Result<std::shared_ptr<const State>> next) {
  state_.store(next ? *next : nullptr);
  return next;
}

Result<void> Engine::catch_up() {
  if (!store_->is_shared()) return {};  // nobody else changes it
  std::int64_t revision = 0;
  {
    WRIT_TRY(const auto snapshot, store_->read());
    WRIT_TRY(revision, snapshot->revision());
  }
  const auto is_known = [&] {
    const std::shared_ptr<const State> now = state_.load();
    return now != nullptr && now->revision >= revision;
  };
  if (is_known()) return {};
  const std::scoped_lock one_at_a_time(changing_);
  if (is_known()) return {};
  WRIT_CHECK(journal_pending());  // of a commit that nothing was heard of
  // Not as publish() does: what is in force here may be answered from until the lease ends.
  WRIT_TRY(const auto snapshot, store_->read());
  WRIT_TRY(std::shared_ptr<const State> next, build_state(state_.load().get(), *snapshot));
  state_.store(std::move(next));
  return {};
}

store::NodeRow Engine::node() const {
  const std::shared_ptr<const State> now = state_.load();
  return {.name = journal_->origin(),
          .started_at = started_at_,
          .program = WRIT_VERSION,
          .revision = now != nullptr ? now->revision : 0};
}

Result<std::shared_ptr<const State>> Engine::state_within(store::Transaction& transaction) {
  WRIT_TRY(std::shared_ptr<const State> now, present_state());
  WRIT_TRY(const std::int64_t revision, transaction.revision());
  if (now->revision == revision) return now;
  return publish(build_state(now.get(), transaction));
}

Engine::~Engine() {
  watch_.reset();
  const auto now = state_.load();
  if (now == nullptr) return;
  const Instant at = Instant::now();
  Result<std::unique_ptr<store::Transaction>> transaction = std::unique_ptr<store::Transaction>();
  now->sessions.each([&](const OpenSession& session) {
    if (session.ledger == nullptr || session.ledger->is_settled() || !transaction) return;
    if (*transaction == nullptr) transaction = store_->begin_write();
    // What cannot be told was reserved, and counts as used.
    if (transaction && !session.ledger->settle(**transaction, session.record, at)) {
      (*transaction).reset();
    }
  });
  if (transaction && *transaction != nullptr) (void)(*transaction)->commit();
}

Result<const policy::CompiledPolicy*> Engine::compiled(const State& state,
                                                       const StoredPolicy& policy) {
  if (!policy.loaded_) {
    const std::scoped_lock one_loads(policy.loading_);
    if (!policy.loaded_) {
      WRIT_TRY(policy.compiled_, load(state, policy));
      policy.loaded_ = true;
    }
  }
  return policy.compiled_.get();
}

Result<std::shared_ptr<const policy::CompiledPolicy>> Engine::load(const State& state,
                                                                   const StoredPolicy& policy) {
  WRIT_TRY(const auto snapshot, store_->read());
  WRIT_TRY(const auto row, snapshot->find_bundle(policy.tenant(), policy.name(), policy.version()));
  if (!row) return broken_store("a bundle that decides is missing");
  WRIT_TRY(policy::SignedPolicyBundle signed_bundle, stored_bundle(*row));
  const canon::Verdict verdict = policy::verify(signed_bundle, state.keys->ring());
  if (verdict.reason() == keys::refusal::key_secret_missing) {
    return secret_missing(signed_bundle.signature.key_id);
  }
  if (!verdict.ok()) return broken_store(fmt::format("its bundle: {}", verdict.reason()));
  const policy::PolicyBundle& bundle = *signed_bundle.bundle;
  if (bundle.tenant_id.text() != policy.tenant() || bundle.name.text() != policy.name() ||
      bundle.policy_hash->text() != policy.hash()) {
    return broken_store("a bundle that decides is another one");
  }
  return policy::CompiledPolicy::compile(std::move(signed_bundle.bundle.value));
}

Result<std::vector<Problem>> Engine::warm() {
  WRIT_TRY(const std::shared_ptr<const State> now, state());
  std::vector<Problem> problems;
  const auto load_one = [&](const std::optional<Ruling>& ruling) {
    if (!ruling || ruling->key_revoked) return;
    Result<const policy::CompiledPolicy*> loaded = compiled(*now, *ruling->policy);
    if (loaded) return;
    problems.push_back(std::move(loaded).error().in(
        fmt::format("the policy `{}` of `{}`", ruling->policy->name(), ruling->policy->tenant())));
  };
  for (const auto& [tenant, of_tenant] : now->policies) {
    for (const auto& [name, in_force] : of_tenant) {
      for (const auto* ruling : {&in_force.active, &in_force.shadow, &in_force.canary}) {
        load_one(*ruling);
      }
    }
  }
  return problems;
}

}  // namespace writ::ops
