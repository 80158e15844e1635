// disambiguation.expire: ends the questions that nobody answered in time. Their fallbacks are
// floors of new meets, and allow nothing.
#include "canon/record_define.h"
#include "ops/broken_store.h"
#include "ops/disambiguations.h"
#include "ops/operation.h"
#include "ops/table.h"

namespace writ::ops {

struct ExpireRequest {
  policy::TenantId tenant_id;
  std::optional<memory::PolicyDisambiguationRequestRef> request;

  static constexpr auto record(auto&& f) {
    using R = ExpireRequest;
    using canon::field;
    return f("ExpireDisambiguationsRequest", "Which questions, where their deadline has come.",
             field<&R::tenant_id>("tenant_id", "Whose."),
             field<&R::request>("request_id", "Only this one; absent is all that are open."));
  }
};

struct Expired {
  govern::KeptDisambiguation kept;
  memory::ScopeConservatismFloor floor = memory::ScopeConservatismFloor::fail_closed_candidate;

  static constexpr auto record(auto&& f) {
    using E = Expired;
    using canon::field;
    return f("ExpiredDisambiguation", "A question that nobody answered in time.",
             field<&E::kept>("kept", "The question, with its timeout and its fallback."),
             field<&E::floor>("minimum_conservatism_floor", "The floor of a new meet."));
  }
};

struct ExpireResponse {
  bool ok = false;
  std::vector<Expired> expired;
  canon::Bounded<0, canon::max_exact_integer> still_open;
  std::optional<std::string> reason;

  static constexpr auto record(auto&& f) {
    using R = ExpireResponse;
    using canon::field;
    return f("ExpireDisambiguationsResponse", "What was ended.",
             field<&R::ok>("ok", "Whether there was anything to look at."),
             field<&R::expired>("expired", "Those that were ended now."),
             field<&R::still_open>("still_open",
                                   "How many of those that were looked at are not "
                                   "due yet."),
             field<&R::reason>("reason", "Why there was not."));
  }
};

std::optional<std::string_view> tenant_of(const ExpireRequest& request) {
  return request.tenant_id.text();
}

namespace {

Result<void> expire_one(store::Transaction& transaction, std::string_view tenant,
                        govern::KeptDisambiguation kept, Instant now, ExpireResponse& response) {
  if (!kept.is_open()) return {};
  if (!govern::expire(kept, now)) {
    ++response.still_open.value;
    return {};
  }
  WRIT_CHECK(put_disambiguation(transaction, tenant, kept, now));
  const auto fallback = govern::fallback_that_holds(kept);
  response.expired.push_back({std::move(kept), govern::floor_of(*fallback)});
  return {};
}

Result<ExpireResponse> expire_named(store::Transaction& transaction, const ExpireRequest& request,
                                    Instant now) {
  const std::string& tenant = request.tenant_id.text();
  WRIT_TRY(auto kept, find_disambiguation(transaction, tenant, *request.request));
  if (!kept) return ExpireResponse{.reason = std::string(disambiguation_reason::unknown)};
  ExpireResponse response{.ok = true};
  WRIT_CHECK(expire_one(transaction, tenant, *std::move(kept), now, response));
  return response;
}

Result<ExpireResponse> expire_all(store::Transaction& transaction, std::string_view tenant,
                                  Instant now) {
  ExpireResponse response{.ok = true};
  WRIT_TRY(const auto open, open_disambiguations(transaction, tenant));
  for (const govern::DisambiguationRaised& raised : open) {
    if (now < raised.deadline.at()) {
      ++response.still_open.value;
      continue;
    }
    WRIT_TRY(auto kept, find_disambiguation(transaction, tenant, raised.request));
    if (!kept) return broken_store("a question that is open is not there");
    WRIT_CHECK(expire_one(transaction, tenant, *std::move(kept), now, response));
  }
  return response;
}

Result<ExpireResponse> expire(Engine& engine, const Call& call, const ExpireRequest& request) {
  std::optional<ExpireResponse> response;
  WRIT_CHECK(engine.change_and_enter(
      call, [&](store::Transaction& transaction, const State&) -> Result<Engine::Entered> {
        WRIT_TRY(response, request.request
                               ? expire_named(transaction, request, call.now)
                               : expire_all(transaction, request.tenant_id.text(), call.now));
        return Engine::Entered{.entry = entry_of(call, note_of(*response)),
                               .body = body_to_keep(call),
                               .changed = !response->expired.empty()};
      }));
  return *std::move(response);
}

}  // namespace

const Operation disambiguation_expire =
    define<expire>({.name = "disambiguation.expire",
                    .doc = "Ends the questions that nobody answered in time, and says what holds "
                           "instead.",
                    .capability = Capability::operate,
                    .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::ExpireRequest);
DEFINE_RECORD(writ::ops::Expired);
DEFINE_RECORD(writ::ops::ExpireResponse);
