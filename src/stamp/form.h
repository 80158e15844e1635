// What stamps of many memories have in common that were issued for the same: the policies and
// questions of their items, in which nothing but the memory differs, and the ids that follow from
// it. So it is judged once, and held once.
#pragma once

#include <expected>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "memory/identity.h"
#include "stamp/comparison.h"
#include "stamp/fault.h"
#include "stamp/issue.h"

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
  // For stamps of `stamped_at`. Where everything was asked at that time, what is made of it for a
  // stamp of another time says that time; otherwise it says when it was asked.
  //
  // Faults: those of issuing for its items under the key.
  static std::expected<SoundForm, StampFault> of(StampForm form,
                                                 const canon::Timestamp& stamped_at);
  static std::expected<SoundForm, StampFault> of(std::vector<Grant> grants,
                                                 const memory::PolicyRuntimeFreshnessKey& key,
                                                 const canon::Timestamp& stamped_at);

  const StampForm& form() const { return form_; }

  // Item by item, in one order.
  const std::vector<LeveledItem>& levels() const { return levels_; }
  bool allows_action(std::size_t item) const { return allows_[item]; }

  // The ids of an item's question and policy.
  const memory::AlikeIds& ids(std::size_t item) const { return ids_[item]; }

  // What would be granted for another memory.
  std::vector<Grant> grants_of(const memory::MemoryObjectRef& object,
                               const canon::Timestamp& stamped_at) const;

  // Whether those of a memory are just these.
  bool is_of(const memory::MemoryObjectRef& object, const std::vector<Grant>& grants) const;

  // Whether one of its questions is this, whenever, of whichever memory and under whichever state.
  bool asks(memory::PolicyEvaluationContext question) const;

  // All that it says but for the memory and the time: the same of forms that are alike.
  std::string content() const;

 private:
  friend class SoundStamp;  // which has followed the bindings of what it makes one of
  SoundForm(StampForm form, const canon::Timestamp& stamped_at);

  StampForm form_;
  bool asked_when_stamped_;
  std::vector<LeveledItem> levels_;
  std::vector<bool> allows_;
  std::vector<memory::AlikeIds> ids_;
};

// Forms that are alike are held once, however many stamps are of them. For one thread at a time.
class SharedForms {
 public:
  // The one that is held of those that are alike.
  std::shared_ptr<const SoundForm> of(std::shared_ptr<const SoundForm> form);

 private:
  std::map<std::string, std::weak_ptr<const SoundForm>> held_;  // by the hash of the content
  std::size_t tidy_at_ = 1024;  // how many there may be before those that are gone are taken out
  // Many stamps of one form come one after the other: the last one, and what is held for it.
  std::shared_ptr<const SoundForm> last_;
  std::shared_ptr<const SoundForm> held_for_last_;
};

}  // namespace writ::stamp
