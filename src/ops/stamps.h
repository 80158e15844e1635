// Stamps as they are kept, and the questions that they are issued for.
//
// A State has every stamp that is active, with its bindings followed, so that a check reads no
// store and makes no hash. What has ended is in the store alone.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ops/engine.h"
#include "ops/governing.h"
#include "ops/memory_answer.h"
#include "stamp/check.h"
#include "stamp/invalidation.h"
#include "stamp/issue.h"
#include "stamp/restamp.h"
#include "stamp/stamp.h"

namespace writ::ops {

inline constexpr std::string_view stamp_document = "policy_stamp";
inline constexpr std::string_view restamp_document = "policy_stamp_restamp";
inline constexpr std::string_view invalidation_document = "policy_stamp_invalidation";

// Why there is nothing to look at.
namespace stamp_reason {
inline constexpr std::string_view unknown = "stamp.unknown";
inline constexpr std::string_view issued_before = "stamp.issued_before";
inline constexpr std::string_view state_moved = "stamp.state_moved";
}  // namespace stamp_reason

store::DocumentRow row_of(std::string_view tenant, const stamp::KeptStamp& kept, Instant now);
store::DocumentRow restamp_row(std::string_view tenant, const stamp::PolicyStampRestamp& restamp,
                               Instant now);
store::DocumentRow invalidation_row(std::string_view tenant,
                                    const stamp::PolicyStampInvalidation& invalidation,
                                    Instant now);

// A stamp as it is stored, with its bindings followed. Problem: store::fault::corrupt where it does
// not read or is not what was issued.
Result<stamp::SoundStamp> sound_stamp(std::string_view record);
Result<stamp::SoundStamp> sound_stamp(const stamp::KeptStamp& stored);

// The one that has a document of its own under this id, as that has it; nothing where none has.
Result<std::optional<stamp::SoundStamp>> find_document_stamp(store::Snapshot& snapshot,
                                                             std::string_view tenant,
                                                             std::string_view id);

// A tenant's stamp in whatever state; nothing where there is none of the id. The snapshot is not
// from before the state.
Result<std::optional<stamp::SoundStamp>> find_stamp(const State& state, store::Snapshot& snapshot,
                                                    std::string_view tenant, std::string_view id);

// The ids of a tenant's stamps above `after`, whatever became of them, in order: at most `limit`.
Result<std::vector<std::string>> stamp_ids(const State& state, store::Snapshot& snapshot,
                                           std::string_view tenant, std::string_view after,
                                           std::size_t limit);

// A request that shows a stamp names the question in whole or by its id: by one of the two.
void check_question(const std::optional<memory::PolicyEvaluationContext>& context,
                    const std::optional<memory::PolicyEvaluationContextRef>& ref,
                    const canon::Path& path, canon::Faults& faults);

// The same, once checked.
stamp::PresentedQuestion presented_question(std::optional<memory::PolicyEvaluationContext> context,
                                            std::optional<memory::PolicyEvaluationContextRef> ref);

// Whether the caller may present a question that was asked for this principal: one whose word does
// not count has its own alone.
bool may_present(const Caller& caller, const Governing& by, const memory::PrincipalRef& principal);

// A stamp that is shown.
struct ShownStamp {
  const stamp::SoundStamp* stamp = nullptr;  // valid as long as the state
  std::string_view why;                      // there is none
};

// The active one of this id. There is none where nothing governs, and where it has ended.
Result<ShownStamp> shown_stamp(Engine& engine, const State& state, const Governing& by,
                               const memory::PolicyStampRef& id, Instant now);

// Ends a stamp that has run out, so that no clock brings it back. Answers whether it had.
Result<bool> keep_expired(store::Transaction& transaction, std::string_view tenant,
                          stamp::KeptStamp kept, Instant now);

// What a fault of a stamp is called; empty where there is none. That it has run out is kept.
Result<std::string_view> why_refused(Engine& engine, const Call& call, const Governing& by,
                                     const memory::PolicyStampRef& id,
                                     std::optional<stamp::StampFault> fault);

// The questions of one call: about one memory, under one policy, each of another action and
// destination. Each carries its own proofs.
void check_questions(const std::vector<MemoryQuestion>& questions, const canon::Path& path,
                     canon::Faults& faults);

// What came of them.
struct Evaluated {
  struct Item {
    MemoryAnswer answer;
    std::optional<Instant> runs_out;  // of the confirmations that it rests on, the first
  };
  std::vector<Item> items;
  // What was active for the first of them. Nothing that was active comes back: where it still is,
  // it was for all.
  memory::PolicyRuntimeFreshnessKey active;
};
Evaluated::Item item_of(MemoryAnswered answered);
Result<Evaluated> evaluate_all(Engine& engine, const Call& call,
                               const std::vector<MemoryQuestion>& questions);

std::vector<stamp::Grant> grants_of(const Evaluated& evaluated);     // what is permitted
std::vector<stamp::Present> present_of(const Evaluated& evaluated);  // all of it

// When a stamp of what is permitted runs out: when it is wanted to, or sooner, with what it rests
// on.
std::optional<Instant> expiry_of(const Evaluated& evaluated, std::optional<Instant> wanted);

// When it is wanted to; sooner, where by then nothing says any more who asked.
using LifeInSeconds = canon::Bounded<1, 366LL * 24 * 60 * 60>;
std::optional<Instant> wanted_expiry(const std::optional<LifeInSeconds>& life, const Call& call);

}  // namespace writ::ops
