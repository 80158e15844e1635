// Checking stamps: whether one is honoured for what is about to be done, now.
#pragma once

#include <expected>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

#include "memory/context.h"
#include "stamp/fault.h"
#include "stamp/form.h"
#include "stamp/issue.h"
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
// left to look at for each use costs no hash. What it has in common with others it shares with
// them.
class SoundStamp {
 public:
  static std::expected<SoundStamp, StampFault> of(const KeptStamp& kept);

  // A stamp of a form under a root's ceiling. Fault: policy_mismatch where they are not of one
  // memory and key, or the ceiling does not have the form's items.
  static std::expected<SoundStamp, StampFault> of(
      std::shared_ptr<const SoundForm> form, IssueTerms terms,
      std::shared_ptr<const PolicyCeilingSnapshot> ceiling);

  // The first reason why it is not honoured for what is presented; nothing where it is.
  std::optional<StampFault> refused(const Presented& presented,
                                    const memory::PolicyRuntimeFreshnessKey& active,
                                    Instant now) const;

  // The same, whatever would be done with it.
  std::optional<StampFault> spent(const memory::PolicyRuntimeFreshnessKey& active,
                                  Instant now) const;

  // For whom an item that it has was asked.
  const memory::PrincipalRef& asked_for(const ItemKey& item) const;

  const PolicyStamp& stamp() const { return stamp_; }
  const std::shared_ptr<const SoundForm>& form() const { return form_; }
  const std::shared_ptr<const PolicyCeilingSnapshot>& ceiling() const { return ceiling_; }

  // As it is kept: made anew.
  KeptStamp kept() const;

  // Shares its form with those that are alike.
  void share(SharedForms& forms);

 private:
  SoundStamp(PolicyStamp stamp, std::shared_ptr<const SoundForm> form,
             std::shared_ptr<const PolicyCeilingSnapshot> ceiling,
             std::vector<memory::PolicyEvaluationContextRef> questions)
      : stamp_(std::move(stamp)), form_(std::move(form)), ceiling_(std::move(ceiling)),
        questions_(std::move(questions)) {}

  bool is_question_of(std::size_t item, const memory::PolicyEvaluationContext& asked) const;
  bool is_question_of(std::size_t item, const memory::PolicyEvaluationContextRef& asked) const;

  PolicyStamp stamp_;
  std::shared_ptr<const SoundForm> form_;
  std::shared_ptr<const PolicyCeilingSnapshot> ceiling_;
  std::vector<memory::PolicyEvaluationContextRef> questions_;  // item by item
};

}  // namespace writ::stamp
