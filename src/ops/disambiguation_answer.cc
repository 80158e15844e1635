// disambiguation.answer: takes somebody's answer to a question that is open. It allows nothing: it
// says what is to be made anew, under the state that is active then.
#include <fmt/format.h>

#include "canon/record_define.h"
#include "ops/disambiguations.h"
#include "ops/governing.h"
#include "ops/operation.h"
#include "ops/table.h"

namespace writ::ops {

struct AnswerDisambiguationRequest {
  std::optional<policy::TenantId> tenant_id;
  std::optional<policy::BundleName> name;
  std::optional<session::SessionId> session_id;
  memory::PolicyDisambiguationRequestRef request;
  govern::AnswerValue value = govern::AnswerValue::unknown_or_no_answer;
  std::optional<memory::PrincipalRef> answered_by;
  std::optional<canon::Id<struct PipelineTag>> resumed_pipeline;
  std::optional<std::vector<memory::ReasonCodeId>> reason_codes;

  GovernedBy governed_by() const { return {tenant_id, name, session_id}; }
  void check(const canon::Path& path, canon::Faults& faults) const {
    governed_by().check(path, faults);
  }

  static constexpr auto record(auto&& f) {
    using R = AnswerDisambiguationRequest;
    using canon::field;
    return f("AnswerDisambiguationRequest", "An answer to a question that is open.",
             field<&R::tenant_id>("tenant_id", "Whose policy; absent in a session."),
             field<&R::name>("name", "Which of them; absent is `default`."),
             field<&R::session_id>("session_id", "The session that it was asked in."),
             field<&R::request>("request_id", "The question."),
             field<&R::value>("answer_value", "The answer."),
             field<&R::answered_by>("answered_by",
                                    "Who answers, where the caller speaks for others; absent is "
                                    "the caller."),
             field<&R::resumed_pipeline>("resumed_pipeline_ref",
                                         "What goes on from there; absent is what the question's "
                                         "decision was made for."),
             field<&R::reason_codes>("reason_codes", "Why."));
  }
};

struct AnswerDisambiguationResponse {
  bool ok = false;
  std::optional<govern::PolicyDisambiguationAnswer> answer;
  std::optional<govern::DisambiguationState> state;
  std::optional<memory::ScopeConservatismFloor> floor;
  std::optional<std::string> reason;

  static constexpr auto record(auto&& f) {
    using R = AnswerDisambiguationResponse;
    using canon::field;
    return f("AnswerDisambiguationResponse", "What the answer makes necessary.",
             field<&R::ok>("ok", "Whether it was taken."),
             field<&R::answer>("answer", "The answer; its `effect` is what is to be made anew."),
             field<&R::state>("state", "Where the question stands now."),
             field<&R::floor>("minimum_conservatism_floor",
                              "The floor of a new meet, where nobody knew better."),
             field<&R::reason>("reason", "Why it was not taken."));
  }
};

std::optional<std::string_view> tenant_of(const AnswerDisambiguationRequest& request) {
  return request.governed_by().tenant();
}

namespace {

// A caller whose word does not count for others answers for itself.
Result<memory::PrincipalRef> answering(const Caller& caller,
                                       const std::optional<memory::PrincipalRef>& named) {
  memory::PrincipalRef own(caller.principal);
  if (!named || *named == own) return own;
  if (!caller.identity || caller.speaks_for_tenant) return *named;
  return Problem{fault::foreign_principal,
                 fmt::format("the credential of `{}` speaks for nobody else: leave `answered_by` "
                             "out, or make a credential that speaks for the tenant",
                             caller.principal)};
}

AnswerDisambiguationResponse told(govern::KeptDisambiguation kept) {
  AnswerDisambiguationResponse response{.ok = kept.answer.has_value()};
  const auto fallback = govern::fallback_that_holds(kept);
  if (fallback) response.floor = govern::floor_of(*fallback);
  response.state = std::move(kept.life.back());
  response.answer = std::move(kept.answer);
  return response;
}

// One call.
class Answering {
 public:
  Answering(const Call& call, const AnswerDisambiguationRequest& request,
            memory::PrincipalRef answered_by)
      : call_(call), request_(request), answered_by_(std::move(answered_by)) {}

  Result<AnswerDisambiguationResponse> in(store::Transaction& transaction, const Governing& by) {
    WRIT_TRY(auto kept, find_disambiguation(transaction, by.tenant, request_.request));
    if (!kept) return refused(disambiguation_reason::unknown);
    const auto fault = govern::take_answer(*kept, terms(*kept, by));
    // What is seen to be over is over for good, whatever a clock says later.
    const bool ended = fault && govern::expire(*kept, call_.now);
    changed_ = !fault || ended;
    if (changed_) WRIT_CHECK(put_disambiguation(transaction, by.tenant, *kept, call_.now));
    if (!fault) return told(*std::move(kept));
    AnswerDisambiguationResponse response = refused(govern::name_of(*fault));
    response.state = kept->state();
    if (ended) response.floor = govern::floor_of(*govern::fallback_that_holds(*kept));
    return response;
  }

  bool changed() const { return changed_; }

 private:
  static AnswerDisambiguationResponse refused(std::string_view reason) {
    return {.reason = std::string(reason)};
  }

  govern::AnswerTerms terms(const govern::KeptDisambiguation& kept, const Governing& by) const {
    const auto& pipeline = request_.resumed_pipeline;
    return {.value = request_.value,
            .answered_by = answered_by_,
            .resumed_pipeline =
                pipeline ? pipeline->text() : govern::view_of(kept.request).decision.text(),
            .active = *by.active,
            .now = call_.now,
            .reason_codes = request_.reason_codes.value_or(std::vector<memory::ReasonCodeId>())};
  }

  const Call& call_;
  const AnswerDisambiguationRequest& request_;
  memory::PrincipalRef answered_by_;
  bool changed_ = false;
};

Result<AnswerDisambiguationResponse> take(Engine& engine, const Call& call,
                                          const AnswerDisambiguationRequest& request) {
  WRIT_TRY(memory::PrincipalRef answered_by, answering(call.caller, request.answered_by));
  Answering answering(call, request, std::move(answered_by));
  std::optional<AnswerDisambiguationResponse> response;
  WRIT_CHECK(engine.change_and_enter(
      call, [&](store::Transaction& transaction, const State& state) -> Result<Engine::Entered> {
        WRIT_TRY(const Governing by, governing(engine, state, call, request.governed_by()));
        WRIT_TRY(response, answering.in(transaction, by));
        return Engine::Entered{.entry = entry_of(call, note_of(*response)),
                               .body = body_to_keep(call),
                               .changed = answering.changed()};
      }));
  return *std::move(response);
}

}  // namespace

const Operation disambiguation_answer =
    define<take>({.name = "disambiguation.answer",
                  .doc = "Answers a question that is open; what it makes necessary is made anew, "
                         "and nothing is allowed by it.",
                  .capability = Capability::approve,
                  .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::AnswerDisambiguationRequest);
DEFINE_RECORD(writ::ops::AnswerDisambiguationResponse);
