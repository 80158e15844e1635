// ui.export: what a user interface draws from, evaluated here so that it need not be there.
#include <algorithm>
#include <set>
#include <utility>

#include "canon/record_define.h"
#include "ops/disambiguations.h"
#include "ops/governing.h"
#include "ops/operation.h"
#include "ops/stamps.h"
#include "ops/table.h"
#include "stamp/ui_export.h"

namespace writ::ops {

struct UIExportRequest {
  memory::PolicyStampRef stamp;
  memory::CoordinationTraceRef trace;
  std::vector<MemoryQuestion> questions;
  std::optional<memory::ProtectedReason> protected_reason;
  std::optional<memory::SafeReferenceLabelRef> default_label;
  std::optional<memory::SafeReferenceLabelRef> inspector_label;

  static constexpr auto record(auto&& f) {
    using R = UIExportRequest;
    using canon::field;
    return f("UIExportRequest", "A stamp that is to be drawn.",
             field<&R::stamp>("stamp_ref", "The stamp."),
             field<&R::trace>("coordination_trace_ref", "What it is drawn for."),
             field<&R::questions>("questions",
                                  "One for each item, as for `stamp.issue`, and one to "
                                  "`ui_disclose`: what may be said follows from that. An item "
                                  "without one is drawn as blocked."),
             field<&R::protected_reason>("protected_reason_class",
                                         "Why it is protected; absent is `policy_unknown`."),
             field<&R::default_label>("default_label_ref",
                                      "What is to stand for it; absent: a built-in label."),
             field<&R::inspector_label>("inspector_label_ref", "What an inspector is shown."));
  }
  void check(const canon::Path& path, canon::Faults& faults) const {
    check_questions(questions, path, faults);
    if (std::ranges::find(questions, memory::Action::ui_disclose, &MemoryQuestion::action) ==
        questions.end()) {
      faults.add(canon::record::missing_member, canon::Path(path, "questions"),
                 "must ask to `ui_disclose`: what may be drawn follows from that");
    }
  }
};

struct UIExportResponse {
  bool ok = false;
  std::optional<stamp::PolicyUIExport> made;
  std::optional<memory::SafeLabelDisclosurePolicy> label_policy;
  std::optional<canon::Timestamp> honoured_until;
  std::optional<std::string> reason;

  static constexpr auto record(auto&& f) {
    using R = UIExportResponse;
    using canon::field;
    return f("UIExportResponse", "What is drawn from.",
             field<&R::ok>("ok", "Whether there is anything."),
             field<&R::made>("export", "Item by item, and what may be said."),
             field<&R::label_policy>("safe_label_policy", "What the labels follow from."),
             field<&R::honoured_until>("honoured_until", "Until when it may be drawn."),
             field<&R::reason>("reason", "Why there is nothing."));
  }
};

std::optional<std::string_view> tenant_of(const UIExportRequest& request) {
  return tenant_of(request.questions.front());
}

namespace {

// A policy to disclose that is not permitted says that nothing may be said.
memory::SafeLabelDisclosurePolicy labels_of(const UIExportRequest& request,
                                            const Evaluated& evaluated) {
  const auto found =
      std::ranges::find(evaluated.items, memory::Action::ui_disclose,
                        [](const Evaluated::Item& item) { return item.answer.policy.action; });
  memory::EffectiveMemoryPolicy policy = found->answer.policy;
  if (!found->answer.permitted) {
    policy.disclosure_class = memory::DisclosureClass::not_disclosable;
    policy.disclosure_vector = {};
  }
  return memory::safe_label_policy_of(
      policy, request.protected_reason.value_or(memory::ProtectedReason::policy_unknown),
      {.standing = request.default_label, .inspector = request.inspector_label});
}

// The decisions that the stamp's items were permitted by, and those that they rest on now.
std::set<memory::MemoryPolicyDecisionRef> decisions_of(const stamp::SoundStamp& stamp,
                                                       const Evaluated& evaluated) {
  std::set<memory::MemoryPolicyDecisionRef> decisions;
  const auto add = [&](const memory::EffectiveMemoryPolicy& policy) {
    decisions.insert(policy.contributing.begin(), policy.contributing.end());
  };
  std::ranges::for_each(stamp.form()->form().policies, add);
  for (const Evaluated::Item& item : evaluated.items) add(item.answer.policy);
  return decisions;
}

// Of the questions to people that these decisions gave rise to and that are open, the latest that
// everything waits for; where there is none, the latest of the others.
Result<std::optional<stamp::PendingQuestion>> pending_question(
    store::Snapshot& snapshot, std::string_view tenant,
    const std::set<memory::MemoryPolicyDecisionRef>& decisions) {
  std::optional<govern::DisambiguationRaised> last;
  const auto rank = [](const govern::DisambiguationRaised& raised) {
    return std::pair(raised.blocks, raised.recorded_at.at());
  };
  for (const memory::MemoryPolicyDecisionRef& decision : decisions) {
    WRIT_TRY(const auto open, open_disambiguations(snapshot, tenant, decision));
    for (const govern::DisambiguationRaised& raised : open) {
      if (!last || rank(*last) < rank(raised)) last = raised;
    }
  }
  if (!last) return std::optional<stamp::PendingQuestion>();
  return std::optional(stamp::PendingQuestion{last->request, last->blocks});
}

Result<UIExportResponse> make(Engine& engine, const Call& call, const UIExportRequest& request) {
  const Instant until = engine.honoured_until(call.now);
  WRIT_TRY(const Evaluated evaluated, evaluate_all(engine, call, request.questions));
  const MemoryQuestion& first = request.questions.front();
  WRIT_TRY(const auto state, engine.state());
  WRIT_TRY(const Governing by, governing(engine, *state, call, first.governed_by()));
  WRIT_TRY(const auto snapshot, engine.store().read());
  WRIT_TRY(const auto found, find_stamp(*state, *snapshot, by.tenant, request.stamp.text()));
  if (!found || found->stamp().object != first.object) {
    return UIExportResponse{.reason = std::string(stamp_reason::unknown)};
  }
  WRIT_TRY(std::ignore,
           why_refused(engine, call, by, request.stamp, found->spent(evaluated.active, call.now)));
  WRIT_TRY(auto pending, pending_question(*snapshot, by.tenant, decisions_of(*found, evaluated)));
  UIExportResponse response{.ok = true,
                            .label_policy = labels_of(request, evaluated),
                            .honoured_until = canon::Timestamp(until)};
  response.made = stamp::ui_export_of(*found, present_of(evaluated), *response.label_policy,
                                      {.trace = request.trace,
                                       .active = evaluated.active,
                                       .now = call.now,
                                       .pending = std::move(pending)});
  return response;
}

}  // namespace

const Operation ui_export =
    define<make>({.name = "ui.export",
                  .doc = "Makes what a user interface draws a stamp's actions from.",
                  .capability = Capability::decide,
                  .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::UIExportRequest);
DEFINE_RECORD(writ::ops::UIExportResponse);
