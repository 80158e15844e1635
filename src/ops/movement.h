// The proofs that a movement carries, as they are signed and shown: a certificate or an attestation
// with the signature over the SHA-256 of its canonical form, by a key with the purpose `audit` that
// the tenant trusts.
#pragma once

#include <optional>
#include <string_view>

#include "keys/key_record.h"
#include "memory/certificate.h"
#include "ops/engine.h"
#include "ops/operation.h"

namespace writ::ops {

struct SignedFlowCertificate {
  canon::Sourced<memory::MemoryFlowCertificate> certificate;
  keys::SignatureBlock signature;

  static constexpr auto record(auto&& f) {
    using S = SignedFlowCertificate;
    using canon::field;
    return f("SignedFlowCertificate", "A memory flow certificate and who vouches for it.",
             field<&S::certificate>("certificate", "The certificate."),
             field<&S::signature>("signature", "Over SHA-256 of the canonical certificate."));
  }
};

struct SignedEgressAttestation {
  canon::Sourced<memory::EgressAttestation> attestation;
  keys::SignatureBlock signature;

  static constexpr auto record(auto&& f) {
    using S = SignedEgressAttestation;
    using canon::field;
    return f("SignedEgressAttestation", "An egress attestation and who vouches for it.",
             field<&S::attestation>("attestation", "The attestation."),
             field<&S::signature>("signature", "Over SHA-256 of the canonical attestation."));
  }
};

// Why a proof is not one.
namespace proof_reason {
inline constexpr std::string_view another_id = "proof.id_is_not_its_content";
inline constexpr std::string_view another_question = "proof.another_question";
inline constexpr std::string_view another_payload = "proof.another_payload";
inline constexpr std::string_view another_destination = "proof.another_destination";
inline constexpr std::string_view stale = "proof.stale";
}  // namespace proof_reason

// Whether the proof is signed by whom the tenant trusts, and its id is that of its content: the
// reason why not, or empty.
std::string_view genuine(const State& state, std::string_view tenant,
                         const SignedFlowCertificate& proof);
std::string_view genuine(const State& state, std::string_view tenant,
                         const SignedEgressAttestation& proof);

// Signs the canonical form of a proof for the tenant.
Result<SignedFlowCertificate> sign_proof(Engine& engine, const Call& call, std::string_view tenant,
                                         memory::MemoryFlowCertificate certificate);
Result<SignedEgressAttestation> sign_proof(Engine& engine, const Call& call,
                                           std::string_view tenant,
                                           memory::EgressAttestation attestation);

}  // namespace writ::ops
