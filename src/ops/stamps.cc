#include "ops/stamps.h"

#include <algorithm>

#include "ops/broken_store.h"
#include "ops/discharges.h"
#include "ops/document_row.h"
#include "ops/restamp_pack.h"

namespace writ::ops {
namespace {

bool same_governor(const MemoryQuestion& a, const MemoryQuestion& b) {
  return a.tenant_id == b.tenant_id && a.name == b.name && a.session_id == b.session_id;
}

std::optional<Instant> sooner(std::optional<Instant> a, std::optional<Instant> b) {
  if (!a || !b) return a ? a : b;
  return std::min(*a, *b);
}

// Of the confirmations among the proofs.
std::optional<Instant> first_to_run_out(const MemoryAnswered& answered) {
  std::optional<Instant> first;
  for (const memory::PolicyObligationDischarge& discharge : answered.proofs.discharges) {
    for (const memory::PolicyObligation& obligation : answered.answer.obligations) {
      if (obligation.id != discharge.obligation) continue;
      first = sooner(first, end_of(obligation, discharge));
    }
  }
  return first;
}

Result<void> expire_now(Engine& engine, const Call& call, std::string_view tenant,
                        const memory::PolicyStampRef& id) {
  return engine.keep(
      call,
      [&](store::Transaction& transaction, const State& state) -> Result<std::optional<Note>> {
        const LiveStamp* live = state.stamps.find(tenant, id.text());
        if (live == nullptr) return std::optional<Note>();
        WRIT_TRY(std::ignore, keep_expired(transaction, tenant, live->stamp.kept(), call.now));
        return std::optional<Note>();
      });
}

}  // namespace

store::DocumentRow row_of(std::string_view tenant, const stamp::KeptStamp& kept, Instant now) {
  return document_row(stamp_document, tenant, kept.stamp.id.text(), &kept, now);
}

store::DocumentRow restamp_row(std::string_view tenant, const stamp::PolicyStampRestamp& restamp,
                               Instant now) {
  return std::visit(
      [&](const auto& record) {
        return document_row(restamp_document, tenant, record.id.text(), &record, now);
      },
      static_cast<const stamp::PolicyStampRestamp::variant&>(restamp));
}

store::DocumentRow invalidation_row(std::string_view tenant,
                                    const stamp::PolicyStampInvalidation& invalidation,
                                    Instant now) {
  return document_row(invalidation_document, tenant, invalidation.id.text(), &invalidation, now);
}

Result<stamp::SoundStamp> sound_stamp(std::string_view record) {
  WRIT_TRY(const stamp::KeptStamp stored, stored_record<stamp::KeptStamp>("a stamp", record));
  return sound_stamp(stored);
}

Result<stamp::SoundStamp> sound_stamp(const stamp::KeptStamp& stored) {
  auto sound = stamp::SoundStamp::of(stored);
  if (!sound) return broken_store(stamp::name_of(sound.error()));
  return *std::move(sound);
}

Result<std::optional<stamp::SoundStamp>> find_document_stamp(store::Snapshot& snapshot,
                                                             std::string_view tenant,
                                                             std::string_view id) {
  WRIT_TRY(const auto row, snapshot.find_document(stamp_document, tenant, id));
  if (!row || !row->record) return std::optional<stamp::SoundStamp>();
  WRIT_TRY(stamp::SoundStamp sound, sound_stamp(*row->record));
  if (sound.stamp().id.text() != id) {
    return broken_store("a stamp stands in the place of another");
  }
  return std::optional(std::move(sound));
}

Result<std::optional<stamp::SoundStamp>> find_stamp(const State& state, store::Snapshot& snapshot,
                                                    std::string_view tenant, std::string_view id) {
  if (const LiveStamp* live = state.stamps.find(tenant, id)) return std::optional(live->stamp);
  WRIT_TRY(auto kept, find_document_stamp(snapshot, tenant, id));
  const bool has_ended = kept && kept->stamp().lifecycle_state != memory::LifecycleState::active;
  if (has_ended) return kept;
  // A document says nothing of what a batch made of its stamp. One that is active in its document
  // alone is newer than the state.
  return find_packed(state, snapshot, tenant, id);
}

Result<std::vector<std::string>> stamp_ids(const State& state, store::Snapshot& snapshot,
                                           std::string_view tenant, std::string_view after,
                                           std::size_t limit) {
  WRIT_TRY(std::vector<std::string> ids, packed_ids(state, snapshot, tenant, after, limit));
  for (const LiveStamp* live : state.stamps.list(tenant, after, limit)) {
    ids.push_back(live->stamp.stamp().id.text());
  }
  WRIT_TRY(const auto rows, snapshot.documents(stamp_document, tenant, after, limit));
  for (const store::DocumentRow& row : rows) ids.push_back(row.id);
  std::ranges::sort(ids);
  const auto again = std::ranges::unique(ids);
  ids.erase(again.begin(), again.end());
  if (ids.size() > limit) ids.resize(limit);
  return ids;
}

void check_questions(const std::vector<MemoryQuestion>& questions, const canon::Path& path,
                     canon::Faults& faults) {
  stamp::check_items(questions, "questions", path, faults);
  const canon::Path list(path, "questions");
  for (std::size_t i = 0; i < questions.size(); ++i) {
    const MemoryQuestion& question = questions[i];
    const canon::Path place(list, i);
    stamp::check_key(stamp::key_of(question), place, faults);
    if (question.object != questions.front().object) {
      faults.add(canon::record::wrong_value, canon::Path(place, "object_ref"),
                 "is another memory: a stamp is for one");
    }
    if (!same_governor(question, questions.front())) {
      faults.add(canon::record::wrong_value, place,
                 "is asked under another policy or session: a stamp is issued under one");
    }
  }
}

void check_question(const std::optional<memory::PolicyEvaluationContext>& context,
                    const std::optional<memory::PolicyEvaluationContextRef>& ref,
                    const canon::Path& path, canon::Faults& faults) {
  if (context.has_value() != ref.has_value()) return;
  faults.add(canon::record::wrong_value, path,
             "must have the question: as `context` in whole, or as "
             "`policy_evaluation_context_ref` by its id");
}

stamp::PresentedQuestion presented_question(std::optional<memory::PolicyEvaluationContext> context,
                                            std::optional<memory::PolicyEvaluationContextRef> ref) {
  if (ref) return *std::move(ref);
  return *std::move(context);
}

bool may_present(const Caller& caller, const Governing& by, const memory::PrincipalRef& principal) {
  if (!caller.identity || caller.speaks_for_tenant) return true;
  const std::string_view own = by.session != nullptr ? by.session->record.principal_id()
                                                     : std::string_view(caller.principal);
  return principal.text() == own;
}

Result<ShownStamp> shown_stamp(Engine& engine, const State& state, const Governing& by,
                               const memory::PolicyStampRef& id, Instant now) {
  if (by.deciding.policy == nullptr || !by.deciding.refusal.empty()) {
    return ShownStamp{.why = by.deciding.refusal};
  }
  const LiveStamp* live = state.stamps.find(by.tenant, id.text());
  if (live != nullptr) return ShownStamp{.stamp = &live->stamp};
  // What ended before is told from the store.
  WRIT_TRY(const auto snapshot, engine.store().read());
  WRIT_TRY(const auto packed, packed_end(state, *snapshot, by.tenant, id.text()));
  if (packed) return ShownStamp{.why = stamp::name_of(*stamp::fault_of(*packed))};
  WRIT_TRY(const auto ended, find_document_stamp(*snapshot, by.tenant, id.text()));
  const auto why = ended ? ended->spent(*by.active, now) : std::nullopt;
  return ShownStamp{.why = why ? stamp::name_of(*why) : stamp_reason::unknown};
}

Result<bool> keep_expired(store::Transaction& transaction, std::string_view tenant,
                          stamp::KeptStamp kept, Instant now) {
  const bool has_ended = stamp::expire(kept.stamp, now);
  if (has_ended) {
    WRIT_TRY(std::ignore, transaction.put_document(row_of(tenant, kept, now)));
  }
  return has_ended;
}

Result<std::string_view> why_refused(Engine& engine, const Call& call, const Governing& by,
                                     const memory::PolicyStampRef& id,
                                     std::optional<stamp::StampFault> fault) {
  if (fault == stamp::StampFault::expired) WRIT_CHECK(expire_now(engine, call, by.tenant, id));
  return fault ? stamp::name_of(*fault) : std::string_view();
}

Evaluated::Item item_of(MemoryAnswered answered) {
  const std::optional<Instant> runs_out = first_to_run_out(answered);
  return {std::move(answered.answer), runs_out};
}

Result<Evaluated> evaluate_all(Engine& engine, const Call& call,
                               const std::vector<MemoryQuestion>& questions) {
  Evaluated all;
  for (const MemoryQuestion& question : questions) {
    WRIT_TRY(MemoryEvaluation evaluation, MemoryEvaluation::begin(engine, call, question));
    WRIT_TRY(MemoryAnswered answered, answer_memory(engine, evaluation, question, question.object));
    if (all.items.empty()) all.active = evaluation.active();
    all.items.push_back(item_of(std::move(answered)));
  }
  return all;
}

std::vector<stamp::Grant> grants_of(const Evaluated& evaluated) {
  std::vector<stamp::Grant> grants;
  for (const Evaluated::Item& item : evaluated.items) {
    if (item.answer.permitted) grants.push_back({item.answer.policy, item.answer.context});
  }
  return grants;
}

std::vector<stamp::Present> present_of(const Evaluated& evaluated) {
  std::vector<stamp::Present> present;
  present.reserve(evaluated.items.size());
  for (const Evaluated::Item& item : evaluated.items) {
    present.push_back({item.answer.policy, item.answer.permitted});
  }
  return present;
}

std::optional<Instant> expiry_of(const Evaluated& evaluated, std::optional<Instant> wanted) {
  for (const Evaluated::Item& item : evaluated.items) {
    if (item.answer.permitted) wanted = sooner(wanted, item.runs_out);
  }
  return wanted;
}

std::optional<Instant> wanted_expiry(const std::optional<LifeInSeconds>& life, const Call& call) {
  if (!life) return call.caller.until;
  return sooner(Instant{call.now.microseconds + life->value * 1'000'000}, call.caller.until);
}

}  // namespace writ::ops
