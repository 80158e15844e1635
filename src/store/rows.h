// What the store keeps: plain rows. Texts are UTF-8 without NUL; a version is compared for equality
// only; JSON is kept as the text that it came as and is never looked into.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "base/instant.h"

namespace writ::store {

// The one row about the store itself.
struct DeploymentRow {
  std::string deployment_id;  // a random UUID, made when the store was
  Instant created_at;
  std::int64_t schema_version = 0;

  bool operator==(const DeploymentRow&) const = default;
};

// A bundle without its body. (tenant, name, version) is its key. Never changed, never deleted.
struct BundleHead {
  std::string tenant;
  std::string name;
  std::string version;
  std::string policy_hash;
  std::string key_id;  // the key that signed it
  Instant recorded_at;

  bool operator==(const BundleHead&) const = default;
};

struct BundleRow {
  BundleHead head;
  std::string signed_bundle;  // canonical JSON, up to tens of megabytes

  bool operator==(const BundleRow&) const = default;
};

// What is in force for a (tenant, name), which is its key.
struct PolicyRow {
  std::string tenant;
  std::string name;
  std::optional<std::string> active_version;      // of a bundle that is stored, with this hash;
  std::optional<std::string> active_policy_hash;  // both or neither
  std::int64_t generation = 0;                    // never falls; rises when what is active changes
  std::optional<std::string> high_water;          // the highest version that was ever active
  std::optional<std::string> pin;                 // an exact version or a range
  std::int64_t activation_sequence = 0;           // never falls
  Instant updated_at;

  bool operator==(const PolicyRow&) const = default;
};

enum class ActivationKind : std::uint8_t {
  put,       // came into force by being put
  activate,  // came into force by a signed activation
};

// One line of the history of what came into force; (tenant, name, generation) is its key. Never
// changed, never deleted.
struct ActivationRow {
  std::string tenant;
  std::string name;
  std::int64_t generation = 0;
  std::string version;  // of a bundle that is stored, with this hash
  std::string policy_hash;
  ActivationKind kind = ActivationKind::put;
  std::optional<std::string> signed_activation;  // canonical JSON
  Instant recorded_at;

  bool operator==(const ActivationRow&) const = default;
};

// A record between whose rows nothing must hold, by (kind, tenant, id): principals, sessions, ….
// One that was removed stays as a row without a record, so that whoever reads on learns of it.
struct DocumentRow {
  std::string kind;
  std::string tenant;
  std::string id;
  std::optional<std::string> record;  // canonical JSON
  std::int64_t sequence = 0;  // of its last change; given by the store: higher than all before
  Instant updated_at;

  bool operator==(const DocumentRow&) const = default;
};

// An entry for the journal of this node that was committed together with the change that it tells
// of, and waits there until it is known to stand in the journal too.
struct PendingEntryRow {
  std::int64_t change =
      0;  // a number of the node's change, given by the store: from 1, without gaps
  std::int64_t journal_size =
      0;  // the entry stands at this index of the journal or later, if at all
  std::string entry;
  std::optional<std::string> body;

  bool operator==(const PendingEntryRow&) const = default;
};

// How often the effective state of a policy was bumped.
struct StateGenerationRow {
  std::string tenant;
  std::string name;
  std::int64_t generation = 0;

  bool operator==(const StateGenerationRow&) const = default;
};

// A process that works on this store and has a journal of its own. The name is the journal's.
struct NodeRow {
  std::string name;
  Instant started_at;
  std::string program;                  // its version
  std::int64_t revision = 0;            // of the store, that it has taken in
  std::chrono::microseconds silence{};  // since it was last heard of, by the store's own clock
  std::int64_t beat = 0;                // counted by the node: no two beats of a process are one
  std::chrono::milliseconds lease{};    // how long it answers after a beat was begun
  bool live = false;                    // enrolled, and not ended since; given by the store

  bool operator==(const NodeRow&) const = default;
};

struct KeyRow {
  std::string key_id;
  std::string record;  // canonical JSON; holds no private part
  Instant updated_at;

  bool operator==(const KeyRow&) const = default;
};

struct TokenRow {
  std::string token_id;
  std::string sha256;  // of the token, in hex; unique
  std::string record;  // canonical JSON
  std::optional<Instant> revoked_at;

  bool operator==(const TokenRow&) const = default;
};

}  // namespace writ::store
