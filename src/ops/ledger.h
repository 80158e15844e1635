// What a running session has used of its budget.
//
// Threads: any number may use a Ledger at once.
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "session/budget.h"
#include "store/store.h"

namespace writ::ops {

inline constexpr std::string_view used_kind = "session_used";

class Ledger {
 public:
  // `reserved` is what the store has of an earlier run: all of it counts as used.
  Ledger(std::string tenant, std::string session_id, session::Budget budget, session::Used reserved)
      : tenant_(std::move(tenant)), session_id_(std::move(session_id)), budget_(budget),
        used_(reserved), reserved_(reserved) {}

  // Uses `cost`, where the budget has room for it; otherwise answers why not, of
  // session::reason, and uses nothing. What it answered for is safe from a crash.
  Result<std::string_view> charge(store::Store& store, const session::Used& cost, Instant now);

  // Uses time that was spent, whether or not there was any left.
  Result<void> spend_time(store::Store& store, session::Amount us, Instant now);

  // Gives back tokens that were charged for what was then refused.
  void release_tokens(session::Amount tokens);

  session::Used used() const;

  // The row that tells the store what was really used; nothing where it knows.
  std::optional<store::DocumentRow> settlement(Instant now) const;

 private:
  Result<void> use(store::Store& store, const session::Used& cost, Instant now);
  store::DocumentRow row(const session::Used& reserved, Instant now) const;

  const std::string tenant_, session_id_;
  const session::Budget budget_;
  mutable std::mutex mutex_;
  session::Used used_, reserved_;
};

}  // namespace writ::ops
