// stamp.invalidate: that a stamp holds no longer, and what became of each of its items.
#include "canon/record_define.h"
#include "ops/governing.h"
#include "ops/operation.h"
#include "ops/stamps.h"
#include "ops/table.h"

namespace writ::ops {

struct InvalidateRequest {
  std::optional<policy::TenantId> tenant_id;
  std::optional<policy::BundleName> name;
  std::optional<session::SessionId> session_id;
  memory::PolicyStampRef stamp;
  std::optional<std::vector<MemoryQuestion>> questions;
  std::vector<memory::ReasonCodeId> reason_codes;

  GovernedBy governed_by() const { return {tenant_id, name, session_id}; }
  void check(const canon::Path& path, canon::Faults& faults) const {
    governed_by().check(path, faults);
    if (!questions) return;
    check_questions(*questions, path, faults);
    if (questions->empty()) return;
    const MemoryQuestion& first = questions->front();
    if (first.tenant_id != tenant_id || first.name != name || first.session_id != session_id) {
      faults.add(canon::record::wrong_value, canon::Path(path, "questions"),
                 "are asked under another policy or session than the stamp's");
    }
  }

  static constexpr auto record(auto&& f) {
    using R = InvalidateRequest;
    using canon::field;
    return f("InvalidateRequest", "A stamp that is to hold no longer.",
             field<&R::tenant_id>("tenant_id", "Whose policy; absent in a session."),
             field<&R::name>("name", "Which of them; absent is `default`."),
             field<&R::session_id>("session_id", "The session that it was issued in."),
             field<&R::stamp>("stamp_ref", "The stamp."),
             field<&R::questions>("questions",
                                  "One for each item that may still be permitted; an item without "
                                  "one is taken to be permitted no more."),
             field<&R::reason_codes>("reason_codes", "Why."));
  }
};

struct InvalidateResponse {
  bool ok = false;
  std::optional<stamp::PolicyStampInvalidation> invalidation;
  std::optional<stamp::PolicyStamp> stamp;
  std::optional<std::string> reason;

  static constexpr auto record(auto&& f) {
    using R = InvalidateResponse;
    using canon::field;
    return f("InvalidateResponse", "What became of it.",
             field<&R::ok>("ok", "Whether it was invalidated."),
             field<&R::invalidation>("invalidation", "What changed, item by item."),
             field<&R::stamp>("stamp", "The stamp as it is now."),
             field<&R::reason>("reason", "Why it was not."));
  }
};

std::optional<std::string_view> tenant_of(const InvalidateRequest& request) {
  return request.governed_by().tenant();
}

namespace {

// `present` is empty where nothing was asked. Sets `changed` where anything was written.
Result<InvalidateResponse> invalidate_in(store::Transaction& transaction, const State& state,
                                         const Governing& by, const Call& call,
                                         const InvalidateRequest& request,
                                         const std::vector<stamp::Present>& present,
                                         bool& changed) {
  WRIT_TRY(const auto found, find_stamp(state, transaction, by.tenant, request.stamp.text()));
  if (!found) return InvalidateResponse{.reason = std::string(stamp_reason::unknown)};
  stamp::KeptStamp kept = found->kept();
  if (kept.stamp.lifecycle_state != memory::LifecycleState::active) {
    const auto why = found->spent(*by.active, call.now);
    return InvalidateResponse{
        .reason = std::string(stamp::name_of(why.value_or(stamp::StampFault::invalidated)))};
  }
  WRIT_TRY(changed, keep_expired(transaction, by.tenant, kept, call.now));
  if (changed) {
    return InvalidateResponse{.reason = std::string(stamp::name_of(stamp::StampFault::expired))};
  }
  changed = true;
  InvalidateResponse response{.ok = true};
  response.invalidation = stamp::invalidation_of(
      kept, {.freshness_key = *by.active, .now = call.now, .reason_codes = request.reason_codes},
      present);
  WRIT_CHECK(stamp::advance(kept.stamp, memory::LifecycleState::invalidated, call.now,
                            response.invalidation->id.text()));
  response.stamp = kept.stamp;
  WRIT_TRY(std::ignore, transaction.put_document(row_of(by.tenant, kept, call.now)));
  WRIT_TRY(std::ignore,
           transaction.put_document(invalidation_row(by.tenant, *response.invalidation, call.now)));
  return response;
}

Result<InvalidateResponse> invalidate(Engine& engine, const Call& call,
                                      const InvalidateRequest& request) {
  Evaluated evaluated;
  if (request.questions) {
    WRIT_TRY(evaluated, evaluate_all(engine, call, *request.questions));
  }
  std::optional<InvalidateResponse> response;
  WRIT_CHECK(engine.change_and_enter(
      call, [&](store::Transaction& transaction, const State& state) -> Result<Engine::Entered> {
        WRIT_TRY(const Governing by, governing(engine, state, call, request.governed_by()));
        // What was permitted under another state is not known to be.
        const bool holds = request.questions && *by.active == evaluated.active;
        bool changed = false;
        WRIT_TRY(
            response,
            invalidate_in(transaction, state, by, call, request,
                          holds ? present_of(evaluated) : std::vector<stamp::Present>(), changed));
        return Engine::Entered{.entry = entry_of(call, note_of(*response)),
                               .body = body_to_keep(call),
                               .changed = changed};
      }));
  engine.await_other_nodes();
  return *std::move(response);
}

}  // namespace

const Operation stamp_invalidate =
    define<invalidate>({.name = "stamp.invalidate",
                        .doc = "Ends a stamp, and says what became of each of its items.",
                        .capability = Capability::operate,
                        .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::InvalidateRequest);
DEFINE_RECORD(writ::ops::InvalidateResponse);
