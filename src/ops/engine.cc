#include "ops/engine.h"

#include <fmt/format.h>

#include "keys/fault.h"
#include "policy/signing.h"

namespace writ::ops {
namespace {

// A store whose content does not read or verify: nothing of it may be used.
Problem broken_store(std::string what) {
  return {
      store::fault::corrupt,
      fmt::format("the store is damaged or was tampered with: {}: restore it from a copy", what)};
}

// Nothing is wrong with the store, but what vouches for a bundle in it cannot be checked.
Problem secret_missing(std::string_view key_id) {
  return {
      keys::fault::private_part_missing,
      fmt::format("a bundle in force is signed with the shared secret `{}`, which is not here or "
                  "cannot be opened: put its file back, or give the passphrase with "
                  "`--passphrase-file`",
                  key_id)};
}

template <class R>
Result<R> read_row(std::string_view what, std::string_view json) {
  Result<canon::Json> document = canon::Json::parse(json);
  if (!document) return broken_store(fmt::format("{}: {}", what, document.error().message));
  Result<R> record = canon::decode<R>(*document, what);
  if (!record) return broken_store(describe(record.error()));
  return record;
}

template <class Text>
Result<std::optional<Text>> read_text(const std::optional<std::string>& stored) {
  if (!stored) return std::optional<Text>();
  Text text;
  if (!text.set(*stored))
    return broken_store(fmt::format("`{}` is not {}", *stored, Text::expected));
  return std::optional<Text>(std::move(text));
}

Result<std::map<std::string, Credential, std::less<>>> load_tokens(store::Snapshot& snapshot) {
  std::map<std::string, Credential, std::less<>> tokens;
  WRIT_TRY(const auto rows, snapshot.tokens());
  for (const store::TokenRow& row : rows) {
    if (row.revoked_at) continue;
    WRIT_TRY(Credential record, read_row<Credential>("a token", row.record));
    tokens.emplace(row.sha256, std::move(record));
  }
  return tokens;
}

// The key that signed what is in force, where something is.
Result<std::optional<std::string>> signing_key(store::Snapshot& snapshot,
                                               const store::PolicyRow& row) {
  if (!row.active_version) return std::optional<std::string>();
  WRIT_TRY(const auto head, snapshot.find_bundle_head(row.tenant, row.name, *row.active_version));
  if (!head) return broken_store(fmt::format("the bundle `{}` is missing", row.name));
  return std::optional(head->key_id);
}

Result<std::shared_ptr<InForce>> read_in_force(store::Snapshot& snapshot,
                                               const store::PolicyRow& row,
                                               const keys::KeyRing& ring) {
  WRIT_TRY(policy::Standing standing, standing_of(row));
  WRIT_TRY(const std::optional<std::string> key_id, signing_key(snapshot, row));
  const keys::KeyRecord* key = key_id ? ring.find(*key_id) : nullptr;
  const bool revoked = key_id && (key == nullptr || key->state == keys::State::revoked);
  return std::make_shared<InForce>(row.tenant, row.name, std::move(standing), revoked);
}

Result<void> apply(const store::DocumentRow& row, State& state) {
  if (row.kind != principal_kind) {
    return broken_store(fmt::format("it holds a `{}`, which this program does not know", row.kind));
  }
  if (!row.record) {
    state.principals.remove(row.tenant, row.id);
    return {};
  }
  Result<Principal> principal = principal_of(*row.record);
  if (!principal) return broken_store(describe(principal.error()));
  state.principals.put(row.tenant, row.id, *std::move(principal));
  return {};
}

// What changed since `state` was made, or everything where it is new.
Result<void> apply_documents(store::Snapshot& snapshot, State& state) {
  constexpr std::size_t at_once = 10'000;
  for (;;) {
    WRIT_TRY(const auto rows, snapshot.documents_since(state.document_sequence, at_once));
    for (const store::DocumentRow& row : rows) {
      WRIT_CHECK(apply(row, state));
      state.document_sequence = row.sequence;
    }
    if (rows.size() < at_once) return {};
  }
}

}  // namespace

const InForce* State::find(std::string_view tenant, std::string_view name) const {
  const auto of_tenant = policies.find(tenant);
  if (of_tenant == policies.end()) return nullptr;
  const auto found = of_tenant->second.find(name);
  return found == of_tenant->second.end() ? nullptr : found->second.get();
}

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

Result<void> put_ground(store::Transaction& transaction, const State& state,
                        const store::DocumentRow& row) {
  WRIT_CHECK(transaction.put_document(row));
  const auto of_tenant = state.policies.find(row.tenant);
  if (of_tenant == state.policies.end()) return {};
  for (const auto& [name, in_force] : of_tenant->second) {
    WRIT_CHECK(transaction.bump_state_generation(row.tenant, name));
  }
  return {};
}

Result<policy::SignedPolicyBundle> stored_bundle(const store::BundleRow& row) {
  return read_row<policy::SignedPolicyBundle>("a stored bundle", row.signed_bundle);
}

Result<std::unique_ptr<Engine>> Engine::open(std::unique_ptr<store::Store> store,
                                             keys::KeyFiles files,
                                             std::unique_ptr<journal::Journal> journal,
                                             std::optional<std::string> passphrase) {
  std::unique_ptr<Engine> engine(
      new Engine(std::move(store), std::move(files), std::move(journal), std::move(passphrase)));
  WRIT_CHECK(engine->publish());
  WRIT_CHECK(engine->open_journal());
  return engine;
}

canon::Passphrase Engine::passphrase() const {
  if (!passphrase_) return std::nullopt;
  return *passphrase_;
}

Result<void> Engine::load_keys(store::Snapshot& snapshot, State& into) const {
  WRIT_TRY(const auto rows, snapshot.keys());
  std::vector<keys::KeyRecord> records;
  for (const store::KeyRow& row : rows) {
    WRIT_TRY(keys::KeyRecord record, read_row<keys::KeyRecord>("a key", row.record));
    records.push_back(std::move(record));
  }
  Result<keys::PrivateParts> parts = files_.load(records, passphrase());
  if (!parts && parts.error().code.name == canon::pem::passphrase_missing.name) {
    parts = keys::PrivateParts();  // verifies what needs no secret, signs nothing
    into.keys_locked = true;
  }
  if (!parts) return std::move(parts).error();
  WRIT_TRY(keys::KeyProvider provider,
           keys::KeyProvider::make(std::move(records), *std::move(parts)));
  into.keys = std::make_shared<const keys::KeyProvider>(std::move(provider));
  return {};
}

Result<std::shared_ptr<const State>> Engine::state() {
  std::shared_ptr<const State> now = state_.load();
  if (now != nullptr) return now;
  const std::scoped_lock one_at_a_time(changing_);
  return present_state();
}

Result<std::shared_ptr<const State>> Engine::present_state() {
  if (state_.load() == nullptr) WRIT_CHECK(publish());
  return state_.load();
}

Result<void> Engine::publish() {
  Result<std::shared_ptr<const State>> next = build_state(state_.load().get());
  state_.store(next ? *next : nullptr);
  if (!next) return std::move(next).error();
  return {};
}

// What is loaded already and has not changed goes over into the new state.
Result<std::shared_ptr<const State>> Engine::build_state(const State* before) {
  WRIT_TRY(const auto snapshot, store_->read());
  auto next = std::make_shared<State>();
  WRIT_TRY(next->deployment_generation, snapshot->deployment_generation());
  if (before != nullptr && before->deployment_generation == next->deployment_generation) {
    next->keys = before->keys;  // every change of a key moves the generation
    next->keys_locked = before->keys_locked;
  } else {
    WRIT_CHECK(load_keys(*snapshot, *next));
  }
  WRIT_TRY(next->tokens, load_tokens(*snapshot));
  if (before != nullptr) {
    next->principals = before->principals;
    next->document_sequence = before->document_sequence;
  }
  WRIT_CHECK(apply_documents(*snapshot, *next));
  WRIT_TRY(const auto rows, snapshot->policies(std::nullopt));
  for (const store::PolicyRow& row : rows) {
    WRIT_TRY(auto in_force, read_in_force(*snapshot, row, next->keys->ring()));
    const InForce* old = before ? before->find(row.tenant, row.name) : nullptr;
    if (old != nullptr && old->loaded_ &&
        old->standing().active_hash == in_force->standing().active_hash) {
      in_force->compiled_ = old->compiled_;
      in_force->loaded_ = true;
    }
    next->policies[row.tenant].emplace(row.name, std::move(in_force));
  }
  return next;
}

Result<std::shared_ptr<const policy::CompiledPolicy>> Engine::compiled(const State& state,
                                                                       const InForce& in_force) {
  if (!in_force.loaded_) {
    const std::scoped_lock one_loads(in_force.loading_);
    if (!in_force.loaded_) {
      WRIT_TRY(in_force.compiled_, load(state, in_force));
      in_force.loaded_ = true;
    }
  }
  return in_force.compiled_;
}

Result<std::shared_ptr<const policy::CompiledPolicy>> Engine::load(const State& state,
                                                                   const InForce& in_force) {
  const policy::Standing& standing = in_force.standing();
  if (!standing.active) return std::shared_ptr<const policy::CompiledPolicy>();
  WRIT_TRY(const auto snapshot, store_->read());
  WRIT_TRY(const auto row,
           snapshot->find_bundle(in_force.tenant(), in_force.name(), standing.active->text()));
  if (!row) return broken_store("the bundle in force is missing");
  WRIT_TRY(policy::SignedPolicyBundle signed_bundle, stored_bundle(*row));
  const canon::Verdict verdict = policy::verify(signed_bundle, state.keys->ring());
  if (verdict.reason() == keys::refusal::key_secret_missing) {
    return secret_missing(signed_bundle.signature.key_id);
  }
  if (!verdict.ok()) return broken_store(fmt::format("its bundle: {}", verdict.reason()));
  const policy::PolicyBundle& bundle = *signed_bundle.bundle;
  if (bundle.tenant_id.text() != in_force.tenant() || bundle.name.text() != in_force.name() ||
      bundle.policy_hash->text() != standing.active_hash) {
    return broken_store("the bundle in force is another one");
  }
  return policy::CompiledPolicy::compile(std::move(signed_bundle.bundle.value));
}

Result<std::vector<Problem>> Engine::warm() {
  WRIT_TRY(const std::shared_ptr<const State> now, state());
  std::vector<Problem> problems;
  for (const auto& [tenant, of_tenant] : now->policies) {
    for (const auto& [name, in_force] : of_tenant) {
      if (in_force->key_revoked()) continue;
      Result<std::shared_ptr<const policy::CompiledPolicy>> loaded = compiled(*now, *in_force);
      if (loaded) continue;
      problems.push_back(
          std::move(loaded).error().in(fmt::format("the policy `{}` of `{}`", name, tenant)));
    }
  }
  return problems;
}

}  // namespace writ::ops
