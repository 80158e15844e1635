// A question as it is kept: with every state that it was in, none of which is ever taken back, and
// its answer. What is read again is looked at: whatever was altered is no question any more.
#pragma once

#include <optional>
#include <vector>

#include "govern/disambiguation_life.h"

namespace writ::govern {

struct KeptDisambiguation {
  PolicyDisambiguationRequest request;
  std::vector<DisambiguationState> life;
  std::optional<PolicyDisambiguationAnswer> answer;

  static constexpr auto record(auto&& f) {
    using K = KeptDisambiguation;
    using canon::field;
    return f("KeptDisambiguation", "A question, and what became of it.",
             field<&K::request>("request", "The question."),
             field<&K::life>("lifecycle", "Its states, the present one last."),
             field<&K::answer>("answer", "Its answer, where somebody gave one in time."));
  }
  // The request has the id of its content, the life is one that a question can have, and every part
  // is of this request.
  void check(const canon::Path& path, canon::Faults& faults) const;

  const DisambiguationState& state() const { return life.back(); }
  bool is_open() const { return std::holds_alternative<DisambiguationRaised>(state()); }
};

// Problem: as of raise().
Result<KeptDisambiguation> begin(PolicyDisambiguationRequest request, Instant now,
                                 std::int64_t longest);

// Takes the answer, or says why not and leaves everything as it is.
std::optional<AnswerFault> take_answer(KeptDisambiguation& kept, const AnswerTerms& terms);

// Ends what is open and whose deadline has come: timed out, and its fallback applied, both at once.
// Answers whether it did.
bool expire(KeptDisambiguation& kept, Instant now);

// What holds of a question that ended without anybody's knowing better: it timed out, or its answer
// was that nobody knows. Nothing of any other.
std::optional<Fallback> fallback_that_holds(const KeptDisambiguation& kept);

}  // namespace writ::govern
