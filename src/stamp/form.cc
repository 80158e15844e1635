#include "stamp/form.h"

#include <algorithm>
#include <utility>

#include "canon/digest.h"

namespace writ::stamp {
namespace {

// Whether the two are one question, whenever, of whichever memory and under whichever state.
bool is_same_question(memory::PolicyEvaluationContext& asked,
                      const memory::PolicyEvaluationContext& before) {
  asked.id = before.id;
  asked.recorded_at = before.recorded_at;
  asked.object = before.object;
  asked.freshness_key = before.freshness_key;
  return asked == before;
}

bool is_asked_at(const StampForm& form, const canon::Timestamp& time) {
  const auto is_of_it = [&](const auto& record) { return record.recorded_at == time; };
  return std::ranges::all_of(form.policies, is_of_it) &&
         std::ranges::all_of(form.contexts, is_of_it);
}

}  // namespace

SoundForm::SoundForm(StampForm form, const canon::Timestamp& stamped_at)
    : form_(std::move(form)), asked_when_stamped_(is_asked_at(form_, stamped_at)),
      levels_(leveled(form_.policies)) {
  ids_.reserve(form_.policies.size());
  for (std::size_t i = 0; i < form_.policies.size(); ++i) {
    allows_.push_back(stamp::allows_action(form_.policies[i]));
    ids_.emplace_back(form_.contexts[i], form_.policies[i]);
  }
}

std::expected<SoundForm, StampFault> SoundForm::of(StampForm form,
                                                   const canon::Timestamp& stamped_at) {
  if (form.policies.size() != form.contexts.size()) {
    return std::unexpected(StampFault::policy_mismatch);
  }
  std::vector<Grant> grants;
  grants.reserve(form.policies.size());
  for (std::size_t i = 0; i < form.policies.size(); ++i) {
    grants.push_back({std::move(form.policies[i]), std::move(form.contexts[i])});
  }
  return of(std::move(grants), form.freshness_key, stamped_at);
}

std::expected<SoundForm, StampFault> SoundForm::of(std::vector<Grant> grants,
                                                   const memory::PolicyRuntimeFreshnessKey& key,
                                                   const canon::Timestamp& stamped_at) {
  if (grants.empty()) return std::unexpected(StampFault::no_items);
  const IssueTerms terms{.object = grants.front().policy.object, .freshness_key = key};
  if (const auto fault = sort_grants(terms, grants)) return std::unexpected(*fault);
  StampForm form{.freshness_key = key};
  for (Grant& grant : grants) {
    form.policies.push_back(std::move(grant.policy));
    form.contexts.push_back(std::move(grant.context));
  }
  return SoundForm(std::move(form), stamped_at);
}

std::vector<Grant> SoundForm::grants_of(const memory::MemoryObjectRef& object,
                                        const canon::Timestamp& stamped_at) const {
  std::vector<Grant> grants;
  grants.reserve(form_.policies.size());
  for (std::size_t i = 0; i < form_.policies.size(); ++i) {
    Grant& grant = grants.emplace_back(Grant{form_.policies[i], form_.contexts[i]});
    grant.context.object = object;
    grant.context.id = ids_[i].context(object);
    grant.policy.object = object;
    grant.policy.context = grant.context.id;
    grant.policy.id = ids_[i].policy(object, grant.context.id);
    if (asked_when_stamped_) {
      grant.context.recorded_at = stamped_at;
      grant.policy.recorded_at = stamped_at;
    }
  }
  return grants;
}

// Ids are those of their content.
bool SoundForm::is_of(const memory::MemoryObjectRef& object,
                      const std::vector<Grant>& grants) const {
  if (grants.size() != ids_.size()) return false;
  return std::ranges::all_of(ids_, [&](const memory::AlikeIds& ids) {
    const memory::PolicyEvaluationContextRef context = ids.context(object);
    const memory::EffectiveMemoryPolicyRef policy = ids.policy(object, context);
    return std::ranges::any_of(grants, [&](const Grant& grant) {
      return grant.context.id == context && grant.policy.id == policy;
    });
  });
}

bool SoundForm::asks(memory::PolicyEvaluationContext question) const {
  return std::ranges::any_of(form_.contexts, [&](const memory::PolicyEvaluationContext& asked) {
    return is_same_question(question, asked);
  });
}

std::string SoundForm::content() const {
  std::string content;
  for (std::size_t i = 0; i < ids_.size(); ++i) {
    content += ids_[i].content();
    if (asked_when_stamped_) continue;
    content += '@';
    content += form_.policies[i].recorded_at.text() + form_.contexts[i].recorded_at.text();
  }
  return content;
}

std::shared_ptr<const SoundForm> SharedForms::of(std::shared_ptr<const SoundForm> form) {
  if (form == last_) return held_for_last_;
  if (held_.size() >= tidy_at_) {
    std::erase_if(held_, [](const auto& held) { return held.second.expired(); });
    tidy_at_ = std::max<std::size_t>(1024, 2 * held_.size());
  }
  std::weak_ptr<const SoundForm>& held = held_[canon::sha256_hex(form->content())];
  held_for_last_ = held.lock();
  if (!held_for_last_) {
    held_for_last_ = form;
    held = form;
  }
  last_ = std::move(form);
  return held_for_last_;
}

}  // namespace writ::stamp
