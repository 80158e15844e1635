// The questions that a stamp's items answer, as they were asked and by whom: kept so that it can be
// stamped anew when the state has moved and nobody is there to ask. They are kept once for a root
// stamp and all that follow it, each of which asks those of its own items.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ops/stamps.h"

namespace writ::ops {

inline constexpr std::string_view stamp_questions_document = "policy_stamp_questions";

// The caller who asked, as far as it counts for an answer.
struct AskedAs {
  std::string principal;
  std::optional<policy::RequestPrincipal> identity;
  bool speaks_for_tenant = false;
  std::optional<std::string> credential;

  static AskedAs of(const Caller& caller) {
    return {caller.principal, caller.identity, caller.speaks_for_tenant,
            caller.identity ? std::nullopt : caller.credential};
  }
  static constexpr auto record(auto&& f) {
    using A = AskedAs;
    using canon::field;
    return f("AskedAs", "Who asked.", field<&A::principal>("principal", "Who."),
             field<&A::identity>("identity",
                                 "Who that is to a policy, where their own word did not count."),
             field<&A::speaks_for_tenant>("speaks_for_tenant", "Whether they may name others."),
             field<&A::credential>("credential_id",
                                   "Where their own word counted: what they were let in by. "
                                   "Absent for who was on the host."));
  }
};

struct StampQuestions {
  AskedAs asked_as;
  std::vector<MemoryQuestion> questions;

  static constexpr auto record(auto&& f) {
    using Q = StampQuestions;
    using canon::field;
    return f("StampQuestions", "The questions that a stamp's items answer.",
             field<&Q::asked_as>("asked_as", "Who asked them."),
             field<&Q::questions>("questions", "One for each item, without its proofs."));
  }
};

// Of those that were asked the ones whose items are permitted. Proofs are left out: they hold under
// the state that they were made in.
StampQuestions questions_of(const std::vector<MemoryQuestion>& asked, const Evaluated& evaluated,
                            AskedAs asked_as);

// Where `questions` is nullptr, none are kept of the root any more: nothing follows.
store::DocumentRow row_of(std::string_view tenant, const memory::PolicyStampRef& root,
                          const StampQuestions* questions, Instant now);

// Those of the stamp's items; nothing where none are kept.
Result<std::optional<StampQuestions>> find_stamp_questions(store::Snapshot& snapshot,
                                                           std::string_view tenant,
                                                           const stamp::SoundStamp& stamp);

// Questions that differ in nothing but their memory are held once, however many stamps were issued
// for them. For one thread at a time.
class AlikeQuestions {
 public:
  // Those of a document, as of no memory; nothing where they name more of it.
  std::shared_ptr<const StampQuestions> of(StampQuestions questions);

 private:
  std::map<std::string, std::weak_ptr<const StampQuestions>> held_;
  std::size_t tidy_at_ = 1024;  // how many there may be before those that are gone are taken out
};

// Questions as of no memory, asked about one.
StampQuestions about(const StampQuestions& alike, const memory::MemoryObjectRef& object);

// Takes a stored document of questions into a state on its way. Problem: store::fault::corrupt.
Result<void> take_in_questions(const store::DocumentRow& row, Documented& into);

// Who asked, as they would call at `now`. Nothing where they no longer could: none of the
// credentials that are held makes them who they were.
std::optional<Caller> asker_now(const State& state, std::string_view tenant,
                                const AskedAs& asked_as, Instant now);

}  // namespace writ::ops
