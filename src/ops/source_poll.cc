#include "ops/source_poll.h"

#include <algorithm>

#include <fmt/format.h>

#include "canon/record_define.h"
#include "ops/operation.h"
#include "ops/policy_put.h"
#include "ops/source_find.h"
#include "ops/table.h"

namespace writ::ops {
namespace {

// Who puts what was pulled: an administrator of this tenant alone.
Caller caller_of(const SourceRecord& source) {
  return {.principal = fmt::format("source:{}", name_or_default(source.name)),
          .tenant = source.tenant_id.text(),
          .capabilities = {Capability::administer}};
}

// --- the standing after a poll ---------------------------------------------------------------

SourceStanding after_contact(SourceStanding standing, policy::Version version, std::string hash,
                             std::string tag, Instant now) {
  standing.polled_at = canon::Timestamp(now);
  standing.contact_at = canon::Timestamp(now);
  standing.version = std::move(version);
  standing.policy_hash = std::move(hash);
  standing.tag = tag.empty() ? std::nullopt : std::optional(std::move(tag));
  standing.failure.reset();
  return standing;
}

// A clock that goes back must not make the last contact look younger than it is: the latest time
// that was seen since then stays. What the place has is read whole the next time.
SourceStanding after_failure(SourceStanding standing, const NoContact& why, Instant now) {
  if (!standing.polled_at || standing.polled_at->at() < now) {
    standing.polled_at = canon::Timestamp(now);
  }
  const canon::Timestamp since = standing.failure ? standing.failure->since : canon::Timestamp(now);
  standing.failure = SourceFailure{why.reason, why.message, since};
  return standing;
}

// Whether a poll says something new of the source itself.
std::optional<Note> turn(const SourceStanding& before, const SourceStanding& after) {
  const bool was_bad = before.failure.has_value();
  if (was_bad == after.failure.has_value() &&
      (!was_bad || before.failure->reason == after.failure->reason)) {
    return std::nullopt;
  }
  if (after.failure) return Note{.outcome = "failed", .reason = after.failure->reason};
  return Note{.outcome = "recovered", .policy_hash = after.policy_hash};
}

// --- one poll --------------------------------------------------------------------------------

class Poll {
 public:
  Poll(Engine& engine, Source source, Instant now)
      : engine_(engine), before_(std::move(source)), now_(now), caller_(caller_of(before_.source)) {
  }

  Result<PollResponse> run() {
    const std::string tag = before_.standing.tag.value_or("");
    Result<world::Reading> reading = world::read_place(
        before_.source.place(), tag, [this] { return engine_.source_polls().is_stopped(); });
    if (engine_.source_polls().is_stopped()) {
      return Problem{fault::sources_stopped, "the server is stopping: the poll was given up"};
    }
    if (reading) tag_ = reading->tag;
    WRIT_TRY(const auto state, engine_.state());
    WRIT_TRY(Finding found, find_bundle(engine_, *state, before_, reading, now_));
    passed_over_ = std::move(found.passed_over);
    if (const auto* fresh = std::get_if<NewBundle>(&found.what)) return bring(*fresh);
    if (const auto* known = std::get_if<KnownBundle>(&found.what)) {
      return keep([&](const SourceStanding& now) {
        return after_contact(now, known->version, known->policy_hash, tag_, now_);
      });
    }
    return fail(std::get<NoContact>(found.what), reading.has_value());
  }

 private:
  // An ordinary put, with the standing in the same transaction.
  Result<PollResponse> bring(const NewBundle& fresh) {
    const policy::PolicyBundle& bundle = *fresh.content.bundle;
    const Call call{.caller = caller_,
                    .now = now_,
                    .operation = &policy_put.traits,
                    .body = &fresh.json,
                    .tenant = before_.source.tenant_id.text()};
    const Engine::Change<PutResponse> change = [&](store::Transaction& transaction,
                                                   const State& state) -> Result<PutResponse> {
      WRIT_TRY(const Source* now, present(state));
      WRIT_TRY(PutResponse response, put_bundle(transaction, state, fresh.content, now_));
      if (!response.ok) return response;
      WRIT_CHECK(write(transaction, after_contact(now->standing, bundle.version,
                                                  bundle.policy_hash->text(), tag_, now_)));
      return response;
    };
    WRIT_TRY(const PutResponse put, engine_.change<PutResponse>(call, change));
    if (!put.ok) return fail({put.reason.value_or(""), put.message.value_or("")}, true);
    return response(true);
  }

  Result<PollResponse> fail(const NoContact& why, bool was_read) {
    return keep([&](const SourceStanding& now) {
      SourceStanding next = after_failure(now, why, now_);
      if (was_read) next.tag.reset();
      return next;
    });
  }

  Result<PollResponse> keep(const std::function<SourceStanding(const SourceStanding&)>& next) {
    const Call call{.caller = caller_,
                    .now = now_,
                    .operation = &source_poll.traits,
                    .tenant = before_.source.tenant_id.text()};
    const Engine::Upkeep upkeep = [&](store::Transaction& transaction,
                                      const State& state) -> Result<std::optional<Note>> {
      WRIT_TRY(const Source* now, present(state));
      SourceStanding after = next(now->standing);
      std::optional<Note> note = turn(now->standing, after);
      WRIT_CHECK(write(transaction, std::move(after)));
      return note;
    };
    WRIT_CHECK(engine_.keep(call, upkeep));
    return response(false);
  }

  // The source that was polled, if it still is the one that there is: a place that somebody has
  // turned away from must bring nothing in any more.
  Result<const Source*> present(const State& state) const {
    const SourceRef ref = before_.source.ref();
    const Source* now = state.source(ref.tenant_id.text(), name_or_default(ref.name));
    if (now != nullptr && canon::encode(now->source) == canon::encode(before_.source)) return now;
    return Problem{fault::source_changed,
                   "the source was changed while it was polled: poll it again"};
  }

  Result<void> write(store::Transaction& transaction, SourceStanding standing) {
    standing.passed_over = passed_over_.empty() ? std::nullopt : std::optional(passed_over_);
    // A key that is made known later can make good what was passed over: it is looked at again.
    if (standing.passed_over) standing.tag.reset();
    after_ = Source{before_.source, std::move(standing)};
    WRIT_TRY(std::ignore, transaction.put_document(row_of(before_.source.ref(), &after_, now_)));
    return {};
  }

  PollResponse response(bool brought) const {
    PollResponse response{
        .ok = !after_.standing.failure, .brought = brought, .report = report_of(after_, now_)};
    if (after_.standing.failure) {
      response.reason = after_.standing.failure->reason;
      response.message = after_.standing.failure->message;
    }
    return response;
  }

  Engine& engine_;
  Source before_;
  Instant now_;
  Caller caller_;
  std::string tag_;
  std::vector<std::string> passed_over_;
  Source after_;
};

Result<PollResponse> poll(Engine& engine, const Call& call, const SourceRef& ref) {
  WRIT_TRY(const auto by_hand, engine.source_polls().claim_by_hand());
  return poll_source(engine, ref, call.now);
}

}  // namespace

Result<PollResponse> poll_source(Engine& engine, const SourceRef& ref, Instant now) {
  const std::string& tenant = ref.tenant_id.text();
  const std::string_view name = name_or_default(ref.name);
  WRIT_TRY(const auto claim, engine.source_polls().claim(tenant, name));
  WRIT_TRY(const auto state, engine.state());
  const Source* source = state->source(tenant, name);
  if (source == nullptr) return unknown(ref);
  return Poll(engine, *source, now).run();
}

const Operation source_poll =
    define<poll>({.name = "source.poll",
                  .doc = "Pulls a policy from its source now, and says what came of it.",
                  .capability = Capability::operate,
                  .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::PollResponse);
