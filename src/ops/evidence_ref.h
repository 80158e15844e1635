// A piece of evidence as requests name it.
#pragma once

#include <optional>
#include <string_view>

#include "canon/record.h"
#include "evidence/evidence.h"
#include "policy/bundle.h"

namespace writ::ops {

struct EvidenceRef {
  policy::TenantId tenant_id;
  evidence::EvidenceId evidence_id;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("EvidenceRef", "Which evidence.", field<&EvidenceRef::tenant_id>("tenantId", "Whose."),
             field<&EvidenceRef::evidence_id>("evidenceId", "Which."));
  }
};
inline std::optional<std::string_view> tenant_of(const EvidenceRef& ref) {
  return ref.tenant_id.text();
}

}  // namespace writ::ops
