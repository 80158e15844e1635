#include "ops/ledger.h"

namespace writ::ops {
namespace {

store::DocumentRow row_of(const session::Session& session, const session::Used& used, Instant now) {
  return {.kind = std::string(used_kind),
          .tenant = session.tenant_id.text(),
          .id = session.session_id.text(),
          .record = canon::encode(used),
          .updated_at = now};
}

}  // namespace

Result<std::string_view> Ledger::charge(const Place& place, const session::Used& cost) {
  const std::scoped_lock lock(mutex_);
  if (const std::string_view why = session::spent(*place.session.budget, used_, cost); !why.empty())
    return why;
  WRIT_CHECK(use(place, cost));
  return std::string_view();
}

Result<void> Ledger::spend_time(const Place& place, session::Amount us) {
  if (!place.session.budget->max_eval_ms) return {};
  const std::scoped_lock lock(mutex_);
  return use(place, {.eval_us = us});
}

// What cannot be reserved is not used.
Result<void> Ledger::use(const Place& place, const session::Used& cost) {
  const session::Used next = used_ + cost;
  if (!session::covers(*place.session.budget, reserved_, next)) {
    const session::Used reserved = session::reservation(*place.session.budget, next);
    WRIT_TRY(const auto transaction, place.store.begin_write());
    WRIT_CHECK(transaction->put_document(row_of(place.session, reserved, place.now)));
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

std::optional<store::DocumentRow> Ledger::settlement(const session::Session& session,
                                                     Instant now) const {
  const std::scoped_lock lock(mutex_);
  if (used_ == reserved_) return std::nullopt;
  return row_of(session, used_, now);
}

}  // namespace writ::ops
