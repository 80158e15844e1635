// policy.pin: limits which versions can come into force. Where the one in force is not among them,
// the highest stored one that is comes into force, by an activation that is signed here: an
// operator who pins an older version means to go back to it.
#include <fmt/format.h>

#include "canon/record_define.h"
#include "ops/activation.h"
#include "ops/operation.h"
#include "ops/policy_ref.h"
#include "ops/signing_key.h"
#include "ops/table.h"

namespace writ::ops {

struct PinRequest {
  policy::TenantId tenant_id;
  std::optional<policy::BundleName> name;
  std::optional<policy::VersionRange> version;
  std::optional<std::string> reason;

  static constexpr auto record(auto&& f) {
    using R = PinRequest;
    using canon::field;
    return f("PinRequest", "Which versions may come into force.",
             field<&R::tenant_id>("tenantId", "Whose."),
             field<&R::name>("name", "Absent is `default`."),
             field<&R::version>("version", "A version or a range; absent takes the pin away."),
             field<&R::reason>("reason", "Why, for people."));
  }
};

std::optional<std::string_view> tenant_of(const PinRequest& request) {
  return request.tenant_id.text();
}

namespace {

bool must_move(const policy::Standing& standing, const policy::VersionRange& range) {
  return standing.active && !range.contains(*standing.active);
}

Result<std::optional<policy::Version>> highest_within(store::Snapshot& snapshot,
                                                      std::string_view tenant,
                                                      std::string_view name,
                                                      const policy::VersionRange& range) {
  return highest_version(snapshot, tenant, name,
                         [&](const policy::Version& version) { return range.contains(version); });
}

// The key that signs the activation, or an empty id where what is in force stays.
Result<std::string> key_for_move(Engine& engine, const PinRequest& request, const Call& call) {
  const std::string& tenant = request.tenant_id.text();
  WRIT_TRY(const auto state, engine.state());
  const InForce* in_force = state->find(tenant, name_or_default(request.name));
  if (in_force == nullptr || !request.version || !must_move(in_force->standing, *request.version)) {
    return std::string();
  }
  WRIT_TRY(const auto snapshot, engine.store().read());
  WRIT_TRY(const auto version,
           highest_within(*snapshot, tenant, name_or_default(request.name), *request.version));
  if (!version) return std::string();  // what is going to be refused makes no key
  return signing_key(engine, keys::Purpose::approval, keys::Alg::ed25519, tenant, call);
}

Result<StandingResponse> pin(Engine& engine, const Call& call, const PinRequest& request) {
  const std::string& tenant = request.tenant_id.text();
  const std::string_view name = name_or_default(request.name);
  WRIT_TRY(const std::string key_id, key_for_move(engine, request, call));
  return engine.change<StandingResponse>(
      call, [&](store::Transaction& transaction, const State& state) -> Result<StandingResponse> {
        WRIT_TRY(const auto found, find_standing(transaction, tenant, name));
        policy::Standing standing = found.value_or(policy::Standing());
        standing.pin = request.version;
        if (!request.version || !must_move(standing, *request.version)) {
          WRIT_CHECK(transaction.put_policy(row_of(tenant, name, standing, call.now)));
          return StandingResponse::of(standing);
        }
        WRIT_TRY(const auto version, highest_within(transaction, tenant, name, *request.version));
        if (!version) {
          return refuse_with<StandingResponse>(Refused::of(
              policy::Refusal{policy::refusal::unknown_version, "/version",
                              fmt::format("no stored version is within `{}`: put one first",
                                          request.version->text())}));
        }
        const Wish wish{.tenant = tenant,
                        .name = name,
                        .version = *version,
                        .issued_by = call.caller.principal,
                        .reason = request.reason.value_or("pin " + request.version->text())};
        return activate_wish(transaction, *state.keys, key_id, standing, wish, call.now);
      });
}

}  // namespace

const Operation policy_pin = define<pin>({.name = "policy.pin",
                                          .doc = "Limits which versions can come into force.",
                                          .capability = Capability::administer,
                                          .host_only = true,
                                          .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::PinRequest);
