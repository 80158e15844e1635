// flow.verify: whether a memory flow certificate holds now.
#include "canon/record_define.h"
#include "ops/governing.h"
#include "ops/movement.h"
#include "ops/operation.h"
#include "ops/proof_verify.h"
#include "ops/table.h"

namespace writ::ops {

struct FlowVerifyRequest {
  std::optional<policy::TenantId> tenant_id;
  std::optional<policy::BundleName> name;
  std::optional<session::SessionId> session_id;
  SignedFlowCertificate certificate;

  GovernedBy governed_by() const { return {tenant_id, name, session_id}; }
  void check(const canon::Path& path, canon::Faults& faults) const {
    governed_by().check(path, faults);
  }

  static constexpr auto record(auto&& f) {
    using R = FlowVerifyRequest;
    using canon::field;
    return f("FlowVerifyRequest", "A certificate to be verified.",
             field<&R::tenant_id>("tenant_id", "Whose policy; absent in a session."),
             field<&R::name>("name", "Which of them; absent is `default`."),
             field<&R::session_id>("session_id", "The session that it was issued in."),
             field<&R::certificate>("certificate", "What `flow.certify` issued."));
  }
};

std::optional<std::string_view> tenant_of(const FlowVerifyRequest& request) {
  return request.governed_by().tenant();
}

namespace {

Result<ProofVerdict> verify(Engine& engine, const Call& call, const FlowVerifyRequest& request) {
  const canon::Timestamp until(engine.honoured_until(call.now));
  WRIT_TRY(const auto state, engine.state());
  WRIT_TRY(const Governing by, governing(engine, *state, call, request.governed_by()));
  if (const std::string_view why = genuine(*state, by.tenant, request.certificate); !why.empty()) {
    return ProofVerdict::of(why);
  }
  WRIT_TRY(ProofVerdict verdict,
           fresh(engine, *state, by, request.certificate.certificate->freshness_key, call.now));
  if (verdict.ok) verdict.honoured_until = until;
  return verdict;
}

}  // namespace

const Operation flow_verify = define<verify>({.name = "flow.verify",
                                              .doc = "Verifies a memory flow certificate.",
                                              .capability = Capability::read,
                                              .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::FlowVerifyRequest);
