#include "ops/ledger.h"

namespace writ::ops {

Result<std::string_view> Ledger::charge(store::Store& store, const session::Used& cost,
                                        Instant now) {
  const std::scoped_lock lock(mutex_);
  if (const std::string_view why = session::spent(budget_, used_, cost); !why.empty()) return why;
  WRIT_CHECK(use(store, cost, now));
  return std::string_view();
}

Result<void> Ledger::spend_time(store::Store& store, session::Amount us, Instant now) {
  if (!budget_.max_eval_ms) return {};
  const std::scoped_lock lock(mutex_);
  return use(store, {.eval_us = us}, now);
}

// What cannot be reserved is not used.
Result<void> Ledger::use(store::Store& store, const session::Used& cost, Instant now) {
  const session::Used next = used_ + cost;
  if (!session::covers(budget_, reserved_, next)) {
    const session::Used reserved = session::reservation(budget_, next);
    WRIT_TRY(const auto transaction, store.begin_write());
    WRIT_CHECK(transaction->put_document(row(reserved, now)));
    WRIT_CHECK(transaction->commit());
    reserved_ = reserved;
  }
  used_ = next;
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

std::optional<store::DocumentRow> Ledger::settlement(Instant now) const {
  const std::scoped_lock lock(mutex_);
  if (used_ == reserved_) return std::nullopt;
  return row(used_, now);
}

store::DocumentRow Ledger::row(const session::Used& reserved, Instant now) const {
  return {.kind = std::string(used_kind),
          .tenant = tenant_,
          .id = session_id_,
          .record = canon::encode(reserved),
          .updated_at = now};
}

}  // namespace writ::ops
