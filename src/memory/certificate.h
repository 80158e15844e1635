// Proofs that a movement carries: that it was permitted, and what left for where. They are signed
// as wholes, over the hash of their canonical form.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "memory/freshness.h"
#include "memory/levels.h"
#include "memory/refs.h"

namespace writ::memory {

struct MemoryFlowCertificate {
  canon::Literal<"MemoryFlowCertificate"> record_kind;
  SchemaVersion schema_version;
  canon::Timestamp recorded_at;
  MemoryFlowCertificateId id;
  SchemaOwner schema_owner;
  MemoryObjectRef object;
  Action action = Action::collect;
  std::optional<Destination> destination;
  PrincipalRef principal;
  PolicyEvaluationContextRef context;
  std::vector<EffectiveMemoryPolicyRef> policies;
  std::vector<PolicyObligationDischargeRef> discharges;
  PolicyRuntimeFreshnessKey freshness_key;

  static constexpr auto record(auto&& f) {
    using C = MemoryFlowCertificate;
    using canon::field;
    return f("MemoryFlowCertificate", "That one movement of one memory was permitted.",
             field<&C::record_kind>("record_kind", "The record's type."),
             field<&C::schema_version>("schema_version", "Of its schema."),
             field<&C::recorded_at>("recorded_at", "When it was issued."),
             field<&C::id>("certificate_id", "Names this certificate, by its content."),
             field<&C::schema_owner>("schema_owner", "Whose schema it follows."),
             field<&C::object>("object_ref", "The memory."),
             field<&C::action>("action", "What may be done with it."),
             field<&C::destination>("destination", "Where to."),
             field<&C::principal>("principal_ref", "For whom."),
             field<&C::context>("policy_evaluation_context_ref", "The question."),
             field<&C::policies>("effective_policy_refs",
                                 "The policies of the action and of all that it rests on, by id."),
             field<&C::discharges>("discharge_refs", "What was owed and met, by id."),
             field<&C::freshness_key>("freshness_key", "The state that it holds under."));
  }
};

struct EgressAttestation {
  canon::Literal<"E0EgressAttestation"> record_kind;
  SchemaVersion schema_version;
  canon::Timestamp recorded_at;
  EgressAttestationId id;
  SchemaOwner schema_owner;
  MemoryObjectRef object;
  Action action = Action::export_;
  PrincipalRef principal;
  Destination outbound = Destination::cloud_api;
  Destination decided = Destination::cloud_api;
  std::string destination_id;
  canon::HexDigest payload_hash;
  PolicyEvaluationContextRef context;
  std::vector<EffectiveMemoryPolicyRef> policies;
  std::vector<PolicyObligationDischargeRef> discharges;
  PolicyRuntimeFreshnessKey freshness_key;

  static constexpr auto record(auto&& f) {
    using A = EgressAttestation;
    using canon::field;
    return f("E0EgressAttestation", "That these very bytes may leave for this very destination.",
             field<&A::record_kind>("record_kind", "The record's type."),
             field<&A::schema_version>("schema_version", "Of its schema."),
             field<&A::recorded_at>("recorded_at", "When it was issued."),
             field<&A::id>("attestation_id", "Names this attestation, by its content."),
             field<&A::schema_owner>("schema_owner", "Whose schema it follows."),
             field<&A::object>("object_ref", "The memory."),
             field<&A::action>("action", "How it leaves."),
             field<&A::principal>("principal_ref", "For whom."),
             field<&A::outbound>("outbound_destination_class", "Where the bytes go."),
             field<&A::decided>("policy_decision_destination",
                                "Where policy decided that they may go: the same."),
             field<&A::destination_id>("destination_id", "Which destination of that class."),
             field<&A::payload_hash>("payload_hash", "SHA-256 of the bytes."),
             field<&A::context>("policy_evaluation_context_ref", "The question."),
             field<&A::policies>("effective_policy_refs",
                                 "The policies of the action and of all that it rests on, by id."),
             field<&A::discharges>("discharge_refs", "What was owed and met, by id."),
             field<&A::freshness_key>("freshness_key", "The state that it holds under."));
  }
  void check(const canon::Path& path, canon::Faults& faults) const;  // the destinations are equal
};

}  // namespace writ::memory
