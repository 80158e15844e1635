// journal.records: the records of memory policy that entries of the journal speak of. The journal
// keeps questions, and of an answer only the hash: answers are made anew, as the operator would be
// answered now, and nothing of it is journalled.
#include <algorithm>
#include <array>
#include <iterator>

#include "canon/digest.h"
#include "canon/record_define.h"
#include "ops/broken_store.h"
#include "ops/discharges.h"
#include "ops/kept_question.h"
#include "ops/memory_answer.h"
#include "ops/operation.h"
#include "ops/table.h"

namespace writ::ops {

// Where a page begins: at which of the memories that a question is about, for the first entry.
struct RecordsPlace {
  journal::Count index;
  std::optional<journal::Count> object;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("JournalRecordsPlace", "A place in the journal.",
             field<&RecordsPlace::index>("index", "The entry's index."),
             field<&RecordsPlace::object>("object", "From which of its memories on; absent is 0."));
  }
};

struct RecordsRequest {
  RecordsPlace from;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("JournalRecordsRequest", "From where on.",
             field<&RecordsRequest::from>("from", "Where the page begins."));
  }
};

struct EntryRecords {
  RecordsPlace place;
  std::string op;
  canon::Json asked;
  std::vector<canon::Json> answers;
  std::vector<memory::PolicyEvaluationContext> contexts;
  std::vector<canon::Json> discharges;
  std::optional<std::string> unanswered;

  static constexpr auto record(auto&& f) {
    using R = EntryRecords;
    using canon::field;
    return f("JournalEntryRecords", "The records that an entry speaks of.",
             field<&R::place>("place", "The entry."), field<&R::op>("op", "Its operation."),
             field<&R::asked>("asked",
                              "What was asked. Without certificates and attestations "
                              "where it was refused: nothing moved under them."),
             field<&R::answers>("answers", "What `memory.evaluate` would answer the operator now."),
             field<&R::contexts>("contexts",
                                 "The question's own contexts, under the keys of the "
                                 "decisions that answer them."),
             field<&R::discharges>("discharges",
                                   "What is kept of the discharges that its proofs "
                                   "name."),
             field<&R::unanswered>("unanswered", "Why it cannot be asked anew."));
  }
};

struct RecordsResponse {
  journal::Count size;
  std::vector<EntryRecords> entries;
  journal::Count without_body;
  std::optional<RecordsPlace> next;

  static constexpr auto record(auto&& f) {
    using R = RecordsResponse;
    using canon::field;
    return f("JournalRecords", "The records that a run of entries speaks of.",
             field<&R::size>("size", "How many entries the journal has."),
             field<&R::entries>("entries", "Those that speak of records."),
             field<&R::without_body>("withoutBody",
                                     "How many entries on this page keep no whole "
                                     "request, so that nothing is known of theirs."),
             field<&R::next>("next", "The `from` of the next page; absent at the end."));
  }
};

std::optional<std::string_view> tenant_of(const RecordsRequest&) { return std::nullopt; }

namespace {

constexpr std::uint64_t most_entries = 1000;  // of a page
constexpr std::size_t most_answers = 256;     // of an entry, on a page
constexpr std::size_t most_bytes = 8u << 20;  // of a page, about

class Page {
 public:
  Page(Engine& engine, const Call& call, const RecordsPlace& from)
      : engine_(engine), call_(call), from_(from), reached_(index_of(from)) {
    response_.size.value = static_cast<std::int64_t>(engine.journal().size());
  }

  Result<bool> visit(const journal::KeptBody& kept) {
    // Bodies that are no longer kept are not visited either.
    response_.without_body.value += static_cast<std::int64_t>(kept.index - reached_);
    reached_ = kept.index + 1;
    WRIT_TRY(const journal::Entry entry, stored_record<journal::Entry>("an entry", kept.entry));
    if (!entry.request_hash) return true;
    if (kept.body.state != journal::Body::State::kept || entry.record_hash ||
        canon::sha256_hex(kept.body.bytes) != entry.request_hash) {
      ++response_.without_body.value;
      return true;
    }
    if (!asks_about_memory(entry.op) && !kept.body.bytes.contains(R"("record_kind":)")) return true;
    WRIT_CHECK(add(kept, entry));
    return bytes_ < most_bytes && !response_.next;
  }

  RecordsResponse response(std::uint64_t end) && {
    const auto size = static_cast<std::uint64_t>(response_.size.value);
    if (!response_.next && bytes_ < most_bytes && reached_ < std::min(end, size)) {
      response_.without_body.value += static_cast<std::int64_t>(std::min(end, size) - reached_);
      reached_ = end;
    }
    if (!response_.next && reached_ < size) response_.next = RecordsPlace{count_of(reached_)};
    return std::move(response_);
  }

 private:
  static std::uint64_t index_of(const RecordsPlace& place) {
    return static_cast<std::uint64_t>(place.index.value);
  }
  static journal::Count count_of(std::uint64_t number) {
    return {static_cast<std::int64_t>(number)};
  }

  Result<void> add(const journal::KeptBody& kept, const journal::Entry& entry) {
    EntryRecords records{.place = {count_of(kept.index)}, .op = entry.op};
    WRIT_TRY(records.asked, canon::Json::parse(kept.body.bytes));
    bytes_ += kept.body.bytes.size();
    if (asks_about_memory(entry.op)) {
      WRIT_CHECK(answer(entry, records));
      if (entry.outcome != "allow") records.asked = without_proofs(entry.op, records.asked);
    }
    response_.entries.push_back(std::move(records));
    return {};
  }

  // Asks it anew. What cannot be asked, as in a session that has ended, is no problem.
  Result<void> answer(const journal::Entry& entry, EntryRecords& records) {
    const Result<KeptQuestion> kept = KeptQuestion::of(entry.op, records.asked);
    if (!kept) return unanswered(kept.error(), records);
    // Who asked may have counted as the principal, whatever the question says.
    const auto& principal = kept->question.principal->id;
    records.contexts = own_contexts(
        kept->question, std::to_array({principal.value_or(""), entry.principal.value_or("")}));
    WRIT_CHECK(add_discharges(kept->question, entry.tenant.value_or(""), records));
    auto evaluation = MemoryEvaluation::anew(engine_, call_, kept->question);
    if (!evaluation) return unanswered(evaluation.error(), records);
    return add_answers(*kept, *evaluation, records);
  }

  static Result<void> unanswered(const Problem& problem, EntryRecords& records) {
    if (problem.code.category == Category::internal ||
        problem.code.category == Category::unavailable) {
      return problem;
    }
    records.unanswered = describe(problem);
    return {};
  }

  Result<void> add_answers(const KeptQuestion& kept, MemoryEvaluation& evaluation,
                           EntryRecords& records) {
    const bool goes_on = records.place.index.value == from_.index.value && from_.object;
    std::size_t at = goes_on ? static_cast<std::size_t>(from_.object->value) : 0;
    if (goes_on) records.place.object = from_.object;
    const std::size_t end = std::min(kept.objects.size(), at + most_answers);
    for (bool first = true; at < end && (first || bytes_ < most_bytes); ++at, first = false) {
      WRIT_TRY(const MemoryAnswered answered,
               answer_memory(engine_, evaluation, kept.question, kept.objects[at]));
      const std::string text = canon::encode(answered.answer);
      bytes_ += text.size();
      WRIT_TRY(canon::Json json, canon::Json::parse(text));
      records.answers.push_back(std::move(json));
    }
    if (at < kept.objects.size()) {
      response_.next = RecordsPlace{records.place.index, count_of(at)};
    }
    return {};
  }

  Result<void> add_discharges(const MemoryQuestion& question, std::string_view tenant,
                              EntryRecords& records) {
    std::vector<memory::PolicyObligationDischargeRef> named;
    const auto add = [&](const auto& proof) {
      std::ranges::copy(proof, std::back_inserter(named));
    };
    if (question.certificates) {
      for (const auto& shown : *question.certificates) add(shown.certificate->discharges);
    }
    if (question.attestations) {
      for (const auto& shown : *question.attestations) add(shown.attestation->discharges);
    }
    if (named.empty()) return {};
    WRIT_TRY(const auto snapshot, engine_.store().read());
    for (const memory::PolicyObligationDischargeRef& ref : named) {
      WRIT_TRY(const auto rows, rows_of(*snapshot, tenant, ref));
      for (const store::DocumentRow& row : rows) {
        WRIT_TRY(canon::Json kept, canon::Json::parse(*row.record));
        records.discharges.push_back(std::move(kept));
      }
    }
    return {};
  }

  Engine& engine_;
  const Call& call_;
  const RecordsPlace& from_;
  std::uint64_t reached_;
  std::size_t bytes_ = 0;
  RecordsResponse response_;
};

Result<RecordsResponse> records(Engine& engine, const Call& call, const RecordsRequest& request) {
  const auto from = static_cast<std::uint64_t>(request.from.index.value);
  Page page(engine, call, request.from);
  WRIT_CHECK(engine.journal().visit_bodies(
      from, from + most_entries, [&](const journal::KeptBody& kept) { return page.visit(kept); }));
  return std::move(page).response(from + most_entries);
}

}  // namespace

const Operation journal_records =
    define<records>({.name = "journal.records",
                     .doc = "Reads the records of memory policy that entries of the journal speak "
                            "of, with what would be answered now.",
                     .capability = Capability::administer,
                     .host_only = true,
                     .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::RecordsPlace);
DEFINE_RECORD(writ::ops::RecordsRequest);
DEFINE_RECORD(writ::ops::EntryRecords);
DEFINE_RECORD(writ::ops::RecordsResponse);
