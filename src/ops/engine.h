// What operations work on: the store, the keys and the policies in force, of one data directory.
//
// Reads take a State, an immutable picture of what is in force; every committed change publishes a
// new one before it is acknowledged, so that an operation that begins afterwards cannot see the
// old. Nothing caches decisions.
//
// Threads: any number may use an Engine at once. Changes are made one at a time.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "keys/key_files.h"
#include "keys/key_provider.h"
#include "ops/token.h"
#include "policy/evaluator.h"
#include "policy/registry.h"
#include "store/store.h"

namespace writ::ops {

// The standing of one (tenant, name), and its bundle once somebody has asked for it.
class InForce {
 public:
  InForce(std::string tenant, std::string name, policy::Standing standing, bool key_revoked)
      : tenant_(std::move(tenant)), name_(std::move(name)), standing_(std::move(standing)),
        key_revoked_(key_revoked) {}

  const std::string& tenant() const { return tenant_; }
  const std::string& name() const { return name_; }
  const policy::Standing& standing() const { return standing_; }
  bool key_revoked() const { return key_revoked_; }  // the key that signed what is in force

 private:
  friend class Engine;
  std::string tenant_, name_;
  policy::Standing standing_;
  bool key_revoked_ = false;
  mutable std::mutex loading_;
  mutable std::atomic<bool> loaded_ = false;
  mutable std::shared_ptr<const policy::CompiledPolicy> compiled_;
};

struct State {
  std::int64_t deployment_generation = 0;  // moves with every change of a key
  std::shared_ptr<const keys::KeyProvider> keys;
  // By tenant, then by name.
  std::map<std::string, std::map<std::string, std::shared_ptr<const InForce>, std::less<>>,
           std::less<>>
      policies;
  std::map<std::string, TokenRecord, std::less<>> tokens;  // by SHA-256; the revoked are left out

  const InForce* find(std::string_view tenant, std::string_view name) const;
};

class Engine {
 public:
  // `passphrase` opens the private keys; without it what they are not needed for still works.
  static Result<std::unique_ptr<Engine>> open(std::unique_ptr<store::Store> store,
                                              keys::KeyFiles files,
                                              std::optional<std::string> passphrase);

  // What is in force now. A problem only after a change was committed that could not be read back:
  // until it can, nothing older is used.
  Result<std::shared_ptr<const State>> state();
  store::Store& store() { return *store_; }
  const keys::KeyFiles& files() const { return files_; }
  canon::Passphrase passphrase() const;

  // The compiled bundle in force, or nullptr where none is. What the store holds is verified again
  // when it is first loaded: a store that somebody tampered with gives a problem.
  Result<std::shared_ptr<const policy::CompiledPolicy>> compiled(const State& state,
                                                                 const InForce& in_force);

  // Loads what is in force now, so that the first decisions need not. Answers what could not be
  // loaded: decisions under that are problems, those under everything else go on.
  Result<std::vector<Problem>> warm();

  // Runs `change` in a transaction, commits what it did if it answers success, and publishes the
  // new state. A problem changes nothing. The state that `change` is handed cannot move under it.
  template <class T>
  using Change = std::function<Result<T>(store::Transaction&, const State&)>;
  template <class T>
  Result<T> change(const Change<T>& change) {
    const std::scoped_lock one_at_a_time(changing_);
    WRIT_TRY(const auto now, present_state());
    WRIT_TRY(const auto transaction, store_->begin_write());
    WRIT_TRY(T answer, change(*transaction, *now));
    WRIT_CHECK(transaction->commit());
    WRIT_CHECK(publish());
    return answer;
  }

 private:
  Engine(std::unique_ptr<store::Store> store, keys::KeyFiles files,
         std::optional<std::string> passphrase)
      : store_(std::move(store)), files_(std::move(files)), passphrase_(std::move(passphrase)) {}
  Result<std::shared_ptr<const keys::KeyProvider>> load_keys(store::Snapshot& snapshot) const;
  Result<void> publish();  // with changing_ held
  Result<std::shared_ptr<const State>> build_state(const State* before);
  Result<std::shared_ptr<const State>> present_state();  // with changing_ held
  Result<std::shared_ptr<const policy::CompiledPolicy>> load(const State& state,
                                                             const InForce& in_force);

  std::unique_ptr<store::Store> store_;
  keys::KeyFiles files_;
  std::optional<std::string> passphrase_;
  std::mutex changing_;
  std::atomic<std::shared_ptr<const State>> state_;
};

// A standing as it is stored, and back. `row` holds texts that were checked when they were written;
// one that no longer reads is a problem of the store.
Result<policy::Standing> standing_of(const store::PolicyRow& row);
store::PolicyRow row_of(std::string_view tenant, std::string_view name,
                        const policy::Standing& standing, Instant now);

// A stored signed bundle, read again.
Result<policy::SignedPolicyBundle> stored_bundle(const store::BundleRow& row);

}  // namespace writ::ops
