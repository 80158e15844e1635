// stamp.verify: whether an exported stamp is good for what is about to be done. Asks nobody.
#include "canon/record_define.h"
#include "ops/attested_stamp.h"
#include "ops/operation.h"
#include "ops/stamps.h"
#include "ops/table.h"

namespace writ::ops {
namespace {

constexpr std::int64_t second = 1'000'000;  // in microseconds
constexpr std::int64_t usual_age = 300;     // seconds

}  // namespace

using AgeInSeconds = canon::Bounded<0, 366LL * 24 * 60 * 60>;

struct StampVerifyRequest {
  canon::Sourced<AttestedPolicyStamp> attested;
  std::string receipt;
  std::vector<std::string> keys;
  std::optional<std::string> origin;
  policy::TenantId tenant_id;
  memory::MemoryObjectRef object;
  memory::Action action = memory::Action::collect;
  std::optional<memory::Destination> destination;
  std::optional<memory::PolicyEvaluationContext> context;
  std::optional<memory::PolicyEvaluationContextRef> context_ref;
  canon::Timestamp at;
  std::optional<AgeInSeconds> max_age;

  void check(const canon::Path& path, canon::Faults& faults) const {
    check_question(context, context_ref, path, faults);
  }

  static constexpr auto record(auto&& f) {
    using R = StampVerifyRequest;
    using canon::field;
    return f("StampVerifyRequest", "A stamp that was exported, and what is about to be done.",
             field<&R::attested>("attested_stamp", "As `stamp.export` answered it."),
             field<&R::receipt>("receipt", "As `stamp.export` answered it."),
             field<&R::keys>("keys", "The journal's verifier keys that are trusted."),
             field<&R::origin>("origin", "The log's name, where only one will do."),
             field<&R::tenant_id>("tenant_id", "Whose stamp it must be."),
             field<&R::object>("object_ref", "The memory."),
             field<&R::action>("action", "What is about to be done with it."),
             field<&R::destination>("destination", "Where its bytes would go."),
             field<&R::context>("context", "The question as it stands now."),
             field<&R::context_ref>("policy_evaluation_context_ref",
                                    "The same by its id, where it stands as it was asked; one of "
                                    "the two."),
             field<&R::at>("at", "The time that it is."),
             field<&R::max_age>("max_age_seconds",
                                "How long ago it may have been attested; absent is 300."));
  }
};

struct StampVerifyResponse {
  bool honoured = false;
  std::optional<std::string> reason;
  std::optional<std::string> message;
  std::optional<canon::Timestamp> attested_at;
  std::optional<memory::PolicyRuntimeFreshnessKey> freshness_key;
  std::optional<canon::Timestamp> honoured_until;

  static constexpr auto record(auto&& f) {
    using R = StampVerifyResponse;
    using canon::field;
    return f("StampVerifyResponse",
             "Whether it may be done, as far as can be known from what was attested.",
             field<&R::honoured>("honoured", "Whether the stamp is honoured for it."),
             field<&R::reason>("reason", "The first reason why it is not."),
             field<&R::message>("message", "For people."),
             field<&R::attested_at>("attested_at",
                                    "When it held: what has changed since is not known here."),
             field<&R::freshness_key>("freshness_key",
                                      "The state that it held under, where it is honoured."),
             field<&R::honoured_until>("honoured_until",
                                       "Until when this may be relied on; absent where it is not "
                                       "honoured."));
  }
};

std::optional<std::string_view> tenant_of(const StampVerifyRequest&) { return std::nullopt; }

namespace {

Result<std::vector<tlog::VerifierKey>> keys_of(const StampVerifyRequest& request) {
  std::vector<tlog::VerifierKey> keys;
  keys.reserve(request.keys.size());
  for (const std::string& text : request.keys) {
    WRIT_TRY(tlog::VerifierKey key, tlog::VerifierKey::parse(text));
    keys.push_back(std::move(key));
  }
  return keys;
}

Result<StampVerifyResponse> verify(const StampVerifyRequest& request) {
  WRIT_TRY(const auto keys, keys_of(request));
  const AttestationVerdict verdict =
      verify_attested(request.attested, request.receipt,
                      {.trusted = keys,
                       .origin = request.origin,
                       .tenant = request.tenant_id.text(),
                       .presented = {request.object, request.action, request.destination,
                                     presented_question(request.context, request.context_ref)},
                       .now = request.at.at(),
                       .longest = (request.max_age ? request.max_age->value : usual_age) * second});
  StampVerifyResponse response{.honoured = verdict.honoured};
  if (!verdict.honoured) response.reason = verdict.reason;
  if (!verdict.message.empty()) response.message = verdict.message;
  if (verdict.attested_at) response.attested_at = canon::Timestamp(*verdict.attested_at);
  if (verdict.honoured_until) {
    response.freshness_key = request.attested->freshness_key;
    response.honoured_until = canon::Timestamp(*verdict.honoured_until);
  }
  return response;
}

}  // namespace

const Operation stamp_verify =
    define<verify>({.name = "stamp.verify",
                    .doc = "Says whether an exported stamp is good for what is about to be done.",
                    .capability = Capability::read,
                    .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::StampVerifyRequest);
DEFINE_RECORD(writ::ops::StampVerifyResponse);
