// stamp.issue: a stamp of what is permitted now, and of nothing else.
#include "canon/record_define.h"
#include "ops/governing.h"
#include "ops/operation.h"
#include "ops/stamp_item.h"
#include "ops/stamp_questions.h"
#include "ops/table.h"

namespace writ::ops {

struct StampIssueRequest {
  std::vector<MemoryQuestion> questions;
  std::optional<LifeInSeconds> life;
  std::optional<std::vector<memory::ReasonCodeId>> reason_codes;

  static constexpr auto record(auto&& f) {
    using R = StampIssueRequest;
    using canon::field;
    return f("StampIssueRequest", "What is to be stamped.",
             field<&R::questions>("questions",
                                  "As `memory.evaluate` takes them, with their proofs: about one "
                                  "memory, one for each item."),
             field<&R::life>("expires_in_seconds",
                             "How long it is to hold; absent: until something changes."),
             field<&R::reason_codes>("reason_codes", "What for."));
  }
  void check(const canon::Path& path, canon::Faults& faults) const {
    check_questions(questions, path, faults);
  }
};

struct StampIssueResponse {
  bool ok = false;
  std::optional<stamp::PolicyStamp> stamp;
  std::optional<stamp::PolicyStampScope> scope;
  std::optional<stamp::PolicyCeilingSnapshot> ceiling;
  std::vector<memory::EffectiveMemoryPolicy> policies;
  std::vector<memory::PolicyEvaluationContext> contexts;
  std::vector<RefusedItem> refused;
  std::optional<std::string> reason;

  static constexpr auto record(auto&& f) {
    using R = StampIssueResponse;
    using canon::field;
    return f("StampIssueResponse", "The stamp, or why there is none.",
             field<&R::ok>("ok", "Whether anything was stamped."),
             field<&R::stamp>("stamp", "The stamp, of all that is permitted."),
             field<&R::scope>("stamp_scope", "What it is for, apart from it."),
             field<&R::ceiling>("ceiling", "What no restamp of it will ever exceed."),
             field<&R::policies>("effective_policies", "The policy of each of its items."),
             field<&R::contexts>("evaluation_contexts",
                                 "The question of each, to be shown when it is checked."),
             field<&R::refused>("refused", "What is not permitted, and so not in it."),
             field<&R::reason>("reason", "Why nothing was stamped."));
  }
};

std::optional<std::string_view> tenant_of(const StampIssueRequest& request) {
  return tenant_of(request.questions.front());
}

namespace {

void tell(const stamp::KeptStamp& kept, StampIssueResponse& response) {
  response.ok = true;
  response.stamp = kept.stamp;
  response.scope = stamp::scope_of(kept.stamp);
  response.ceiling = kept.ceiling;
  response.policies = kept.policies;
  response.contexts = kept.contexts;
}

StampIssueResponse refused(StampIssueResponse response, std::string_view reason) {
  response.reason = std::string(reason);
  return response;
}

Result<StampIssueResponse> issue(Engine& engine, const Call& call,
                                 const StampIssueRequest& request) {
  const MemoryQuestion& first = request.questions.front();
  WRIT_TRY(const Evaluated evaluated, evaluate_all(engine, call, request.questions));
  StampIssueResponse response{.refused = refused_items(evaluated)};
  const auto issued = stamp::issue(
      {.object = first.object,
       .freshness_key = evaluated.active,
       .now = call.now,
       .expires_at = expiry_of(evaluated, wanted_expiry(request.life, call)),
       .reason_codes = request.reason_codes.value_or(std::vector<memory::ReasonCodeId>())},
      grants_of(evaluated));
  return engine.change<StampIssueResponse>(
      call, [&](store::Transaction& transaction, const State& state) -> Result<StampIssueResponse> {
        if (!issued) return refused(response, stamp::name_of(issued.error()));
        WRIT_TRY(const Governing by, governing(engine, state, call, first.governed_by()));
        if (*by.active != evaluated.active) return refused(response, stamp_reason::state_moved);
        // What was issued under this id may have ended, and is not brought back.
        WRIT_TRY(const auto before,
                 find_stamp(state, transaction, by.tenant, issued->stamp.id.text()));
        if (before) return refused(response, stamp_reason::issued_before);
        WRIT_TRY(std::ignore, transaction.put_document(row_of(by.tenant, *issued, call.now)));
        const StampQuestions asked =
            questions_of(request.questions, evaluated, AskedAs::of(call.caller));
        WRIT_TRY(std::ignore,
                 transaction.put_document(row_of(by.tenant, issued->stamp.id, &asked, call.now)));
        tell(*issued, response);
        return response;
      });
}

}  // namespace

const Operation stamp_issue =
    define<issue>({.name = "stamp.issue",
                   .doc = "Stamps what may be done with a memory now, to be shown where it is.",
                   .capability = Capability::decide,
                   .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::StampIssueRequest);
DEFINE_RECORD(writ::ops::StampIssueResponse);
