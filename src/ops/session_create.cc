// session.create: binds a run of an agent to one verified bundle.
#include <fmt/format.h>

#include "canon/hex.h"
#include "canon/random.h"
#include "canon/record_define.h"
#include "ops/decide.h"
#include "ops/refusal.h"
#include "ops/sessions.h"
#include "ops/table.h"

namespace writ::ops {

struct CreateSessionRequest {
  policy::TenantId tenant_id;
  std::optional<policy::BundleName> policy_name;
  std::optional<policy::VersionRange> policy_version;
  std::optional<session::PolicyUpdate> policy_update;
  canon::Json principal;
  std::optional<session::AssertedRoles> asserted_roles;
  std::optional<std::string> purpose;
  std::optional<policy::RiskTier> risk_tier;
  std::optional<std::vector<session::RequiredMember>> require_members;
  std::optional<session::Budget> budget;

  static constexpr auto record(auto&& f) {
    using R = CreateSessionRequest;
    using canon::field;
    return f(
        "CreateSessionRequest", "What a session is bound to, and what it may.",
        field<&R::tenant_id>("tenantId", "Whose."),
        field<&R::policy_name>("policyName", "Which policy; absent is `default`."),
        field<&R::policy_version>(
            "policyVersion", "A version or a range that the bundle which decides must be within."),
        field<&R::policy_update>("policyUpdate",
                                 "When another bundle comes into force: `follow` it (the "
                                 "default), stay `pin`ned to this one, or `close`."),
        field<&R::principal>("principal",
                             "Who acts: an id, or an object with `id` and, where it is "
                             "believed, `roles`, `assurance` and more."),
        field<&R::asserted_roles>("assertedRoles",
                                  "`ignore`: the directory's roles alone count, the default "
                                  "for who is in it; `accept`: what is told counts."),
        field<&R::purpose>("purpose", "What every request is for."),
        field<&R::risk_tier>("riskTier", "The risk tier of every request."),
        field<&R::require_members>("requireMembers",
                                   "Members that every request must have: names, or JSON "
                                   "pointers."),
        field<&R::budget>("budget", "What it may use up."));
  }
  void check(const canon::Path& path, canon::Faults& faults) const;
};

struct CreateSessionResponse {
  bool ok = false;
  std::optional<session::Session> session;
  std::optional<std::string> session_id;
  std::optional<std::string> policy_hash;
  std::optional<std::string> reason;
  std::optional<std::string> pointer;
  std::optional<std::string> message;
  std::optional<std::vector<RefusedPlace>> faults;

  static constexpr auto record(auto&& f) {
    using R = CreateSessionResponse;
    using canon::field;
    return f("CreateSessionResponse", "The session. Refused, there is none.",
             field<&R::ok>("ok", "Whether there is one."),
             field<&R::session>("session", "All of it."),
             field<&R::session_id>("sessionId", "Its id."),
             field<&R::policy_hash>("policyHash", "The bundle that it is bound to."),
             field<&R::reason>("reason", "Why there is none, as a code."),
             field<&R::pointer>("pointer", "Where."), field<&R::message>("message", "For people."),
             field<&R::faults>("faults", "Every fault."));
  }
};

std::optional<std::string_view> tenant_of(const CreateSessionRequest& request) {
  return request.tenant_id.text();
}

namespace {

namespace refusal {
constexpr std::string_view version_not_in_force = "version-not-in-force";
}

using Kind = canon::Value::Kind;

// The principal as an object with an `id`, whichever way it was told.
canon::Json principal_object(const canon::Json& told) {
  return told.value().is(Kind::text) ? canon::Json().with("id", told) : told;
}

std::string new_session_id() {
  return std::string(session_id_prefix) + canon::to_hex(canon::random_bytes(16));
}

// Whose word counts: where the request does not say, the directory's if it knows the principal.
Result<session::AssertedRoles> whose_word(const CreateSessionRequest& request, const Caller& caller,
                                          bool is_known) {
  using session::AssertedRoles;
  const bool believed = !caller.identity;
  if (request.asserted_roles == AssertedRoles::accept && !believed) {
    return Problem{fault::not_believed,
                   "this door does not believe what callers tell of principals: leave "
                   "`assertedRoles` out, or serve with `--asserted-roles accept`"};
  }
  if (request.asserted_roles) return *request.asserted_roles;
  return is_known || !believed ? AssertedRoles::ignore : AssertedRoles::accept;
}

Refused not_in_force(const CreateSessionRequest& request, const std::string& version) {
  return Refused::of(policy::Refusal{
      refusal::version_not_in_force, "/policyVersion",
      fmt::format("what decides is {}, which is not within `{}`: leave the version out, or bring "
                  "another into force with `writ policy rollback` or `pin`",
                  version, request.policy_version->text())});
}

// Why the bundle may not be bound to, or nothing.
std::optional<Refused> objection(const CreateSessionRequest& request, const Deciding& deciding,
                                 const Ruling* ruling) {
  if (!deciding.refusal.empty()) {
    return Refused::of(policy::Refusal{
        deciding.refusal, "/policyName",
        fmt::format("nothing decides under `{}` of `{}`: `writ policy list` shows what is there",
                    name_or_default(request.policy_name), request.tenant_id.text())});
  }
  policy::Version version;
  version.set(ruling->policy->version());
  if (request.policy_version && !request.policy_version->contains(version)) {
    return not_in_force(request, version.text());
  }
  return std::nullopt;
}

Result<CreateSessionResponse> create(Engine& engine, const Call& call,
                                     const CreateSessionRequest& request) {
  const std::string& tenant = request.tenant_id.text();
  session::Session session{
      .session_id = session::SessionId(new_session_id()),
      .tenant_id = request.tenant_id,
      .policy_name = policy::BundleName(std::string(name_or_default(request.policy_name))),
      .principal = principal_object(request.principal),
      .policy_update = request.policy_update.value_or(session::PolicyUpdate::follow),
      .risk_tier = request.risk_tier,
      .purpose = request.purpose,
      .require_members = request.require_members,
      .budget = request.budget,
      .created_at = canon::Timestamp(call.now),
      .created_by = call.caller.principal};
  WRIT_CHECK(require_own(call.caller, session.principal_id()));
  return engine.change<CreateSessionResponse>(
      call,
      [&](store::Transaction& transaction, const State& now) -> Result<CreateSessionResponse> {
        const bool known = now.principals.find(tenant, session.principal_id()) != nullptr;
        WRIT_TRY(session.asserted_roles, whose_word(request, call.caller, known));
        const Ruling* ruling = nullptr;
        const InForce* in_force = now.find(tenant, session.policy_name.text());
        if (in_force != nullptr) {
          session.arm = arm_of(*in_force, session.session_id.text());
          ruling = ruling_of(*in_force, session.arm);
        }
        Deciding deciding{.refusal = policy::reason::unknown_policy};
        if (ruling != nullptr) {
          WRIT_TRY(deciding, deciding_policy(engine, now, *ruling, call.now));
        }
        if (auto why = objection(request, deciding, ruling)) {
          return refuse_with<CreateSessionResponse>(*std::move(why));
        }
        session.policy_version.set(ruling->policy->version());
        session.policy_hash.set(ruling->policy->hash());
        WRIT_CHECK(transaction.put_document(row_of(session, call.now)));
        return CreateSessionResponse{.ok = true,
                                     .session = session,
                                     .session_id = session.session_id.text(),
                                     .policy_hash = session.policy_hash.text()};
      });
}

}  // namespace

void CreateSessionRequest::check(const canon::Path& path, canon::Faults& faults) const {
  const canon::Path at(path, "principal");
  const canon::Value& told = principal.value();
  const canon::Value* id = told.is(Kind::text) ? &told : told.find("id");
  if (id == nullptr || !id->is(Kind::text) || id->text().empty()) {
    faults.add(canon::record::wrong_type, at, "must be an id, or an object with an `id`");
    return;
  }
  if (told.is(Kind::text)) return;
  policy::RequestPrincipal read;
  canon::read(canon::record_type<policy::RequestPrincipal>(), principal, at, &read, faults);
}

const Operation session_create =
    define<create>({.name = "session.create",
                    .doc = "Binds a session to the verified bundle that decides now.",
                    .capability = Capability::decide,
                    .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::CreateSessionRequest);
DEFINE_RECORD(writ::ops::CreateSessionResponse);
