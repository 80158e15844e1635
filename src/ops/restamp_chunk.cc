#include "ops/restamp_chunk.h"

#include <chrono>
#include <iterator>
#include <utility>

#include "canon/digest.h"
#include "ops/signing_key.h"

namespace writ::ops {
namespace {

using Clock = std::chrono::steady_clock;

std::int64_t milliseconds_since(Clock::time_point begun) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begun).count();
}

stamp::RestampDisposition disposition_of(const stamp::PolicyStampRestamp& restamp) {
  if (std::holds_alternative<stamp::PolicyStampRestampKeep>(restamp)) {
    return stamp::RestampDisposition::keep;
  }
  return std::holds_alternative<stamp::PolicyStampRestampDowngrade>(restamp)
             ? stamp::RestampDisposition::downgrade
             : stamp::RestampDisposition::block;
}

void add_up(RestampTally& into, const RestampTally& more) {
  into.keep.value += more.keep.value;
  into.downgrade.value += more.downgrade.value;
  into.block.value += more.block.value;
  into.passed_over.value += more.passed_over.value;
}

}  // namespace

Result<void> RestampChunk::ask() {
  WRIT_CHECK(ask_some());
  if (asked_.empty()) return {};
  // Here and not when it signs: the first key of all is made in passing, which is a change, too.
  WRIT_TRY(key_id_, signing_key(engine_, keys::Purpose::audit, keys::Alg::ed25519, tenant_, call_));
  return {};
}

Result<void> RestampChunk::ask_some() {
  WRIT_TRY(StaleStamps stamps,
           StaleStamps::from(engine_, call_, tenant_, batch_.after ? batch_.after->text() : "",
                             static_cast<std::size_t>(batch_.chunk_size->value) + 1));
  const auto begun = Clock::now();
  const auto has_room = [&] {
    return std::ssize(asked_) < batch_.chunk_size->value &&
           (asked_.empty() ||
            govern::may_go_on(batch_.envelope, {.milliseconds = milliseconds_since(begun)}));
  };
  while (has_room()) {
    WRIT_TRY(auto asked, ask_next(stamps));
    is_last_ = !asked;
    if (is_last_) return {};
    asked_.push_back(*std::move(asked));
  }
  WRIT_TRY(const auto more, stamps.next());
  is_last_ = !more;
  return {};
}

Result<std::optional<RestampChunk::Asked>> RestampChunk::ask_next(StaleStamps& stamps) {
  WRIT_TRY(auto stale, stamps.next());
  if (!stale) return std::optional<Asked>();
  const stamp::KeptStamp& kept = stale->stamp->kept();
  Asked asked{.stamp = kept.stamp.id};
  if (stale->questions) {
    WRIT_TRY(asked.reasked, reask(engine_, call_, tenant_, kept, *std::move(stale->questions)));
  }
  return std::optional(std::move(asked));
}

Result<std::optional<RestampBatch>> RestampChunk::write() {
  WRIT_CHECK(
      engine_.change_and_enter(call_, [this](store::Transaction& transaction, const State& state) {
        return write_in(transaction, state);
      }));
  return stands_;
}

Result<Engine::Entered> RestampChunk::write_in(store::Transaction& transaction,
                                               const State& state) {
  WRIT_TRY(const auto before, find_batch(transaction, tenant_, batch_.envelope.idempotency_key));
  if (before && before->chunks != batch_.chunks) {  // somebody else did it
    stands_ = before;
    return Engine::Entered();
  }
  WRIT_TRY(const bool current, is_current(state));
  if (!current) return Engine::Entered();
  name_certificate();
  for (const Asked& asked : asked_) WRIT_CHECK(add(state, asked));
  WRIT_CHECK(certify(state));
  stands_ = advanced();
  add_row(row_of(tenant_, *stands_, call_.now));
  WRIT_CHECK(transaction.put_documents(rows_));
  Engine::Entered entered{
      .entry = entry_of(call_), .body = canon::encode(certificate_), .changed = true};
  entered.entry->count = journal::Count{static_cast<std::int64_t>(tree_.size())};
  entered.entry->request_hash = canon::sha256_hex(entered.body);
  return entered;
}

Result<bool> RestampChunk::is_current(const State& state) const {
  for (const Asked& asked : asked_) {
    if (!asked.reasked) continue;
    WRIT_TRY(const auto key, key_now(engine_, state, call_, tenant_, asked.reasked->questions));
    if (!key || *key != asked.reasked->evaluated.active) return false;
  }
  return true;
}

Result<void> RestampChunk::add(const State& state, const Asked& asked) {
  const stamp::SoundStamp* prior = state.stamps.find(tenant_, asked.stamp.text());
  if (prior == nullptr || !asked.reasked) {
    ++tally_.passed_over.value;
    return {};
  }
  stamp::KeptStamp kept = prior->kept();
  if (stamp::expire(kept.stamp, call_.now)) {
    add_row(row_of(tenant_, kept, call_.now));
    ++tally_.passed_over.value;
    return {};
  }
  // Without anything that is permitted there is no movement that a restamp could be for.
  std::vector<stamp::Grant> grants = grants_of(asked.reasked->evaluated);
  if (grants.empty()) return invalidate(std::move(kept), *asked.reasked);
  return restamp(kept, *asked.reasked, std::move(grants));
}

Result<void> RestampChunk::restamp(const stamp::KeptStamp& prior, const Reasked& reasked,
                                   std::vector<stamp::Grant> grants) {
  auto made = stamp::restamp(prior,
                             {.freshness_key = reasked.evaluated.active,
                              .now = call_.now,
                              .expires_at = expiry_of(reasked.evaluated, std::nullopt),
                              .certificate = certificate_.certificate.id},
                             std::move(grants));
  if (!made) {
    ++tally_.passed_over.value;
    return {};
  }
  stamp::KeptStamp ended = prior;
  ended.stamp = made->prior;
  add_row(row_of(tenant_, ended, call_.now));
  if (made->successor) {
    add_row(row_of(tenant_, *made->successor, call_.now));
  } else {
    add_row(row_of(tenant_, prior.ceiling.root_stamp, nullptr, call_.now));
  }
  add_row(restamp_row(tenant_, made->record, call_.now));
  tree_.add(tlog::leaf_hash(*rows_.back().record));
  tally_.add(disposition_of(made->record));
  return {};
}

Result<void> RestampChunk::invalidate(stamp::KeptStamp prior, const Reasked& reasked) {
  const stamp::PolicyStampInvalidation invalidation = stamp::invalidation_of(
      prior,
      {.freshness_key = reasked.evaluated.active,
       .now = call_.now,
       .reason_codes = {memory::ReasonCodeId(std::string(stamp::restamp_reason::nothing_left))}},
      present_of(reasked.evaluated));
  WRIT_CHECK(stamp::advance(prior.stamp, memory::LifecycleState::invalidated, call_.now,
                            invalidation.id.text()));
  add_row(row_of(tenant_, prior, call_.now));
  add_row(invalidation_row(tenant_, invalidation, call_.now));
  tree_.add(tlog::leaf_hash(*rows_.back().record));
  tally_.add(stamp::RestampDisposition::block);
  return {};
}

RestampBatch RestampChunk::advanced() const {
  RestampBatch batch = batch_;
  ++batch.chunks.value;
  add_up(batch.tally, tally_);
  if (!asked_.empty()) batch.after = asked_.back().stamp;
  if (is_last_) batch.state = BatchState::done;
  batch.updated_at = canon::Timestamp(call_.now);
  return batch;
}

void RestampChunk::name_certificate() {
  RestampChunkCertificate& certificate = certificate_.certificate;
  certificate = {.recorded_at = canon::Timestamp(call_.now),
                 .tenant = policy::TenantId(tenant_),
                 .batch = batch_.envelope.idempotency_key,
                 .chunk = batch_.chunks};
  if (!asked_.empty()) {
    certificate.first = asked_.front().stamp;
    certificate.last = asked_.back().stamp;
  }
  name(certificate);
}

Result<void> RestampChunk::certify(const State& state) {
  RestampChunkCertificate& certificate = certificate_.certificate;
  certificate.items = {static_cast<std::int64_t>(tree_.size())};
  certificate.root = canon::HexDigest(tree_.root().hex());
  if (tree_.size() == 0) return {};
  const std::string signed_text = canon::sha256_hex(canon::encode(certificate));
  WRIT_TRY(certificate_.signature, state.keys->sign(key_id_, signed_text));
  add_row(row_of(tenant_, certificate_, call_.now));
  return {};
}

}  // namespace writ::ops
