// policy.stage: stores a signed bundle and tries it, as a shadow or as a canary.
#include "canon/canonical.h"
#include "canon/record_define.h"
#include "ops/activation.h"
#include "ops/engine.h"
#include "ops/operation.h"
#include "ops/refusal.h"
#include "ops/rollout.h"
#include "ops/table.h"
#include "policy/signing.h"

namespace writ::ops {

struct StageBody {
  policy::SignedPolicyBundle signed_bundle;
  session::RolloutMode mode = session::RolloutMode::shadow;
  std::optional<double> share;

  static constexpr auto record(auto&& f) {
    using B = StageBody;
    using canon::field;
    return f("StageRequest", "A bundle, and how it is tried.",
             field<&B::signed_bundle>("signed", "The bundle, with its signature."),
             field<&B::mode>("mode",
                             "`shadow`: evaluated beside the bundle in force and never obeyed; "
                             "`canary`: decides for a share of the sessions."),
             field<&B::share>("share", "Of a canary: above 0, up to 1."));
  }
};

struct StageOptions {
  canon::Json signed_bundle;
  session::RolloutMode mode = session::RolloutMode::shadow;
  std::optional<double> share;

  static constexpr auto record(auto&& f) {
    using O = StageOptions;
    using canon::field;
    return f("StageOptions", "How a bundle is tried.",
             field<&O::signed_bundle>("signed", "The bundle."), field<&O::mode>("mode", "How."),
             field<&O::share>("share", "Of a canary."));
  }
  void check(const canon::Path& path, canon::Faults& faults) const {
    const bool is_canary = mode == session::RolloutMode::canary;
    if (is_canary ? share && session::valid_share(*share) : !share) return;
    faults.add(share ? canon::record::wrong_value : canon::record::missing_member,
               canon::Path(path, "share"),
               is_canary ? "a canary has a share, above 0 and up to 1"
                         : "only a canary has a share: leave it out");
  }
};

struct StageRequest {
  using Described = StageBody;

  Result<StageOptions> options;
  Result<policy::SignedPolicyBundle> content;  // where the options could be read

  static StageRequest read(const canon::Json& body) {
    Result<StageOptions> options = canon::decode<StageOptions>(body);
    if (!options) return {std::move(options), policy::SignedPolicyBundle()};
    auto content =
        canon::decode<policy::SignedPolicyBundle>(options->signed_bundle, "the signed bundle");
    return {std::move(options), std::move(content)};
  }
};

struct StageResponse {
  bool ok = false;
  std::optional<session::Rollout> rollout;
  std::optional<std::string> policy_hash;
  std::optional<std::string> reason;
  std::optional<std::string> pointer;
  std::optional<std::string> message;
  std::optional<std::vector<RefusedPlace>> faults;

  static constexpr auto record(auto&& f) {
    using R = StageResponse;
    using canon::field;
    return f("StageResponse", "What became of it. Refused, it changed nothing.",
             field<&R::ok>("ok", "Whether it is staged."), field<&R::rollout>("rollout", "How."),
             field<&R::policy_hash>("policyHash", "The bundle's hash."),
             field<&R::reason>("reason", "Why it was refused, as a code."),
             field<&R::pointer>("pointer", "Where in the signed bundle."),
             field<&R::message>("message", "For people."),
             field<&R::faults>("faults", "Every fault, where the bundle does not read."));
  }
};

std::optional<std::string_view> tenant_of(const StageRequest& request) {
  if (!request.options || !request.content) return std::nullopt;
  return request.content->bundle->tenant_id.text();
}

namespace {

// Stores the bundle, unless it is stored, and something for it to be staged under.
Result<void> store_staged(store::Transaction& transaction,
                          const policy::SignedPolicyBundle& content, bool is_stored, bool has_place,
                          Instant now) {
  const policy::PolicyBundle& bundle = *content.bundle;
  const std::string& tenant = bundle.tenant_id.text();
  const std::string& name = bundle.name.text();
  if (!has_place) {
    WRIT_CHECK(transaction.put_policy(row_of(tenant, name, policy::Standing(), now)));
  }
  if (is_stored) return {};
  WRIT_CHECK(transaction.insert_bundle(row_of(content, now)));
  WRIT_TRY(std::ignore,
           transaction.put_document(staged_row(tenant, name, bundle.version.text(), true, now)));
  return {};
}

Result<StageResponse> stage_in(Engine& engine, store::Transaction& transaction, const Call& call,
                               const StageRequest& request) {
  const policy::PolicyBundle& bundle = *request.content->bundle;
  const std::string& tenant = bundle.tenant_id.text();
  const std::string& name = bundle.name.text();
  const bool is_canary = request.options->mode == session::RolloutMode::canary;
  WRIT_TRY(const auto standing, find_standing(transaction, tenant, name));
  WRIT_TRY(const auto head, transaction.find_bundle_head(tenant, name, bundle.version.text()));
  const auto hash = head ? std::optional(head->policy_hash) : std::nullopt;
  if (const auto refusal = policy::consider_stage(standing.value_or(policy::Standing()), bundle,
                                                  is_canary, hash, call.now)) {
    return refuse_with<StageResponse>(Refused::of(*refusal));
  }
  WRIT_CHECK(store_staged(transaction, *request.content, !!head, !!standing, call.now));
  session::Rollout rollout{.tenant_id = bundle.tenant_id,
                           .name = bundle.name,
                           .mode = request.options->mode,
                           .version = bundle.version,
                           .policy_hash = *bundle.policy_hash,
                           .share = request.options->share,
                           .staged_at = canon::Timestamp(call.now),
                           .staged_by = call.caller.principal,
                           .journal_index = {static_cast<std::int64_t>(engine.journal().size())}};
  WRIT_TRY(std::ignore, transaction.put_document(row_of(rollout, call.now)));
  if (is_canary) {
    WRIT_TRY(std::ignore, transaction.bump_state_generation(tenant, name));
  }
  return StageResponse{
      .ok = true, .rollout = std::move(rollout), .policy_hash = bundle.policy_hash->text()};
}

Result<StageResponse> stage(Engine& engine, const Call& call, const StageRequest& request) {
  if (!request.options) return request.options.error();
  return engine.change<StageResponse>(
      call, [&](store::Transaction& transaction, const State& state) -> Result<StageResponse> {
        if (!request.content) {
          return refuse_with<StageResponse>(Refused::of(request.content.error()));
        }
        const auto verdict = policy::verify(*request.content, state.keys->ring());
        if (!verdict.ok()) return refuse_with<StageResponse>(Refused::signature(verdict.reason()));
        return stage_in(engine, transaction, call, request);
      });
}

}  // namespace

const Operation policy_stage =
    define<stage>({.name = "policy.stage",
                   .doc = "Tries a signed bundle before it comes into force: as a shadow, or as a "
                          "canary for a share of the sessions.",
                   .capability = Capability::administer,
                   .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::StageBody);
DEFINE_RECORD(writ::ops::StageOptions);
DEFINE_RECORD(writ::ops::StageResponse);
