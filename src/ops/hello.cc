// hello: what a client is to know before it asks anything.
#include "canon/record_define.h"
#include "ops/decide.h"
#include "ops/freshness.h"
#include "ops/sessions.h"
#include "ops/table.h"

namespace writ::ops {

struct HelloRequest {
  std::optional<policy::TenantId> tenant_id;
  std::optional<policy::BundleName> name;
  std::optional<session::SessionId> session_id;

  static constexpr auto record(auto&& f) {
    using R = HelloRequest;
    using canon::field;
    return f("HelloRequest", "Of which policy, or of which session.",
             field<&R::tenant_id>("tenantId", "Whose policy; absent where there is a session."),
             field<&R::name>("policyName", "Which of them; absent is `default`."),
             field<&R::session_id>("sessionId", "The session that will be asked in."));
  }
  void check(const canon::Path& path, canon::Faults& faults) const {
    if (!session_id || (!tenant_id && !name)) return;
    faults.add(canon::record::wrong_value, canon::Path(path, "sessionId"),
               "a session has its own tenant and policy: leave the others out");
  }
};

using Generation = canon::Bounded<0, canon::max_exact_integer>;

struct HelloResponse {
  std::string protocol_version;
  std::string engine_version;
  std::vector<std::string> operations;
  std::optional<std::string> policy_hash;
  std::optional<std::string> policy_name;
  std::optional<std::string> policy_version;
  std::optional<Generation> freshness_generation;

  static constexpr auto record(auto&& f) {
    using R = HelloResponse;
    using canon::field;
    return f("HelloResponse", "Who answers, under which policy.",
             field<&R::protocol_version>("protocol-version", "Of the operations' requests."),
             field<&R::engine_version>("engine-version", "Of the program."),
             field<&R::operations>("operations", "Those that the caller may call here."),
             field<&R::policy_hash>("policy-hash", "The bundle that decides; absent for none."),
             field<&R::policy_name>("policy-name", "Its name."),
             field<&R::policy_version>("policy-version", "Its version."),
             field<&R::freshness_generation>(
                 "freshness-generation",
                 "Moves with everything that could change an answer: what is in force, who holds "
                 "which roles, which keys are good."));
  }
};

std::optional<std::string_view> tenant_of(const HelloRequest& request) {
  if (!request.tenant_id) return std::nullopt;
  return request.tenant_id->text();
}

namespace {

constexpr std::string_view protocol_version = "1";

std::vector<std::string> offered(const Caller& caller) {
  std::vector<std::string> names;
  for (const Operation* operation : operations()) {
    if (authorize(*operation, caller)) names.emplace_back(operation->traits.name);
  }
  return names;
}

// What decides for whoever says hello.
struct Whose {
  std::string tenant, name;
  const StoredPolicy* policy = nullptr;  // nullptr for none
};

Whose of_policy(const State& state, std::string tenant, std::string_view name) {
  const InForce* in_force = state.find(tenant, name);
  const Ruling* ruling = in_force != nullptr ? ruling_of(*in_force, session::Arm::active) : nullptr;
  return {std::move(tenant), std::string(name), ruling ? ruling->policy.get() : nullptr};
}

Result<Whose> of_session(const State& state, const Caller& caller, const session::SessionId& id) {
  const OpenSession* session = state.sessions.find("", id.text());
  if (session == nullptr || !authorize_tenant(caller, session->record.tenant_id.text())) {
    return unknown_session(id);
  }
  Whose whose{session->record.tenant_id.text(), session->record.policy_name.text(),
              session->policy.get()};
  const InForce* in_force = state.find(whose.tenant, whose.name);
  if (whose.policy == nullptr && in_force != nullptr) {
    const Ruling* ruling = ruling_of(*in_force, arm_of(*in_force, id.text()));
    if (ruling != nullptr) whose.policy = ruling->policy.get();
  }
  return whose;
}

Result<HelloResponse> greet(Engine& engine, const Call& call, const HelloRequest& request) {
  WRIT_TRY(const auto state, engine.state());
  HelloResponse response{.protocol_version = std::string(protocol_version),
                         .engine_version = WRIT_VERSION,
                         .operations = offered(call.caller)};
  Whose whose;
  if (request.session_id) {
    WRIT_TRY(whose, of_session(*state, call.caller, *request.session_id));
  } else {
    std::string tenant =
        request.tenant_id ? request.tenant_id->text() : call.caller.tenant.value_or("");
    if (tenant.empty()) return response;  // nobody's in particular
    whose = of_policy(*state, std::move(tenant), name_or_default(request.name));
  }
  response.policy_name = whose.name;
  if (whose.policy != nullptr) {
    response.policy_hash = whose.policy->hash();
    response.policy_version = whose.policy->version();
  }
  response.freshness_generation =
      Generation{freshness_generation(*state, whose.tenant, whose.name)};
  return response;
}

}  // namespace

const Operation hello = define<greet>({.name = "hello",
                                       .doc = "Tells which policy decides and what is offered.",
                                       .capability = Capability::decide,
                                       .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::HelloRequest);
DEFINE_RECORD(writ::ops::HelloResponse);
