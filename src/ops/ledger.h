// What a running session has used of its budget.
//
// The store has what all nodes have reserved of it, together. A node uses what it reserved without
// asking, and counts as used what the others did; before it reserves more it looks at what they
// have reserved meanwhile. So no two nodes use the same part of a budget.
//
// Threads: any number may use a Ledger at once.
#pragma once

#include <memory>
#include <mutex>
#include <string_view>

#include "base/result.h"
#include "session/budget.h"
#include "store/store.h"

namespace writ::ops {

inline constexpr std::string_view used_kind = "session_used";

class Ledger {
 public:
  // `reserved` is what the store has of an earlier run: all of it counts as used.
  explicit Ledger(const session::Used& reserved) : used_(reserved), reserved_(reserved) {}

  // Of which session, which has a budget, and where what is used of it is written down.
  struct Place {
    store::Store& store;
    const session::Session& session;
    Instant now;
  };

  // Uses `cost`, where the budget has room for it; otherwise answers why not, of
  // session::reason, and uses nothing. What it answered for is safe from a crash.
  Result<std::string_view> charge(const Place& place, const session::Used& cost);

  // Uses time that was spent, whether or not there was any left.
  Result<void> spend_time(const Place& place, session::Amount us);

  // Gives back tokens that were charged for what was then refused.
  void release_tokens(session::Amount tokens);

  session::Used used() const;

  // Whether the store knows what was really used here.
  bool is_settled() const;
  // Gives back what was reserved here and not used.
  Result<void> settle(store::Transaction& transaction, const session::Session& session,
                      Instant now) const;

 private:
  // With mutex_ held:
  bool has_room(const Place& place, const session::Used& cost) const;  // in what is reserved
  Result<void> take_in_others(const Place& place, store::Transaction& transaction);
  Result<void> use(const Place& place, store::Transaction& transaction, const session::Used& cost);

  // As charge() answers; nothing where more must be reserved first.
  std::optional<std::string_view> charge_reserved(const Place& place, const session::Used& cost);

  mutable std::mutex mutex_;  // taken after the store's turn to write
  session::Used used_, reserved_;
};

}  // namespace writ::ops
