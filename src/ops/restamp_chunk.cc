#include "ops/restamp_chunk.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <thread>
#include <utility>

#include "canon/digest.h"
#include "ops/signing_key.h"

namespace writ::ops {
namespace {

using Clock = std::chrono::steady_clock;

std::int64_t milliseconds_since(Clock::time_point begun) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begun).count();
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
  name_certificate();
  if (looked_.empty()) return {};
  // Here and not when it signs: the first key of all is made in passing, which is a change, too.
  WRIT_TRY(key_id_, signing_key(engine_, keys::Purpose::audit, keys::Alg::ed25519, tenant_, call_));
  return {};
}

Result<void> RestampChunk::ask_some() {
  WRIT_TRY(StaleStamps stamps, StaleStamps::along(walk_, engine_, call_, tenant_));
  state_ = stamps.state();
  looked_.reserve(
      std::min(static_cast<std::size_t>(batch_.chunk_size->value), state_->stamps.size()));
  const auto begun = Clock::now();
  const auto has_room = [&] {
    return std::ssize(looked_) < batch_.chunk_size->value &&
           (looked_.empty() ||
            govern::may_go_on(batch_.envelope, {.milliseconds = milliseconds_since(begun)}));
  };
  while (has_room()) {
    WRIT_TRY(const bool more, ask_next(stamps));
    is_last_ = !more;
    if (is_last_) return {};
  }
  WRIT_TRY(const auto more, stamps.next());
  is_last_ = !more;
  if (more) walk_.step_back();
  return {};
}

Result<bool> RestampChunk::ask_next(StaleStamps& stamps) {
  WRIT_TRY(const auto stale, stamps.next());
  if (!stale) return false;
  Looked looked{.prior = stale->stamp};
  if (stale->asked() != nullptr) {
    WRIT_TRY(looked.answer, answers_.ask(*state_, *stale));
  }
  looked_.push_back(std::move(looked));
  return true;
}

// Half of them beside this thread: it is hashing, for the most part.
Result<void> RestampChunk::make() {
  constexpr std::size_t worth_a_thread = 64;
  const std::span<Looked> all = looked_;
  const std::size_t half = all.size() / 2;
  if (half < worth_a_thread) return make_some(all);
  Result<void> beside;
  std::jthread other([&] { beside = make_some(all.subspan(half)); });
  const Result<void> here = make_some(all.first(half));
  other.join();
  WRIT_CHECK(here);
  return beside;
}

Result<void> RestampChunk::make_some(std::span<Looked> some) const {
  Restampings by;
  for (Looked& looked : some) WRIT_CHECK(make_one(looked, by));
  return {};
}

Result<void> RestampChunk::make_one(Looked& looked, Restampings& by) const {
  const stamp::SoundStamp& prior = looked.prior->stamp;
  looked.packed = {.prior = prior.stamp().id, .root = prior.ceiling()->root_stamp};
  if (!looked.prior->made_in.empty()) looked.packed.made_in = RestampPackId(looked.prior->made_in);
  if (stamp::has_run_out(prior.stamp(), call_.now)) {
    stamp::KeptStamp ended = prior.kept();
    stamp::expire(ended.stamp, call_.now);
    looked.rows.push_back(row_of(tenant_, ended, call_.now));
    return {};
  }
  if (!looked.answer) return {};
  // Without anything that is permitted there is no movement that a restamp could be for.
  if (looked.answer->nothing != nullptr) return invalidate(looked);
  restamp(looked, by);
  return {};
}

void RestampChunk::restamp(Looked& looked, Restampings& by) const {
  const auto& form = looked.answer->form;
  stamp::Restamping& restamping =
      by.try_emplace(form.get(), form, call_.now, certificate_.certificate.id).first->second;
  auto made = restamping.of(looked.prior->stamp, looked.answer->expires_at);
  if (!made) return;
  if (made->successor) {
    const stamp::PolicyStamp& successor = made->successor->stamp();
    looked.packed.successor = successor.id;
    looked.packed.expires_at = successor.expires_at;
  } else {
    looked.rows.push_back(row_of(tenant_, looked.packed.root, nullptr, call_.now));
  }
  looked.disposition = made->disposition;
  looked.leaf = tlog::leaf_hash(made->record);
  looked.successor = std::move(made->successor);
}

Result<void> RestampChunk::invalidate(Looked& looked) const {
  const Evaluated& evaluated = *looked.answer->nothing;
  stamp::KeptStamp ended = looked.prior->stamp.kept();
  const stamp::PolicyStampInvalidation invalidation = stamp::invalidation_of(
      ended,
      {.freshness_key = evaluated.active,
       .now = call_.now,
       .reason_codes = {memory::ReasonCodeId(std::string(stamp::restamp_reason::nothing_left))}},
      present_of(evaluated));
  WRIT_CHECK(stamp::advance(ended.stamp, memory::LifecycleState::invalidated, call_.now,
                            invalidation.id.text()));
  looked.packed.invalidation = invalidation.id;
  looked.rows.push_back(row_of(tenant_, ended, call_.now));
  looked.rows.push_back(invalidation_row(tenant_, invalidation, call_.now));
  looked.disposition = stamp::RestampDisposition::block;
  looked.leaf = tlog::leaf_hash(*looked.rows.back().record);
  return {};
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
  WRIT_TRY(const bool current, answers_.are_current(state));
  if (!current) return Engine::Entered();
  for (Looked& looked : looked_) {
    const std::string& id = looked.prior->stamp.stamp().id.text();
    if (state.stamps.find(tenant_, id) == nullptr) {  // it has ended in another way
      ++tally_.passed_over.value;
    } else {
      add(looked);
    }
  }
  end_pack();
  WRIT_CHECK(certify(state));
  stands_ = expected();
  is_done_ = true;
  rows_.push_back(row_of(tenant_, *stands_, call_.now));
  WRIT_CHECK(transaction.put_documents(rows_));
  Engine::Entered entered{.entry = entry_of(call_),
                          .body = canon::encode(certificate_),
                          .changed = true,
                          .made = std::move(made_)};
  entered.entry->count = journal::Count{static_cast<std::int64_t>(tree_.size())};
  entered.entry->request_hash = canon::sha256_hex(entered.body);
  return entered;
}

void RestampChunk::add(Looked& looked) {
  std::ranges::move(looked.rows, std::back_inserter(rows_));
  if (!looked.leaf) {
    ++tally_.passed_over.value;
    return;
  }
  tree_.add(*looked.leaf);
  tally_.add(*looked.disposition);
  pack(looked);
}

void RestampChunk::pack(Looked& looked) {
  pack_.pack.restamps.reserve(largest_pack);
  pack_.successors.reserve(largest_pack);
  if (looked.answer->form != nullptr) {
    const auto known = std::ranges::find(forms_, looked.answer->form.get());
    looked.packed.form = {known - forms_.begin()};
    if (known == forms_.end()) {
      forms_.push_back(looked.answer->form.get());
      pack_.pack.forms.push_back(looked.answer->form->form());
      forms_size_ += canon::encode(looked.answer->form->form()).size();
    }
  }
  pack_.pack.restamps.push_back(std::move(looked.packed));
  pack_.successors.push_back(std::move(looked.successor));
  if (pack_.successors.size() == largest_pack || forms_size_ > largest_forms) end_pack();
}

void RestampChunk::end_pack() {
  if (pack_.successors.empty()) return;
  RestampPack& pack = pack_.pack;
  pack.id = pack_id(certificate_.certificate.id, made_.size());
  pack.part = {static_cast<std::int64_t>(made_.size())};
  pack.recorded_at = canon::Timestamp(call_.now);
  pack.tenant = policy::TenantId(tenant_);
  pack.certificate = certificate_.certificate.id;
  rows_.push_back(row_of(tenant_, pack, call_.now));
  made_.emplace(rows_.back().id, std::make_shared<MadePack>(std::exchange(pack_, {})));
  forms_.clear();
  forms_size_ = 0;
}

RestampBatch RestampChunk::expected() const {
  RestampBatch batch = batch_;
  ++batch.chunks.value;
  add_up(batch.tally, tally_);
  if (!looked_.empty()) batch.after = looked_.back().prior->stamp.stamp().id;
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
  if (!looked_.empty()) {
    certificate.first = looked_.front().prior->stamp.stamp().id;
    certificate.last = looked_.back().prior->stamp.stamp().id;
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
  rows_.push_back(row_of(tenant_, certificate_, call_.now));
  return {};
}

}  // namespace writ::ops
