// egress.verify: whether an egress attestation holds now, for these bytes and this destination.
#include "canon/record_define.h"
#include "ops/governing.h"
#include "ops/movement.h"
#include "ops/operation.h"
#include "ops/proof_verify.h"
#include "ops/table.h"

namespace writ::ops {

struct EgressVerifyRequest {
  std::optional<policy::TenantId> tenant_id;
  std::optional<policy::BundleName> name;
  std::optional<session::SessionId> session_id;
  SignedEgressAttestation attestation;
  std::optional<canon::HexDigest> payload_hash;
  std::optional<std::string> destination_id;

  GovernedBy governed_by() const { return {tenant_id, name, session_id}; }
  void check(const canon::Path& path, canon::Faults& faults) const {
    governed_by().check(path, faults);
  }

  static constexpr auto record(auto&& f) {
    using R = EgressVerifyRequest;
    using canon::field;
    return f("EgressVerifyRequest", "An attestation to be verified.",
             field<&R::tenant_id>("tenant_id", "Whose policy; absent in a session."),
             field<&R::name>("name", "Which of them; absent is `default`."),
             field<&R::session_id>("session_id", "The session that it was issued in."),
             field<&R::attestation>("attestation", "What `egress.attest` issued."),
             field<&R::payload_hash>("payload_hash", "SHA-256 of the bytes in hand."),
             field<&R::destination_id>("destination_id", "The destination in hand."));
  }
};

std::optional<std::string_view> tenant_of(const EgressVerifyRequest& request) {
  return request.governed_by().tenant();
}

namespace {

// What is in hand must be what was attested; where nothing is, that cannot be said.
std::string_view beside_the_point(const EgressVerifyRequest& request) {
  const memory::EgressAttestation& attestation = *request.attestation.attestation;
  if (request.payload_hash != attestation.payload_hash) {
    return proof_reason::another_payload;
  }
  if (request.destination_id != attestation.destination_id) {
    return proof_reason::another_destination;
  }
  return {};
}

Result<ProofVerdict> verify(Engine& engine, const Call& call, const EgressVerifyRequest& request) {
  const canon::Timestamp until(engine.honoured_until(call.now));
  WRIT_TRY(const auto state, engine.state());
  WRIT_TRY(const Governing by, governing(engine, *state, call, request.governed_by()));
  if (const std::string_view why = genuine(*state, by.tenant, request.attestation); !why.empty()) {
    return ProofVerdict::of(why);
  }
  if (const std::string_view why = beside_the_point(request); !why.empty()) {
    return ProofVerdict::of(why);
  }
  WRIT_TRY(ProofVerdict verdict,
           fresh(engine, *state, by, request.attestation.attestation->freshness_key, call.now));
  if (verdict.ok) verdict.honoured_until = until;
  return verdict;
}

}  // namespace

const Operation egress_verify =
    define<verify>({.name = "egress.verify",
                    .doc = "Verifies an egress attestation, for these bytes and this destination.",
                    .capability = Capability::read,
                    .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::EgressVerifyRequest);
