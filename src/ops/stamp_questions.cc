#include "ops/stamp_questions.h"

#include <algorithm>
#include <utility>

#include "canon/record_define.h"
#include "ops/broken_store.h"
#include "ops/document_row.h"

namespace writ::ops {
namespace {

// Whether what was handed in with a question is about its memory.
bool names_memory(const MemoryQuestion& question) {
  return question.scope_resolution || question.decisions || question.decision_contexts ||
         question.obligations;
}

}  // namespace

StampQuestions questions_of(const std::vector<MemoryQuestion>& asked, const Evaluated& evaluated,
                            AskedAs asked_as) {
  StampQuestions kept{.asked_as = std::move(asked_as)};
  for (std::size_t i = 0; i < asked.size(); ++i) {
    if (!evaluated.items[i].answer.permitted) continue;
    MemoryQuestion question = asked[i];
    question.discharges.reset();
    question.certificates.reset();
    question.attestations.reset();
    question.explain.reset();
    kept.questions.push_back(std::move(question));
  }
  return kept;
}

store::DocumentRow row_of(std::string_view tenant, const memory::PolicyStampRef& root,
                          const StampQuestions* questions, Instant now) {
  return document_row(stamp_questions_document, tenant, root.text(), questions, now);
}

Result<std::optional<StampQuestions>> find_stamp_questions(store::Snapshot& snapshot,
                                                           std::string_view tenant,
                                                           const stamp::SoundStamp& stamp) {
  WRIT_TRY(const auto row, snapshot.find_document(stamp_questions_document, tenant,
                                                  stamp.ceiling()->root_stamp.text()));
  if (!row || !row->record) return std::optional<StampQuestions>();
  WRIT_TRY(auto found, stored_record<StampQuestions>("a stamp's questions", *row->record));
  if (found.questions.empty()) return broken_store("a stamp has no questions");
  std::erase_if(found.questions, [&](const MemoryQuestion& question) {
    return stamp::find_item(stamp.stamp().items, stamp::key_of(question)) == nullptr;
  });
  if (found.questions.empty()) return std::optional<StampQuestions>();
  return std::optional(std::move(found));
}

std::shared_ptr<const StampQuestions> AlikeQuestions::of(StampQuestions questions) {
  if (std::ranges::any_of(questions.questions, names_memory)) return nullptr;
  for (MemoryQuestion& question : questions.questions) question.object = {};
  if (held_.size() >= tidy_at_) {
    std::erase_if(held_, [](const auto& held) { return held.second.expired(); });
    tidy_at_ = std::max<std::size_t>(1024, 2 * held_.size());
  }
  std::weak_ptr<const StampQuestions>& held = held_[canon::encode(questions)];
  std::shared_ptr<const StampQuestions> known = held.lock();
  if (!known) {
    known = std::make_shared<const StampQuestions>(std::move(questions));
    held = known;
  }
  return known;
}

StampQuestions about(const StampQuestions& alike, const memory::MemoryObjectRef& object) {
  StampQuestions questions = alike;
  for (MemoryQuestion& question : questions.questions) question.object = object;
  return questions;
}

Result<void> take_in_questions(const store::DocumentRow& row, Documented& into) {
  if (!into.alike) into.alike = std::make_shared<AlikeQuestions>();
  std::shared_ptr<const StampQuestions> alike;
  if (row.record) {
    WRIT_TRY(auto questions, stored_record<StampQuestions>("a stamp's questions", *row.record));
    if (questions.questions.empty()) return broken_store("a stamp has no questions");
    alike = into.alike->of(std::move(questions));
  }
  if (alike) {
    into.alike_questions.put(row.tenant, row.id, std::move(alike));
  } else {
    into.alike_questions.remove(row.tenant, row.id);
  }
  return {};
}

std::optional<Caller> asker_now(const State& state, std::string_view tenant,
                                const AskedAs& asked_as, Instant now) {
  if (!asked_as.identity && !asked_as.credential) return Caller{.principal = asked_as.principal};
  const std::string asked = canon::encode(asked_as);
  for (const auto& [part, held] : state.credentials) {
    const Credential& credential = held.record;
    if (credential.principal != asked_as.principal) continue;
    if (credential.tenant_id && credential.tenant_id->text() != tenant) continue;
    if (credential.expires_at && credential.expires_at->at() <= now) continue;
    Caller caller = caller_of(credential, !asked_as.identity);
    if (!caller.capabilities.has(Capability::decide)) continue;
    if (canon::encode(AskedAs::of(caller)) == asked) return caller;
  }
  return std::nullopt;
}

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::AskedAs);
DEFINE_RECORD(writ::ops::StampQuestions);
