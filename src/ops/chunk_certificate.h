// What vouches for a chunk of a batch of restamps: one certificate, signed, over the root of a
// Merkle tree (RFC 6962, section 2.1) of all that the chunk made. The leaves are the canonical JSON
// of its restamps and invalidations, in the order of their stamps.
#pragma once

#include <optional>
#include <string_view>

#include "keys/key_record.h"
#include "ops/restamp_batch.h"
#include "tlog/merkle.h"

namespace writ::ops {

inline constexpr std::string_view chunk_certificate_document = "policy_restamp_chunk";

// Its restamps name it, so that its id is known before they are made: what they come to is no part
// of the id.
struct RestampChunkCertificate {
  canon::Literal<"RestampChunkCertificate"> record_kind;
  memory::SchemaVersion schema_version;
  canon::Timestamp recorded_at;
  memory::MemoryFlowCertificateId id;
  policy::TenantId tenant;
  BatchKey batch;
  govern::Count chunk;
  std::optional<memory::PolicyStampRef> first;
  std::optional<memory::PolicyStampRef> last;
  govern::Count items;
  canon::HexDigest root;

  static constexpr auto record(auto&& f) {
    using C = RestampChunkCertificate;
    using canon::field;
    return f("RestampChunkCertificate", "What a chunk of a restamp of many stamps came to.",
             field<&C::record_kind>("record_kind", "The record's type."),
             field<&C::schema_version>("schema_version", "Of its schema."),
             field<&C::recorded_at>("recorded_at", "When the chunk was done."),
             field<&C::id>("certificate_id", "Names this certificate, and with it the chunk."),
             field<&C::tenant>("tenant_id", "Whose stamps."),
             field<&C::batch>("idempotency_key", "Of which batch."),
             field<&C::chunk>("chunk", "Its number, from 0."),
             field<&C::first>("first_stamp_ref", "The first stamp that was looked at."),
             field<&C::last>("last_stamp_ref", "The last."),
             field<&C::items>("items", "How many restamps and invalidations it made."),
             field<&C::root>("merkle_root", "The root over them."));
  }
};

struct SignedChunkCertificate {
  RestampChunkCertificate certificate;
  std::optional<keys::SignatureBlock> signature;

  static constexpr auto record(auto&& f) {
    using S = SignedChunkCertificate;
    using canon::field;
    return f("SignedChunkCertificate", "The certificate of a chunk and who vouches for it.",
             field<&S::certificate>("certificate", "The certificate."),
             field<&S::signature>("signature",
                                  "Over SHA-256 of the canonical certificate; absent where the "
                                  "chunk made nothing."));
  }
};

// The id, by content.
void name(RestampChunkCertificate& certificate);

store::DocumentRow row_of(std::string_view tenant, const SignedChunkCertificate& certificate,
                          Instant now);

// Nothing where the chunk was not done, or made nothing.
Result<std::optional<SignedChunkCertificate>> find_chunk_certificate(store::Snapshot& snapshot,
                                                                     std::string_view tenant,
                                                                     const BatchKey& batch,
                                                                     govern::Count chunk);

}  // namespace writ::ops
