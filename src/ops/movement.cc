#include "ops/movement.h"

#include "canon/canonical.h"
#include "canon/digest.h"
#include "canon/record_define.h"
#include "memory/identity.h"
#include "ops/signing_key.h"

namespace writ::ops {
namespace {

template <class Record>
std::string_view genuine_record(const State& state, std::string_view tenant,
                                const canon::Sourced<Record>& proof,
                                const keys::SignatureBlock& signature) {
  const std::string hash = canon::sha256_hex(canon::canonical(proof.source.value()));
  const canon::Verdict verdict = state.keys->verify(signature, hash, keys::Purpose::audit, tenant);
  if (!verdict.ok()) return verdict.reason();
  Record named = *proof;
  memory::name(named);
  return named.id == proof->id ? std::string_view() : proof_reason::another_id;
}

template <class Signed, class Record>
Result<Signed> sign_record(Engine& engine, const Call& call, std::string_view tenant,
                           Record record) {
  WRIT_TRY(canon::Json json, canon::Json::parse(canon::encode(record)));
  WRIT_TRY(const std::string key_id,
           signing_key(engine, keys::Purpose::audit, keys::Alg::ed25519, tenant, call));
  WRIT_TRY(const auto state, engine.state());
  WRIT_TRY(keys::SignatureBlock signature,
           state->keys->sign(key_id, canon::sha256_hex(canon::canonical(json.value()))));
  return Signed{{std::move(record), std::move(json)}, std::move(signature)};
}

}  // namespace

std::string_view genuine(const State& state, std::string_view tenant,
                         const SignedFlowCertificate& proof) {
  return genuine_record(state, tenant, proof.certificate, proof.signature);
}

std::string_view genuine(const State& state, std::string_view tenant,
                         const SignedEgressAttestation& proof) {
  return genuine_record(state, tenant, proof.attestation, proof.signature);
}

Result<SignedFlowCertificate> sign_proof(Engine& engine, const Call& call, std::string_view tenant,
                                         memory::MemoryFlowCertificate certificate) {
  return sign_record<SignedFlowCertificate>(engine, call, tenant, std::move(certificate));
}

Result<SignedEgressAttestation> sign_proof(Engine& engine, const Call& call,
                                           std::string_view tenant,
                                           memory::EgressAttestation attestation) {
  return sign_record<SignedEgressAttestation>(engine, call, tenant, std::move(attestation));
}

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::SignedFlowCertificate);
DEFINE_RECORD(writ::ops::SignedEgressAttestation);
