// Checking stamps: whether one is honoured for what is about to be done, now.
#pragma once

#include <expected>
#include <optional>
#include <variant>
#include <vector>

#include "memory/context.h"
#include "stamp/fault.h"
#include "stamp/stamp.h"

namespace writ::stamp {

// The question as it stands now: in whole, or by the id that Writ gave it, which is made of all
// that it asks and leaves out only when.
using PresentedQuestion =
    std::variant<memory::PolicyEvaluationContext, memory::PolicyEvaluationContextRef>;

// Why a stamp in this state is not honoured; nothing for an active one.
std::optional<StampFault> fault_of(memory::LifecycleState state);

// What is about to be done.
struct Presented {
  memory::MemoryObjectRef object;
  memory::Action action = memory::Action::collect;
  std::optional<memory::Destination> destination;
  PresentedQuestion question;
};

// A stamp of which every binding has been followed once: the ids of all its parts are those of
// their content, and each item's policy is of its object, action, destination and question. What is
// left to look at for each use costs no hash.
class SoundStamp {
 public:
  static std::expected<SoundStamp, StampFault> of(KeptStamp kept);

  // The first reason why it is not honoured for what is presented; nothing where it is.
  std::optional<StampFault> refused(Presented presented,
                                    const memory::PolicyRuntimeFreshnessKey& active,
                                    Instant now) const;

  // The same, whatever would be done with it.
  std::optional<StampFault> spent(const memory::PolicyRuntimeFreshnessKey& active,
                                  Instant now) const;

  // The question that was answered for an item that it has.
  const memory::PolicyEvaluationContext& question_of(const ItemKey& item) const;

  const KeptStamp& kept() const { return kept_; }

 private:
  friend class SoundForm;  // what it makes is sound as it is made
  explicit SoundStamp(KeptStamp kept);

  KeptStamp kept_;
  std::vector<bool> allows_;  // item by item: its policy allows what its action needs
};

}  // namespace writ::stamp
