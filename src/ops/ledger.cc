#include "ops/ledger.h"

#include "ops/broken_store.h"
#include "ops/document_row.h"

namespace writ::ops {
namespace {

store::DocumentRow row_of(const session::Session& session, const session::Used& used, Instant now) {
  return document_row(used_kind, session.tenant_id.text(), session.session_id.text(), &used, now);
}

// What all nodes have reserved.
Result<session::Used> stored(store::Snapshot& snapshot, const session::Session& session) {
  WRIT_TRY(const auto row,
           snapshot.find_document(used_kind, session.tenant_id.text(), session.session_id.text()));
  if (!row) return session::Used();
  return stored_record<session::Used>("what a session used", row->record.value_or(""));
}

}  // namespace

// Whoever closes a session settles its ledger in a transaction: the store's writers come first
// here too, or the two would wait for each other.
Result<std::string_view> Ledger::charge(const Place& place, const session::Used& cost) {
  if (const auto done = charge_reserved(place, cost)) return *done;
  WRIT_TRY(const auto transaction, place.store.begin_write());
  const std::scoped_lock lock(mutex_);
  WRIT_CHECK(take_in_others(place, *transaction));
  const std::string_view why = session::spent(*place.session.budget, used_, cost);
  if (why.empty()) WRIT_CHECK(use(place, *transaction, cost));
  return why;
}

Result<void> Ledger::spend_time(const Place& place, session::Amount us) {
  if (!place.session.budget->max_eval_ms) return {};
  const session::Used cost{.eval_us = us};
  {
    const std::scoped_lock lock(mutex_);
    if (has_room(place, cost)) {
      used_ = used_ + cost;
      return {};
    }
  }
  WRIT_TRY(const auto transaction, place.store.begin_write());
  const std::scoped_lock lock(mutex_);
  WRIT_CHECK(take_in_others(place, *transaction));
  return use(place, *transaction, cost);
}

bool Ledger::has_room(const Place& place, const session::Used& cost) const {
  return session::covers(*place.session.budget, reserved_, used_ + cost);
}

std::optional<std::string_view> Ledger::charge_reserved(const Place& place,
                                                        const session::Used& cost) {
  const std::scoped_lock lock(mutex_);
  const std::string_view why = session::spent(*place.session.budget, used_, cost);
  if (!why.empty()) return why;
  if (!has_room(place, cost)) return std::nullopt;
  used_ = used_ + cost;
  return std::string_view();
}

Result<void> Ledger::take_in_others(const Place& place, store::Transaction& transaction) {
  WRIT_TRY(const session::Used now, stored(transaction, place.session));
  used_ = session::carried(used_, reserved_, now);
  reserved_ = now;
  return {};
}

// What cannot be reserved is not used. Somebody may have reserved it since it was looked.
Result<void> Ledger::use(const Place& place, store::Transaction& transaction,
                         const session::Used& cost) {
  if (!has_room(place, cost)) {
    const session::Used reserved = session::reservation(*place.session.budget, used_ + cost);
    WRIT_CHECK(transaction.put_document(row_of(place.session, reserved, place.now)));
    WRIT_CHECK(transaction.commit());
    reserved_ = reserved;
  }
  used_ = used_ + cost;
  return {};
}

void Ledger::release_tokens(session::Amount tokens) {
  const std::scoped_lock lock(mutex_);
  used_.tokens.value -= tokens.value;
}

session::Used Ledger::used() const {
  const std::scoped_lock lock(mutex_);
  return used_;
}

bool Ledger::is_settled() const {
  const std::scoped_lock lock(mutex_);
  return used_ == reserved_;
}

Result<void> Ledger::settle(store::Transaction& transaction, const session::Session& session,
                            Instant now) const {
  const std::scoped_lock lock(mutex_);
  WRIT_TRY(const session::Used by_all, stored(transaction, session));
  WRIT_CHECK(
      transaction.put_document(row_of(session, session::carried(used_, reserved_, by_all), now)));
  return {};
}

}  // namespace writ::ops
