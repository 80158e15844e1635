// stamp.check: whether a stamp is honoured for what is about to be done.
#include "canon/record_define.h"
#include "ops/governing.h"
#include "ops/operation.h"
#include "ops/stamps.h"
#include "ops/table.h"

namespace writ::ops {

struct StampCheckRequest {
  std::optional<policy::TenantId> tenant_id;
  std::optional<policy::BundleName> name;
  std::optional<session::SessionId> session_id;
  memory::PolicyStampRef stamp;
  memory::MemoryObjectRef object;
  memory::Action action = memory::Action::collect;
  std::optional<memory::Destination> destination;
  std::optional<memory::PolicyEvaluationContext> context;
  std::optional<memory::PolicyEvaluationContextRef> context_ref;

  GovernedBy governed_by() const { return {tenant_id, name, session_id}; }
  void check(const canon::Path& path, canon::Faults& faults) const {
    governed_by().check(path, faults);
    check_question(context, context_ref, path, faults);
  }

  static constexpr auto record(auto&& f) {
    using R = StampCheckRequest;
    using canon::field;
    return f("StampCheckRequest", "What is about to be done, and the stamp that is shown for it.",
             field<&R::tenant_id>("tenant_id", "Whose policy; absent in a session."),
             field<&R::name>("name", "Which of them; absent is `default`."),
             field<&R::session_id>("session_id", "The session that it was issued in."),
             field<&R::stamp>("stamp_ref", "The stamp."),
             field<&R::object>("object_ref", "The memory."),
             field<&R::action>("action", "What is about to be done with it."),
             field<&R::destination>("destination", "Where its bytes would go."),
             field<&R::context>("context",
                                "The question as it stands now, as `stamp.issue` "
                                "answered it for this item."),
             field<&R::context_ref>("policy_evaluation_context_ref",
                                    "The same by its id, where it stands as it was asked; one of "
                                    "the two."));
  }
};

struct StampCheckResponse {
  bool honoured = false;
  std::optional<std::string> reason;
  memory::ActiveFreshnessKey freshness_key;
  std::optional<canon::Timestamp> honoured_until;

  static constexpr auto record(auto&& f) {
    using R = StampCheckResponse;
    using canon::field;
    return f("StampCheckResponse", "Whether it may be done.",
             field<&R::honoured>("honoured", "Whether the stamp is honoured for it, now."),
             field<&R::reason>("reason", "The first reason why it is not."),
             field<&R::freshness_key>("freshness_key", "The state that this was said under."),
             field<&R::honoured_until>("honoured_until",
                                       "Until when this may be relied on; absent where it is not "
                                       "honoured."));
  }
};

std::optional<std::string_view> tenant_of(const StampCheckRequest& request) {
  return request.governed_by().tenant();
}

namespace {

Result<std::string_view> refusal(Engine& engine, const Call& call, const Governing& by,
                                 const memory::PolicyStampRef& id,
                                 const stamp::Presented& presented,
                                 const stamp::SoundStamp& sound) {
  const stamp::ItemKey item = key_of(presented);
  WRIT_TRY(const std::string_view why,
           why_refused(engine, call, by, id, sound.refused(presented, *by.active, call.now)));
  if (!why.empty() || may_present(call.caller, by, sound.asked_for(item))) return why;
  return stamp::name_of(stamp::StampFault::another_context);
}

// The question is moved out of the request; whom it names is looked at until the end.
// NOLINTBEGIN(cppcoreguidelines-rvalue-reference-param-not-moved)
Result<Written<StampCheckResponse>> check(Engine& engine, const Call& call,
                                          StampCheckRequest&& request) {
  // NOLINTEND(cppcoreguidelines-rvalue-reference-param-not-moved)
  const Instant until = engine.honoured_until(call.now);
  WRIT_TRY(const auto state, engine.state());
  WRIT_TRY(Governing by, governing(engine, *state, call, request.governed_by()));
  WRIT_TRY(ShownStamp shown, shown_stamp(engine, *state, by, request.stamp, call.now));
  if (shown.stamp != nullptr) {
    const stamp::Presented presented{
        std::move(request.object), request.action, request.destination,
        presented_question(std::move(request.context), std::move(request.context_ref))};
    WRIT_TRY(shown.why, refusal(engine, call, by, request.stamp, presented, *shown.stamp));
  }
  StampCheckResponse response{.honoured = shown.stamp != nullptr && shown.why.empty(),
                              .freshness_key = std::move(by.active)};
  if (response.honoured) {
    response.honoured_until = canon::Timestamp(until);
  } else {
    response.reason = std::string(shown.why);
  }
  Written<StampCheckResponse> written(response);
  WRIT_CHECK(record_ruling(engine, call, by, written.json, response.reason));
  return written;
}

}  // namespace

const Operation stamp_check =
    define<check>({.name = "stamp.check",
                   .doc = "Says whether a stamp is honoured for what is about to be done.",
                   .capability = Capability::decide});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::StampCheckRequest);
DEFINE_RECORD(writ::ops::StampCheckResponse);
