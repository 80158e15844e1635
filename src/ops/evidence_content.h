// The content of evidence, kept by its hash: a tenant's once, however many pieces have it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "canon/record.h"
#include "canon/types.h"
#include "store/store.h"

namespace writ::ops {

// Bytes, on the wire and in the store as base64.
class ContentBytes {
 public:
  static constexpr std::size_t max_size = std::size_t{1} << 20;  // of the bytes
  static constexpr std::string_view expected =
      "base64, with the standard alphabet and padding, of at most 1 MiB: keep more elsewhere, and "
      "give its `contentHash`";

  bool set(std::string_view base64);
  const std::string& text() const { return base64_; }
  canon::HexDigest hash() const;  // SHA-256 of the bytes

 private:
  std::string base64_;
};

struct EvidenceContent {
  ContentBytes content;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("EvidenceContent", "What a piece of evidence is.",
             field<&EvidenceContent::content>("content", "Its bytes, as base64."));
  }
};

inline constexpr std::string_view evidence_content_kind = "evidence_content";

store::DocumentRow row_of(std::string_view tenant, const EvidenceContent& content, Instant now);

// Nothing where the tenant keeps none of that hash. Problem: store::fault::corrupt where what is
// kept has another.
Result<std::optional<ContentBytes>> find_evidence_content(store::Snapshot& snapshot,
                                                          std::string_view tenant,
                                                          const canon::HexDigest& hash);

}  // namespace writ::ops
