// What is in force at one moment, as operations see it: an immutable picture of the store.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/once.h"
#include "keys/key_provider.h"
#include "memory/freshness.h"
#include "ops/approval_book.h"
#include "ops/credential.h"
#include "ops/directory.h"
#include "ops/live_stamp.h"
#include "ops/open_session.h"
#include "ops/principal.h"
#include "ops/registry.h"
#include "ops/resource.h"
#include "ops/source.h"
#include "ops/toggles.h"
#include "policy/registry.h"
#include "session/rollout.h"

namespace writ::ops {

class AlikeQuestions;
struct InForce;
struct StampQuestions;
class StoredPolicy;

// The name under which the store counts what every policy of a tenant rests on.
inline constexpr std::string_view every_policy;

// One of the bundles that may decide under a (tenant, name).
struct Ruling {
  std::shared_ptr<const StoredPolicy> policy;
  bool key_revoked = false;  // the key that signed it
};

// The state that answers are given under, where this policy gives them.
struct KeyOf {
  const policy::CompiledPolicy* policy = nullptr;
  memory::ActiveFreshnessKey key;
};

// The standing of one (tenant, name), and the bundles that decide under it.
struct InForce {
  policy::Standing standing;
  std::optional<Ruling> active;
  std::optional<Ruling> shadow;  // evaluated beside the active one, and never obeyed
  std::optional<Ruling> canary;  // decides for a share of the sessions
  double share = 0;
  Once<KeyOf> key;  // of the policy that was asked for first, which is hardly ever another
};

// What is built of documents. A state takes all of it over from the one before, and then whatever
// was written since.
struct Documented {
  Directory<Principal> principals;
  Directory<Resource> resources;  // by tenant and resource_key()
  ApprovalBook approvals;
  Directory<session::Rollout> rollouts;  // by tenant and rollout_id()
  Directory<OpenSession> sessions;       // of every tenant, by id alone
  Directory<Source> sources;             // by the name of their policy
  Directory<Toggles> toggles;            // a tenant has one record of them
  Directory<RegistryInUse> registries;   // by their name
  Directory<LiveStamp> stamps;           // those that are active, by their id
  Directory<ChunkPacks> restamp_packs;   // by the chunk and which part of it
  // Those of root stamps that name nothing of their memory, as of no memory: by the root.
  Directory<std::shared_ptr<const StampQuestions>> alike_questions;
  std::shared_ptr<AlikeQuestions> alike;  // what these are shared through
  // What stamps share their forms through.
  std::shared_ptr<stamp::SharedForms> forms;
  std::int64_t document_sequence = 0;  // of the last document in the store that is in here
};

struct State : Documented {
  std::int64_t revision = 0;               // of the store, that this is a picture of
  std::int64_t deployment_generation = 0;  // moves with every change of a key
  std::shared_ptr<const keys::KeyProvider> keys;
  bool keys_locked = false;  // there are private keys, and no passphrase for them
  // By tenant, then by name.
  std::map<std::string, std::map<std::string, InForce, std::less<>>, std::less<>> policies;
  std::map<std::string, HeldCredential, std::less<>> credentials;  // by public_part(); none revoked

  // How often what can narrow a policy was changed, by tenant, then by name; under every_policy,
  // what all policies of the tenant rest on.
  std::map<std::string, std::map<std::string, std::int64_t, std::less<>>, std::less<>>
      state_generations;

  const InForce* find(std::string_view tenant, std::string_view name) const;

  // Rises with everything that can narrow what a policy allows, whether or not there is one of that
  // name, but for what concerns every tenant (`deployment_generation`).
  std::int64_t state_generation(std::string_view tenant, std::string_view name) const;

  // The credential that a bearer token proves, or nullptr. Takes as long for a token that begins as
  // a good one does as for any other.
  const Credential* proved_by(std::string_view token) const;
  const Source* source(std::string_view tenant, std::string_view name) const {
    return sources.empty() ? nullptr : sources.find(tenant, name);
  }
};

}  // namespace writ::ops
