// flow.verify: whether a memory flow certificate holds now.
#include "canon/record_define.h"
#include "ops/movement.h"
#include "ops/operation.h"
#include "ops/proof_verify.h"
#include "ops/table.h"

namespace writ::ops {

struct FlowVerifyRequest {
  policy::TenantId tenant_id;
  std::optional<policy::BundleName> name;
  SignedFlowCertificate certificate;

  static constexpr auto record(auto&& f) {
    using R = FlowVerifyRequest;
    using canon::field;
    return f("FlowVerifyRequest", "A certificate to be verified.",
             field<&R::tenant_id>("tenant_id", "Whose memory it is about."),
             field<&R::name>("name", "Under which policy; absent is `default`."),
             field<&R::certificate>("certificate", "What `flow.certify` issued."));
  }
};

std::optional<std::string_view> tenant_of(const FlowVerifyRequest& request) {
  return request.tenant_id.text();
}

namespace {

Result<ProofVerdict> verify(Engine& engine, const Call& call, const FlowVerifyRequest& request) {
  WRIT_TRY(const auto state, engine.state());
  const std::string& tenant = request.tenant_id.text();
  if (const std::string_view why = genuine(*state, tenant, request.certificate); !why.empty()) {
    return ProofVerdict::of(why);
  }
  WRIT_TRY(const bool active, is_active(engine, *state, tenant, name_or_default(request.name),
                                        request.certificate.certificate->freshness_key, call.now));
  return ProofVerdict::of(active ? std::string_view() : proof_reason::stale);
}

}  // namespace

const Operation flow_verify = define<verify>({.name = "flow.verify",
                                              .doc = "Verifies a memory flow certificate.",
                                              .capability = Capability::read,
                                              .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::FlowVerifyRequest);
