// What operations work on: the store, the keys and the policies in force, of one data directory.
//
// Reads take a State, an immutable picture of what is in force; every committed change publishes a
// new one before it is acknowledged, so that an operation that begins afterwards cannot see the
// old. Nothing caches decisions.
//
// Where nodes share a store, a change is made on what the store holds when the change has it for
// itself, whoever wrote that; what others change meanwhile is taken in within a moment (NodeWatch).
// A change is acknowledged only when no other node answers from before it (NodeLease).
//
// Threads: any number may use an Engine at once. Changes are made one at a time.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "journal/journal.h"
#include "keys/key_files.h"
#include "ops/evaluations.h"
#include "ops/node_watch.h"
#include "ops/record_of.h"
#include "ops/source_polls.h"
#include "ops/state.h"
#include "ops/stored_policy.h"
#include "policy/evaluator.h"
#include "policy/registry.h"
#include "store/store.h"
#include "tlog/note.h"

namespace writ::ops {

class Engine {
 public:
  // `passphrase` opens the private keys; without it what they are not needed for still works.
  // The first opening makes the key that signs the journal. `node` counts where the store is
  // shared.
  static Result<std::unique_ptr<Engine>> open(std::unique_ptr<store::Store> store,
                                              keys::KeyFiles files,
                                              std::unique_ptr<journal::Journal> journal,
                                              std::optional<std::string> passphrase,
                                              NodeOptions node = {});
  ~Engine();  // tells the store what sessions really used
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // What is in force now, to answer from. A problem after a change was committed that could not be
  // read back, until it can: nothing older is used. And fault::lease_ended where another node may
  // have changed it and we would not know.
  Result<std::shared_ptr<const State>> state();

  // The same for what a part of Writ does for itself, and answers nobody.
  Result<std::shared_ptr<const State>> known_state();

  // Until when what is answered from a state() that is asked for after this may be relied on, by
  // whoever gets the answer: this process may be held up before they do. `now` is this moment, or
  // one before. Where no other node can change anything, that is as long as a lease would be.
  Instant honoured_until(Instant now) const;
  bool shares_store() const { return watch_ != nullptr; }
  store::Store& store() { return *store_; }
  journal::Journal& journal() { return *journal_; }
  const keys::KeyFiles& files() const { return files_; }
  canon::Passphrase passphrase() const;

  // The bundle, compiled; valid as long as `policy`. What the store holds is verified again when it
  // is first loaded: a store that somebody tampered with gives a problem.
  Result<const policy::CompiledPolicy*> compiled(const State& state, const StoredPolicy& policy);

  // Loads what is in force now, so that the first decisions need not. Answers what could not be
  // loaded: decisions under that are problems, those under everything else go on.
  Result<std::vector<Problem>> warm();

  // The same once every change that is under way has come to its end.
  Result<std::shared_ptr<const State>> settled_state();

  // Takes in what other nodes have changed in the store, if they have. A store that cannot be
  // reached leaves everything as it is.
  Result<void> catch_up();

  // How this node is known to those that share its store.
  store::NodeRow node() const;

  // Runs `change` in a transaction, commits what it did if it answers success, and publishes the
  // new state. A problem changes nothing. The state that `change` is handed cannot move under it.
  //
  // The journal's entry is committed with the change, and durable in the journal before this
  // answers and before anybody can see the new state. A response that says no is journalled, too,
  // and nothing is committed.
  template <class T>
  using Change = std::function<Result<T>(store::Transaction&, const State&)>;
  template <class T>
  Result<T> change(const Call& call, const Change<T>& change) {
    std::optional<T> answer;
    WRIT_CHECK(change_and_enter(
        call, [&](store::Transaction& transaction, const State& state) -> Result<Entered> {
          WRIT_TRY(answer, change(transaction, state));
          return entered(call, note_of(*answer));
        }));
    await_other_nodes();
    return *std::move(answer);
  }

  // Returns once no other node answers from before what is in force here: what has been changed may
  // be acknowledged then.
  void await_other_nodes() const;

  // The same for what has an entry of its own, such as a decision that changes something: `change`
  // makes the entry and the body that is kept with it. Where it says that nothing `changed`,
  // nothing is committed. Without an entry the journal is not told. Waits for no other node.
  struct Entered {
    std::optional<journal::Entry> entry;
    std::string body;
    bool changed = false;
    MadePacks made = {};  // the packs of restamps that were written
  };
  using EnteredChange = std::function<Result<Entered>(store::Transaction&, const State&)>;
  Result<void> change_and_enter(const Call& call, const EnteredChange& change);

  // Runs `change` as above, for what a part of Writ keeps for itself and no policy comes from, such
  // as how a poll went. The journal has an entry only where `change` answers something to tell.
  using Upkeep = std::function<Result<std::optional<Note>>(store::Transaction&, const State&)>;
  Result<void> keep(const Call& call, const Upkeep& change);

  // The polls of bundle sources that are under way.
  SourcePolls& source_polls() { return source_polls_; }

  // The scripts that are being run.
  Evaluations& evaluations() { return evaluations_; }

  // Journals what changed nothing in the store, such as a decision. Leaves the ticket with the
  // call, for the door to wait for. fault::lease_ended where it may not be answered any more.
  Result<void> record(const Call& call, const journal::Entry& entry, std::string_view body);

  // The public keys that the journal's checkpoints are to be verified by.
  enum class Revoked : bool { left_out, included };
  Result<std::vector<tlog::VerifierKey>> journal_keys(Revoked revoked = Revoked::left_out);

 private:
  Engine(std::unique_ptr<store::Store> store, keys::KeyFiles files,
         std::unique_ptr<journal::Journal> journal, std::optional<std::string> passphrase)
      : store_(std::move(store)), files_(std::move(files)), passphrase_(std::move(passphrase)),
        journal_(std::move(journal)) {}
  static Entered entered(const Call& call, const Note& note);

  // engine_journal.cc
  Result<void> open_journal();
  Result<void> check_checkpoint();
  Result<void> tell_recovery();
  Result<void> make_journal_key();
  Result<std::string> sign_checkpoint(std::string_view text);
  Result<void> forget_journalled();  // at the opening: what a crash kept from being forgotten
  Result<void> journal_pending();    // with changing_ held

  // engine_state.cc
  Result<void> load_keys(store::Snapshot& snapshot, State& into) const;
  Result<std::shared_ptr<const State>> build_state(const State* before, store::Snapshot& snapshot,
                                                   MadePacks* made = nullptr);

  Result<void> publish(MadePacks* made = nullptr);  // with changing_ held
  Result<std::shared_ptr<const State>> publish(Result<std::shared_ptr<const State>> next);
  // What is in force as a transaction sees it, which nothing can change while it lasts.
  Result<std::shared_ptr<const State>> state_within(store::Transaction& transaction);
  Result<std::shared_ptr<const State>> present_state();  // with changing_ held
  Result<std::shared_ptr<const policy::CompiledPolicy>> load(const State& state,
                                                             const StoredPolicy& policy);

  std::unique_ptr<store::Store> store_;
  keys::KeyFiles files_;
  std::optional<std::string> passphrase_;
  std::mutex changing_;
  bool pending_ = false;     // entries are committed that the journal does not have; by changing_
  StoredPolicies policies_;  // by changing_
  std::atomic<std::shared_ptr<const State>> state_;
  SourcePolls source_polls_;
  Evaluations evaluations_;
  std::unique_ptr<journal::Journal> journal_;  // goes early: it signs with the keys of the state
  const Instant started_at_ = Instant::now();
  std::unique_ptr<NodeWatch> watch_;  // where others share the store
};

// A standing as it is stored, and back. `row` holds texts that were checked when they were written;
// one that no longer reads is a problem of the store.
Result<policy::Standing> standing_of(const store::PolicyRow& row);
store::PolicyRow row_of(std::string_view tenant, std::string_view name,
                        const policy::Standing& standing, Instant now);

// Writes a document that decisions of its tenant rest on: the effective state of the tenant's
// policies moves with it.
Result<void> put_ground(store::Transaction& transaction, const store::DocumentRow& row);

// A stored signed bundle, read again.
Result<policy::SignedPolicyBundle> stored_bundle(const store::BundleRow& row);
store::BundleRow row_of(const policy::SignedPolicyBundle& content, Instant now);

}  // namespace writ::ops
