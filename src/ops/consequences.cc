#include "ops/consequences.h"

#include <map>
#include <string>
#include <utility>

#include "ops/broken_store.h"
#include "ops/engine.h"
#include "ops/rollout.h"
#include "ops/sessions.h"

namespace writ::ops {
namespace {

using session::Rollout;
using session::RolloutMode;

// What decides under a (tenant, name).
struct Deciders {
  std::string active;
  std::int64_t generation = 0;
  std::string canary;
  double share = 0;

  bool operator==(const Deciders&) const = default;

  const std::string& hash_for(std::string_view session_id) const {
    return session::in_share(session_id, share) ? canary : active;
  }
};

Deciders deciders_before(const InForce* in_force) {
  if (in_force == nullptr) return {};
  Deciders deciders{.active = in_force->standing.active_hash,
                    .generation = in_force->standing.generation};
  if (in_force->canary) {
    deciders.canary = in_force->canary->policy->hash();
    deciders.share = in_force->share;
  }
  return deciders;
}

Result<std::optional<Rollout>> rollout_now(store::Snapshot& snapshot, const store::PolicyRow& row,
                                           RolloutMode mode) {
  WRIT_TRY(const auto document,
           snapshot.find_document(rollout_kind, row.tenant, rollout_id(mode, row.name)));
  if (!document || !document->record) return std::optional<Rollout>();
  WRIT_TRY(Rollout rollout, stored_record<Rollout>("a staged bundle", *document->record));
  return std::optional(std::move(rollout));
}

// Ends what is staged and not above what has come into force. Answers the canary that is left.
Result<std::optional<Rollout>> end_overtaken(store::Transaction& transaction,
                                             const store::PolicyRow& row, bool moved, Instant now) {
  WRIT_TRY(const policy::Standing standing, standing_of(row));
  std::optional<Rollout> canary;
  for (const RolloutMode mode : {RolloutMode::shadow, RolloutMode::canary}) {
    WRIT_TRY(auto rollout, rollout_now(transaction, row, mode));
    if (!rollout) continue;
    if (moved && standing.active && rollout->version <= *standing.active) {
      WRIT_CHECK(transaction.put_document(ended_row_of(*rollout, now)));
    } else if (mode == RolloutMode::canary) {
      canary = std::move(rollout);
    }
  }
  return canary;
}

// What has come into force is staged no longer.
Result<void> unmark(store::Transaction& transaction, const store::PolicyRow& row, Instant now) {
  if (!row.active_version) return {};
  const std::string id = staged_id(row.name, *row.active_version);
  WRIT_TRY(const auto marked, transaction.find_document(staged_kind, row.tenant, id));
  if (!marked || !marked->record) return {};
  WRIT_TRY(std::ignore, transaction.put_document(
                            staged_row(row.tenant, row.name, *row.active_version, false, now)));
  return {};
}

using Place = std::pair<std::string, std::string>;  // tenant, name
struct Move {
  Deciders before, after;
};

// Why a session ends by the move, or nothing where it goes on.
std::string_view reason_to_close(const session::Session& session, const Move& move) {
  const std::string& bound = session.policy_hash.text();
  switch (session.policy_update) {
    case session::PolicyUpdate::follow:
      return {};
    case session::PolicyUpdate::close:
      return move.before.hash_for(session.session_id.text()) ==
                     move.after.hash_for(session.session_id.text())
                 ? std::string_view()
                 : close_reason::policy_changed;
    case session::PolicyUpdate::pin:  // goes on, but under what never came into force
      return move.before.canary == bound && move.after.canary != bound && move.after.active != bound
                 ? close_reason::policy_withdrawn
                 : std::string_view();
  }
  return {};
}

Result<std::int64_t> close_sessions(store::Transaction& transaction, const State& before,
                                    const std::map<Place, Move>& moves, Instant now) {
  std::int64_t closed = 0;
  Result<void> written;
  before.sessions.each([&](const OpenSession& session) {
    const auto move =
        moves.find({session.record.tenant_id.text(), session.record.policy_name.text()});
    if (!written || move == moves.end()) return;
    const std::string_view why = reason_to_close(session.record, move->second);
    if (why.empty()) return;
    written = close_session(transaction, session, why, now);
    ++closed;
  });
  WRIT_CHECK(written);
  return closed;
}

}  // namespace

Result<std::int64_t> write_consequences(store::Transaction& transaction, const State& before,
                                        Instant now) {
  std::map<Place, Move> moves;
  WRIT_TRY(const auto rows, transaction.policies(std::nullopt));
  for (const store::PolicyRow& row : rows) {
    Move move{.before = deciders_before(before.find(row.tenant, row.name))};
    move.after = {.active = row.active_policy_hash.value_or(""), .generation = row.generation};
    const bool moved = row.generation != move.before.generation;
    if (moved) WRIT_CHECK(unmark(transaction, row, now));
    WRIT_TRY(const auto canary, end_overtaken(transaction, row, moved, now));
    if (canary) {
      move.after.canary = canary->policy_hash.text();
      move.after.share = canary->share.value_or(0);
    }
    if (move.before != move.after) moves.emplace(Place{row.tenant, row.name}, std::move(move));
  }
  if (moves.empty()) return 0;
  return close_sessions(transaction, before, moves, now);
}

}  // namespace writ::ops
