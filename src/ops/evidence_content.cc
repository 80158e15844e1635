#include "ops/evidence_content.h"

#include "canon/base64.h"
#include "canon/digest.h"
#include "canon/record_define.h"
#include "ops/broken_store.h"
#include "ops/document_row.h"

namespace writ::ops {

bool ContentBytes::set(std::string_view base64) {
  const std::optional<std::string> bytes = canon::from_base64(base64);
  if (!bytes || bytes->size() > max_size) return false;
  base64_ = base64;
  return true;
}

canon::HexDigest ContentBytes::hash() const {
  return canon::HexDigest(canon::sha256_hex(*canon::from_base64(base64_)));
}

store::DocumentRow row_of(std::string_view tenant, const EvidenceContent& content, Instant now) {
  return document_row(evidence_content_kind, tenant, content.content.hash().text(), &content, now);
}

Result<std::optional<ContentBytes>> find_evidence_content(store::Snapshot& snapshot,
                                                          std::string_view tenant,
                                                          const canon::HexDigest& hash) {
  WRIT_TRY(const auto row, snapshot.find_document(evidence_content_kind, tenant, hash.text()));
  if (!row || !row->record) return std::optional<ContentBytes>();
  WRIT_TRY(EvidenceContent kept,
           stored_record<EvidenceContent>("the content of evidence", *row->record));
  if (kept.content.hash() != hash) {
    return broken_store("the content of evidence is another than its hash says");
  }
  return std::optional(std::move(kept.content));
}

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::EvidenceContent);
