// The store keeps what Writ must not forget. It knows rows and what must hold between them, not
// what they mean. One interface; sqlite/ implements it, and conformance/ is the suite that every
// implementation passes.
//
// Reading goes through a Snapshot: all its answers are of one moment, however much is written
// meanwhile. Writing goes through a Transaction: all of it happens, durably, when commit() answers
// success, or none of it does.
//
//   WRIT_TRY(auto transaction, store.begin_write());
//   WRIT_CHECK(transaction->insert_bundle(bundle));
//   WRIT_CHECK(transaction->put_policy(policy));
//   WRIT_CHECK(transaction->commit());            // returning before here rolls back
//
// Threads: a Store may be used from any thread at once. A Snapshot or a Transaction belongs to one
// thread at a time and may be handed to another; it may outlive its Store. Keep both short: a
// Snapshot holds back the tidying of what was overwritten since, a Transaction every other writer.
//
// Texts must be UTF-8 without NUL, in reads too (`store.bad_text`); an optional without a value and
// an empty text are different. Lists are ordered by their key, texts by their bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "base/problem.h"
#include "base/result.h"
#include "store/nodes.h"
#include "store/rows.h"

namespace writ::store {

namespace fault {
// The rows do not allow it.
inline constexpr Code exists{"store.exists", Category::conflict};
inline constexpr Code not_found{"store.not_found", Category::not_found};
inline constexpr Code missing_bundle{"store.missing_bundle", Category::conflict};
inline constexpr Code not_monotone{"store.not_monotone", Category::conflict};
inline constexpr Code bad_row{"store.bad_row", Category::invalid};
inline constexpr Code bad_text{"store.bad_text", Category::invalid};
inline constexpr Code too_large{"store.too_large", Category::too_large};
// The store cannot be opened as it is.
inline constexpr Code newer{"store.newer", Category::conflict};
inline constexpr Code foreign{"store.foreign", Category::conflict};
inline constexpr Code exposed{"store.exposed", Category::conflict};
// The store, or what is under it, does not work.
inline constexpr Code busy{"store.busy", Category::unavailable};
inline constexpr Code unreachable{"store.unreachable", Category::unavailable};
inline constexpr Code full{"store.full", Category::unavailable};
inline constexpr Code corrupt{"store.corrupt", Category::internal};
inline constexpr Code io{"store.io", Category::internal};
// A mistake in the calling program.
inline constexpr Code finished{"store.finished", Category::internal};
}  // namespace fault

// Consistent reads. What is not there is an empty optional, an empty list or 0, not a problem.
class Snapshot {
 public:
  virtual ~Snapshot() = default;
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;

  virtual Result<DeploymentRow> deployment() = 0;

  // A number that rises with every transaction that commits something which other nodes have to
  // know: everything but entries on their way to a journal. Equal numbers: equal rows. Always 0
  // where the store is not shared.
  virtual Result<std::int64_t> revision() = 0;

  // By name; none where the store is not shared.
  virtual Result<std::vector<NodeRow>> nodes() = 0;

  virtual Result<std::optional<BundleRow>> find_bundle(std::string_view tenant,
                                                       std::string_view name,
                                                       std::string_view version) = 0;
  virtual Result<std::optional<BundleHead>> find_bundle_head(std::string_view tenant,
                                                             std::string_view name,
                                                             std::string_view version) = 0;
  // A tenant's bundles, or those of one name. Reads no bodies. Ordered by name, then by the bytes
  // of the version, which is not the order of versions.
  virtual Result<std::vector<BundleHead>> bundles(std::string_view tenant,
                                                  std::optional<std::string_view> name) = 0;
  // Those of every tenant, by tenant first.
  virtual Result<std::vector<BundleHead>> all_bundles() = 0;

  virtual Result<std::optional<PolicyRow>> find_policy(std::string_view tenant,
                                                       std::string_view name) = 0;
  // A tenant's, or (for the program itself, which loads them all) those of every tenant.
  virtual Result<std::vector<PolicyRow>> policies(std::optional<std::string_view> tenant) = 0;

  // At most `limit` of those with a generation above `after`, in order of generation.
  virtual Result<std::vector<ActivationRow>> activations(std::string_view tenant,
                                                         std::string_view name, std::int64_t after,
                                                         std::size_t limit) = 0;

  // How often the effective state of one policy, or of the deployment, was bumped.
  virtual Result<std::int64_t> state_generation(std::string_view tenant, std::string_view name) = 0;
  virtual Result<std::vector<StateGenerationRow>> state_generations() = 0;  // all, by tenant, name
  virtual Result<std::int64_t> deployment_generation() = 0;

  virtual Result<std::optional<KeyRow>> find_key(std::string_view key_id) = 0;
  virtual Result<std::vector<KeyRow>> keys() = 0;

  // Revoked tokens are found too: look at `revoked_at`.
  virtual Result<std::optional<TokenRow>> find_token(std::string_view token_id) = 0;
  virtual Result<std::optional<TokenRow>> find_token_by_sha256(std::string_view sha256) = 0;
  virtual Result<std::vector<TokenRow>> tokens() = 0;

  virtual Result<std::optional<DocumentRow>> find_document(std::string_view kind,
                                                           std::string_view tenant,
                                                           std::string_view id) = 0;
  // The one of that id, whichever tenant's: for kinds whose ids are unique among all.
  virtual Result<std::optional<DocumentRow>> find_document_by_id(std::string_view kind,
                                                                 std::string_view id) = 0;
  // At most `limit` of a tenant's with an id above `after`, those that were removed left out.
  virtual Result<std::vector<DocumentRow>> documents(std::string_view kind, std::string_view tenant,
                                                     std::string_view after, std::size_t limit) = 0;
  // At most `limit` of those with a sequence above `after`, in order of it, of every kind and with
  // those that were removed.
  virtual Result<std::vector<DocumentRow>> documents_since(std::int64_t after,
                                                           std::size_t limit) = 0;

  // Those of this node, in order of their change.
  virtual Result<std::vector<PendingEntryRow>> pending_entries() = 0;
  // The last number that a change of this node was given; 0 for none.
  virtual Result<std::int64_t> last_change() = 0;

 protected:
  Snapshot() = default;
};

// A snapshot that sees its own writes and, until it ends, keeps every other writer waiting: what it
// read is still so when it commits.
//
// A write that fails dooms it: from then on everything but destroying it is `store.finished`, so
// that an error that was overlooked cannot commit half. To find out whether a row is there, read.
class Transaction : public Snapshot {
 public:
  // `store.exists` where the key is taken, even by an equal row.
  virtual Result<void> insert_bundle(const BundleRow& row) = 0;

  // Writes the row, over the one with its key if there is one. `store.missing_bundle` when what is
  // active is not stored with that hash; `store.bad_row` for a version without a hash or the
  // reverse and for negative counters; `store.not_monotone` when the generation or the activation
  // sequence would fall, or what is active would change and the generation would not rise.
  virtual Result<void> put_policy(const PolicyRow& row) = 0;

  // `store.exists` where the generation is taken; `store.missing_bundle` and `store.bad_row` as
  // above; `store.not_monotone` for a generation below the last one of that (tenant, name).
  virtual Result<void> append_activation(const ActivationRow& row) = 0;

  // Adds one and answers the new value. The first bump of a policy's state gives 1, whether or not
  // there is a policy of that name; the two counters know nothing of each other.
  virtual Result<std::int64_t> bump_state_generation(std::string_view tenant,
                                                     std::string_view name) = 0;
  virtual Result<std::int64_t> bump_deployment_generation() = 0;

  // Writes the row, over the one with its key if there is one.
  virtual Result<void> put_key(const KeyRow& row) = 0;

  // `store.exists` where the id or the hash is taken.
  virtual Result<void> insert_token(const TokenRow& row) = 0;
  // A token that is revoked already keeps its first time. `store.not_found` for an unknown one.
  virtual Result<void> revoke_token(std::string_view token_id, Instant at) = 0;

  // Writes the row, over the one with its key if there is one, with the next sequence, which it
  // answers; that of the row is not looked at.
  virtual Result<std::int64_t> put_document(const DocumentRow& row) = 0;
  // As if they were put one after the other, and much faster.
  virtual Result<void> put_documents(std::span<const DocumentRow> rows) = 0;

  // Answers the number of the change; that of the row is not looked at. Numbers are never given
  // twice, but one that was rolled back is given again.
  virtual Result<std::int64_t> add_pending_entry(const PendingEntryRow& row) = 0;
  // Removes those of this node up to and with that change.
  virtual Result<void> remove_pending_entries(std::int64_t change) = 0;

  // Success: everything is durable and every later Snapshot sees it. A problem: no part of it is
  // there; only after `store.io`, and `store.unreachable`, may it still turn out to be there as a
  // whole. Either way the transaction is over.
  virtual Result<void> commit() = 0;
};

// Where the store is not shared, it knows of no nodes, and saying something of one does nothing.
class Store : public Nodes {
 public:
  ~Store() override = default;

  // The snapshot is of the moment of this call.
  virtual Result<std::unique_ptr<Snapshot>> read() = 0;

  // Waits its turn for as long as the implementation's options say, then `store.busy`. A thread
  // that holds a Transaction and asks for a second one waits in vain.
  virtual Result<std::unique_ptr<Transaction>> begin_write() = 0;

  // Whether several nodes may work on the same rows.
  virtual bool is_shared() const = 0;

  // Reads everything that is stored and looks whether it is whole: `store.corrupt` if not. Slow.
  virtual Result<void> check() = 0;

 protected:
  Store() = default;
};

}  // namespace writ::store
