// The engine and its journal.
//
// A change lives in the store and its entry in the journal: two files, and a crash can fall between
// them. So the entry is first committed in the store with the change, then appended to the journal,
// and forgotten by the store when the journal has it. After a crash what is still remembered is
// looked for in the journal, by the number that the store gave the change, and appended where it is
// not there: every change has one entry.
#include <algorithm>

#include <fmt/format.h>

#include "canon/base64.h"
#include "journal/fault.h"
#include "keys/fault.h"
#include "ops/consequences.h"
#include "ops/engine.h"
#include "ops/signing_key.h"

namespace writ::ops {
namespace {

// Who acts where nobody called.
const Caller& writ_itself() {
  static const Caller caller{.principal = "writ", .on_host = true};
  return caller;
}

Problem bad_journal(std::string_view what) {
  return {journal::fault::corrupt, fmt::format("the journal was tampered with: {}", what)};
}

Result<journal::Entry> stored_entry(const store::PendingEntryRow& row) {
  WRIT_TRY(const canon::Json json, canon::Json::parse(row.entry));
  WRIT_TRY(journal::Entry entry, canon::decode<journal::Entry>(json, "an entry in the store"));
  entry.change = journal::Count{row.change};
  return entry;
}

// The change that an entry tells of, or 0.
Result<std::int64_t> change_of(std::string_view entry) {
  WRIT_TRY(const canon::Json json, canon::Json::parse(entry));
  const canon::Value* change = json.value().find("change");
  if (change == nullptr || !change->is(canon::Value::Kind::number)) return 0;
  return static_cast<std::int64_t>(change->number());
}

Result<tlog::VerifierKey> verifier_of(const keys::KeyRecord& record, std::string_view origin) {
  const auto bytes = canon::from_base64(record.public_key.value_or(""));
  WRIT_TRY(const canon::Ed25519PublicKey key, canon::Ed25519PublicKey::parse(bytes.value_or("")));
  return tlog::VerifierKey::make(origin, key);
}

}  // namespace

Result<void> Engine::open_journal() {
  WRIT_CHECK(check_checkpoint());
  WRIT_CHECK(forget_journalled());
  journal_->start([this](std::string_view text) { return sign_checkpoint(text); });
  WRIT_CHECK(tell_recovery());
  return make_journal_key();
}

// Keys that were retired or revoked since signed it when they were good.
Result<void> Engine::check_checkpoint() {
  const std::string note = journal_->note();
  if (note.empty()) return {};
  WRIT_TRY(const auto trusted, journal_keys(Revoked::included));
  const auto opened = tlog::open_checkpoint(note, trusted, journal_->origin());
  if (!opened) return bad_journal(opened.error().message);
  return {};
}

Result<void> Engine::forget_journalled() {
  const std::scoped_lock one_at_a_time(changing_);
  std::vector<store::PendingEntryRow> rows;
  {
    WRIT_TRY(const auto snapshot, store_->read());
    WRIT_TRY(rows, snapshot->pending_entries());
  }
  if (rows.empty()) return {};
  std::int64_t last = 0;
  const auto from = static_cast<std::uint64_t>(rows.front().journal_size);
  if (from < journal_->size()) {
    WRIT_TRY(const auto entries, journal_->entries(from, journal_->size()));
    for (const std::string& entry : entries) {
      WRIT_TRY(const std::int64_t change, change_of(entry));
      last = std::max(last, change);
    }
  }
  WRIT_TRY(const auto transaction, store_->begin_write());
  WRIT_CHECK(transaction->remove_pending_entries(last));
  WRIT_CHECK(transaction->commit());
  pending_ = rows.back().change > last;
  return journal_pending();
}

Result<void> Engine::journal_pending() {
  if (!pending_) return {};
  std::vector<store::PendingEntryRow> rows;
  {
    WRIT_TRY(const auto snapshot, store_->read());
    WRIT_TRY(rows, snapshot->pending_entries());
  }
  for (const store::PendingEntryRow& row : rows) {
    WRIT_TRY(const journal::Entry entry, stored_entry(row));
    WRIT_TRY(const journal::Ticket ticket, journal_->append(entry, row.body.value_or("")));
    WRIT_CHECK(journal_->wait(ticket));
    WRIT_TRY(const auto transaction, store_->begin_write());
    WRIT_CHECK(transaction->remove_pending_entries(row.change));
    WRIT_CHECK(transaction->commit());
  }
  pending_ = false;
  return {};
}

Engine::Entered Engine::entered(const Call& call, const Note& note) {
  return {.entry = entry_of(call, note),
          .body = body_to_keep(call),
          .changed = note.outcome != "refused"};
}

Result<void> Engine::keep(const Call& call, const Upkeep& change) {
  return change_and_enter(
      call, [&](store::Transaction& transaction, const State& state) -> Result<Entered> {
        WRIT_TRY(const std::optional<Note> note, change(transaction, state));
        return note ? entered(call, *note) : Entered();
      });
}

Result<void> Engine::change_and_enter(const Call& call, const EnteredChange& change) {
  const std::scoped_lock one_at_a_time(changing_);
  WRIT_CHECK(journal_->ready());
  WRIT_CHECK(journal_pending());
  if (watch_ != nullptr) WRIT_CHECK(watch_->may_change());
  WRIT_TRY(auto transaction, store_->begin_write());
  WRIT_TRY(const auto now, state_within(*transaction));
  WRIT_TRY(Entered made, change(*transaction, *now));
  if (!made.entry) {
    WRIT_CHECK(transaction->commit());
    return publish();
  }
  if (!made.changed) {
    transaction.reset();
    WRIT_TRY(const journal::Ticket ticket, journal_->append(*made.entry, made.body));
    return journal_->wait(ticket);
  }
  WRIT_TRY(const std::int64_t closed, write_consequences(*transaction, *now, call.now));
  if (closed > 0) made.entry->closed_sessions = journal::Count{closed};
  store::PendingEntryRow row{.journal_size = static_cast<std::int64_t>(journal_->size()),
                             .entry = canon::encode(*made.entry)};
  if (journal_->keeps(made.body)) row.body = std::move(made.body);
  WRIT_TRY(std::ignore, transaction->add_pending_entry(row));
  pending_ = true;  // before the commit, of which nothing may be heard although it was made
  WRIT_CHECK(transaction->commit());
  Result<void> journalled = journal_pending();
  WRIT_CHECK(publish(&made.made));  // what is committed is in force, whatever became of its entry
  return journalled;
}

Result<void> Engine::record(const Call& call, const journal::Entry& entry, std::string_view body) {
  if (watch_ != nullptr) WRIT_CHECK(watch_->lease().check());
  WRIT_TRY(const journal::Ticket ticket, journal_->append(entry, body));
  if (call.ticket == nullptr) return journal_->wait(ticket);
  *call.ticket = ticket;
  return {};
}

// In durable mode an unclean end lost nothing; only what had to be cut is worth telling.
Result<void> Engine::tell_recovery() {
  const bool may_have_lost = journal_->mode() == journal::Mode::async && journal_->was_unclean();
  if (!may_have_lost && journal_->cut_bytes() == 0) return {};
  const Call call{writ_itself(), Instant::now()};
  journal::Entry entry = entry_of(call);
  entry.op = "journal.recovered";
  entry.outcome = may_have_lost ? "entries-may-be-lost" : "complete";
  entry.count = journal::Count{static_cast<std::int64_t>(journal_->cut_bytes())};
  return record(call, entry, {});
}

// Where the private keys are locked away, no further one is made in the open beside them.
Result<void> Engine::make_journal_key() {
  WRIT_TRY(const auto now, state());
  if (now->keys_locked) return {};
  const Call call{writ_itself(), Instant::now()};
  const Result<std::string> key =
      signing_key(*this, keys::Purpose::journal, keys::Alg::ed25519, "", call);
  if (key || key.error().code.name == keys::fault::no_current_key.name) return {};
  return key.error();
}

Result<std::string> Engine::sign_checkpoint(std::string_view text) {
  WRIT_TRY(const auto now, known_state());
  const auto key_id = now->keys->current_key_id(keys::Purpose::journal, keys::Alg::ed25519, "");
  if (!key_id) {
    return Problem{journal::fault::not_signed,
                   now->keys_locked
                       ? "the journal's entries are kept but not signed: give the passphrase of "
                         "its key with `--passphrase-file`"
                       : "the journal's entries are kept but not signed: make a key with `writ "
                         "keys new --purpose journal`"};
  }
  WRIT_TRY(const tlog::VerifierKey key,
           verifier_of(*now->keys->ring().find(*key_id), journal_->origin()));
  WRIT_TRY(const keys::SignatureBlock block, now->keys->sign(*key_id, text));
  const std::string bytes = canon::from_base64(block.sig).value_or("");
  canon::Ed25519Signature signature{};
  if (bytes.size() != signature.size()) return bad_journal("its key gave no signature");
  std::ranges::copy(bytes, signature.begin());
  return tlog::note_of(text, tlog::note_signature_line(key, signature));
}

Result<std::vector<tlog::VerifierKey>> Engine::journal_keys(Revoked revoked) {
  std::vector<tlog::VerifierKey> keys;
  WRIT_TRY(const auto snapshot, store_->read());
  WRIT_TRY(const auto records, key_records(*snapshot));
  for (const keys::KeyRecord& record : records) {
    if (record.purpose != keys::Purpose::journal || record.alg != keys::Alg::ed25519) continue;
    if (record.state == keys::State::revoked && revoked == Revoked::left_out) continue;
    WRIT_TRY(tlog::VerifierKey key, verifier_of(record, journal_->origin()));
    keys.push_back(std::move(key));
  }
  return keys;
}

}  // namespace writ::ops
