// Bundles in the store: found when a state is made, verified and compiled when they are first asked
// for, and shared by all that decide under them.
//
// Threads: a StoredPolicy is loaded by any thread (Engine::compiled); StoredPolicies is for one
// thread at a time.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <tuple>

#include "base/result.h"
#include "policy/evaluator.h"
#include "store/store.h"

namespace writ::ops {

class StoredPolicy {
 public:
  // `hash` is the policyHash that whoever names the bundle expects of it.
  StoredPolicy(store::BundleHead head, std::string hash)
      : head_(std::move(head)), hash_(std::move(hash)) {}

  const std::string& tenant() const { return head_.tenant; }
  const std::string& name() const { return head_.name; }
  const std::string& version() const { return head_.version; }
  const std::string& hash() const { return hash_; }
  const std::string& key_id() const { return head_.key_id; }  // that signed it

 private:
  friend class Engine;
  store::BundleHead head_;
  std::string hash_;
  mutable std::mutex loading_;
  mutable std::atomic<bool> loaded_ = false;
  mutable std::shared_ptr<const policy::CompiledPolicy> compiled_;
};

// The bundles that somebody holds: of one there is never a second.
class StoredPolicies {
 public:
  // Problem: store::fault::corrupt where there is no such bundle.
  Result<std::shared_ptr<const StoredPolicy>> find(store::Snapshot& snapshot,
                                                   const std::string& tenant,
                                                   const std::string& name,
                                                   const std::string& version,
                                                   const std::string& hash);

 private:
  std::map<std::tuple<std::string, std::string, std::string, std::string>,
           std::weak_ptr<const StoredPolicy>>
      held_;
};

}  // namespace writ::ops
