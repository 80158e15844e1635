// What stamps of many memories have in common that were issued for the same: the policies and
// questions of their items, in which nothing but the memory differs, and the ids that follow from
// it. So a batch of restamps judges, keeps and verifies them once.
#pragma once

#include <expected>
#include <optional>
#include <vector>

#include "stamp/check.h"
#include "stamp/issue.h"
#include "stamp/restamp.h"

namespace writ::stamp {

// As it is kept: with the memory that it was made for first.
struct StampForm {
  memory::PolicyRuntimeFreshnessKey freshness_key;
  std::vector<memory::EffectiveMemoryPolicy> policies;
  std::vector<memory::PolicyEvaluationContext> contexts;

  static constexpr auto record(auto&& f) {
    using F = StampForm;
    using canon::field;
    return f("StampForm", "What stamps of several memories have in common.",
             field<&F::freshness_key>("freshness_key", "The state that they hold under."),
             field<&F::policies>("effective_policies", "The policy of each item, of one of them."),
             field<&F::contexts>("evaluation_contexts", "The question that each answers."));
  }
};

// A form whose bindings have been followed once. Immutable: threads may share it.
class SoundForm {
 public:
  // Faults: those of issuing for its items under the key.
  static std::expected<SoundForm, StampFault> of(StampForm form);
  static std::expected<SoundForm, StampFault> of(std::vector<Grant> grants,
                                                 const memory::PolicyRuntimeFreshnessKey& key);

  const StampForm& form() const { return form_; }

  // What would be granted for another memory.
  std::vector<Grant> grants_of(const memory::MemoryObjectRef& object) const;

  // Whether those of a memory are just these.
  bool is_of(const memory::MemoryObjectRef& object, const std::vector<Grant>& grants) const;

  // Whether its questions were stamped in `kept`, of whatever memory, but for the time and the
  // state.
  bool asks_as(const KeptStamp& kept) const;

  // A stamp of it under a root's ceiling, issued at `now`. Fault: policy_mismatch where the ceiling
  // does not have its items.
  struct Terms {
    memory::MemoryObjectRef object;
    Instant now;
    std::optional<Instant> expires_at;
    std::vector<memory::ReasonCodeId> reason_codes;
  };
  std::expected<SoundStamp, StampFault> stamp(const Terms& terms,
                                              const PolicyCeilingSnapshot& ceiling) const;

  // What restamp() makes of a stamp with these grants. The terms' key is the form's.
  struct Restamp {
    PolicyStampRestamp record;
    std::optional<SoundStamp> successor;
  };
  std::expected<Restamp, StampFault> restamp(const KeptStamp& prior,
                                             const RestampTerms& terms) const;

 private:
  explicit SoundForm(StampForm form) : form_(std::move(form)), levels_(leveled(form_.policies)) {}

  StampForm form_;
  std::vector<LeveledItem> levels_;
};

}  // namespace writ::stamp
