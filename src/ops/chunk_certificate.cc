#include "ops/chunk_certificate.h"

#include <fmt/format.h>

#include "canon/record_define.h"
#include "memory/derived_id.h"
#include "ops/broken_store.h"
#include "ops/document_row.h"

namespace writ::ops {
namespace {

// A key may end as a number does; what follows the last `#` is the chunk's.
std::string place_of(const BatchKey& batch, govern::Count chunk) {
  return fmt::format("{}#{}", batch.text(), chunk.value);
}

}  // namespace

void name(RestampChunkCertificate& certificate) {
  const std::string id = memory::derived_id(
      "mfc_", certificate, {"certificate_id", "items", "merkle_root", "recorded_at"});
  certificate.id = memory::MemoryFlowCertificateId(id);
}

store::DocumentRow row_of(std::string_view tenant, const SignedChunkCertificate& certificate,
                          Instant now) {
  const RestampChunkCertificate& of = certificate.certificate;
  return document_row(chunk_certificate_document, tenant, place_of(of.batch, of.chunk),
                      &certificate, now);
}

Result<std::optional<SignedChunkCertificate>> find_chunk_certificate(store::Snapshot& snapshot,
                                                                     std::string_view tenant,
                                                                     const BatchKey& batch,
                                                                     govern::Count chunk) {
  WRIT_TRY(const auto row,
           snapshot.find_document(chunk_certificate_document, tenant, place_of(batch, chunk)));
  if (!row) return std::optional<SignedChunkCertificate>();
  WRIT_TRY(auto found, stored_record<SignedChunkCertificate>("the certificate of a chunk",
                                                             row->record.value_or("")));
  const RestampChunkCertificate& of = found.certificate;
  if (of.tenant.text() != tenant || of.batch != batch || of.chunk != chunk) {
    return broken_store("the certificate of a chunk stands in the place of another");
  }
  return std::optional(std::move(found));
}

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::RestampChunkCertificate);
DEFINE_RECORD(writ::ops::SignedChunkCertificate);
