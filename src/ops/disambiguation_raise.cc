// disambiguation.raise: puts a question to people, once. The same question again is the same
// question, whatever became of it: asking is no way to open it anew.
#include "canon/record_define.h"
#include "ops/disambiguations.h"
#include "ops/governing.h"
#include "ops/operation.h"
#include "ops/table.h"

namespace writ::ops {

struct RaiseRequest {
  std::optional<policy::TenantId> tenant_id;
  std::optional<policy::BundleName> name;
  std::optional<session::SessionId> session_id;
  govern::QuestionKind kind = govern::QuestionKind::scope_confirmation;
  memory::SafeReferenceLabelRef prompt;
  std::optional<bool> may_name_object;
  std::optional<bool> may_name_scope;
  memory::MemoryPolicyDecisionRef decision;
  std::optional<canon::Timestamp> deadline;
  std::optional<bool> blocks;
  std::optional<govern::OpenFallback> fallback;
  std::optional<memory::PolicyRuntimeFreshnessKey> freshness_key;
  std::optional<std::vector<memory::ReasonCodeId>> reason_codes;

  GovernedBy governed_by() const { return {tenant_id, name, session_id}; }
  bool is_blocking() const { return blocks.value_or(true); }
  void check(const canon::Path& path, canon::Faults& faults) const {
    governed_by().check(path, faults);
    if (is_blocking() && fallback == govern::OpenFallback::defer) {
      faults.add(canon::record::wrong_value, canon::Path(path, "fallback_if_unanswered"),
                 "cannot put off a question that everything waits for: use `block`, "
                 "`search_only` or `reference_only`");
    }
  }

  static constexpr auto record(auto&& f) {
    using R = RaiseRequest;
    using canon::field;
    return f(
        "RaiseDisambiguationRequest", "What is asked, and what holds where nobody answers.",
        field<&R::tenant_id>("tenant_id", "Whose policy; absent in a session."),
        field<&R::name>("name", "Which of them; absent is `default`."),
        field<&R::session_id>("session_id", "The session that the decision was made in."),
        field<&R::kind>("question_kind", "What is asked."),
        field<&R::prompt>("safe_prompt_label_ref", "How it is put: nothing that is protected."),
        field<&R::may_name_object>("may_name_object",
                                   "Whether the memory may be named; absent is no."),
        field<&R::may_name_scope>("may_name_scope",
                                  "Whether its scope may be named; absent is no."),
        field<&R::decision>("policy_decision_ref", "The decision that gave rise to it."),
        field<&R::deadline>("deadline_at",
                            "Until when an answer counts; absent, or later than that: for "
                            "seven days."),
        field<&R::blocks>("blocked_until_answered",
                          "Whether everything waits for the answer; absent is yes."),
        field<&R::fallback>("fallback_if_unanswered",
                            "What holds where nobody answers; absent is `block`. Only what "
                            "nothing waits for can `defer`."),
        field<&R::freshness_key>("freshness_key",
                                 "The state that the decision was made under, where it is "
                                 "to be asked under that alone; absent: the state now."),
        field<&R::reason_codes>("reason_codes", "Why."));
  }
};

struct RaiseResponse {
  bool ok = false;
  std::optional<govern::PolicyDisambiguationRequest> request;
  std::optional<govern::DisambiguationState> state;
  std::optional<std::string> reason;

  static constexpr auto record(auto&& f) {
    using R = RaiseResponse;
    using canon::field;
    return f("RaiseDisambiguationResponse", "The question.",
             field<&R::ok>("ok", "Whether there is one."),
             field<&R::request>("request", "The question, with its id."),
             field<&R::state>("state",
                              "Where it stands: `raised`, or what became of it where it was "
                              "asked before."),
             field<&R::reason>("reason", "Why it was not asked."));
  }
};

std::optional<std::string_view> tenant_of(const RaiseRequest& request) {
  return request.governed_by().tenant();
}

namespace {

constexpr std::int64_t longest_wait = 7LL * 24 * 60 * 60 * 1'000'000;

// All but the fallback, whose vocabulary is the kind's own.
template <class R>
R question_of(const RaiseRequest& request, const memory::PolicyRuntimeFreshnessKey& active,
              Instant now) {
  return {.recorded_at = canon::Timestamp(now),
          .kind = request.kind,
          .prompt = request.prompt,
          .may_name_object = request.may_name_object.value_or(false),
          .may_name_scope = request.may_name_scope.value_or(false),
          .decision = request.decision,
          .deadline = request.deadline,
          .freshness_key = active,
          .reason_codes = request.reason_codes.value_or(std::vector<memory::ReasonCodeId>())};
}

govern::PolicyDisambiguationRequest question(const RaiseRequest& request,
                                             const memory::PolicyRuntimeFreshnessKey& active,
                                             Instant now) {
  const govern::OpenFallback fallback = request.fallback.value_or(govern::OpenFallback::block);
  govern::PolicyDisambiguationRequest named;
  if (request.is_blocking()) {
    auto blocking = question_of<govern::BlockingDisambiguationRequest>(request, active, now);
    blocking.fallback = govern::fallback_of(fallback);
    named = std::move(blocking);
  } else {
    auto open = question_of<govern::NonBlockingDisambiguationRequest>(request, active, now);
    open.fallback = fallback;
    named = std::move(open);
  }
  govern::name(named);
  return named;
}

RaiseResponse told(govern::KeptDisambiguation kept) {
  return {.ok = true, .request = std::move(kept.request), .state = std::move(kept.life.back())};
}

RaiseResponse refused(std::string_view reason) { return {.reason = std::string(reason)}; }

Result<RaiseResponse> raise_in(store::Transaction& transaction, std::string_view tenant,
                               govern::PolicyDisambiguationRequest request, Instant now) {
  WRIT_TRY(auto before, find_disambiguation(transaction, tenant, govern::view_of(request).id));
  if (before) return told(*std::move(before));
  WRIT_TRY(const bool has_room, has_room_for_disambiguation(transaction, tenant));
  if (!has_room) return refused(disambiguation_reason::too_many_open);
  auto kept = govern::begin(std::move(request), now, longest_wait);
  if (!kept) return refused(kept.error().code.name);
  WRIT_CHECK(put_disambiguation(transaction, tenant, *kept, now));
  return told(*std::move(kept));
}

Result<RaiseResponse> raise(Engine& engine, const Call& call, const RaiseRequest& request) {
  return engine.change<RaiseResponse>(
      call, [&](store::Transaction& transaction, const State& state) -> Result<RaiseResponse> {
        WRIT_TRY(const Governing by, governing(engine, state, call, request.governed_by()));
        if (request.freshness_key && *request.freshness_key != *by.active) {
          return refused(disambiguation_reason::state_moved);
        }
        return raise_in(transaction, by.tenant, question(request, *by.active, call.now), call.now);
      });
}

}  // namespace

const Operation disambiguation_raise =
    define<raise>({.name = "disambiguation.raise",
                   .doc = "Puts a question to people where it is not certain what a policy should "
                          "say; again for the same answers the same.",
                   .capability = Capability::decide,
                   .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::RaiseRequest);
DEFINE_RECORD(writ::ops::RaiseResponse);
