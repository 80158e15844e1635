// A verified report as requests name it.
#pragma once

#include <optional>
#include <string_view>

#include "canon/record.h"
#include "canon/types.h"
#include "policy/bundle.h"

namespace writ::ops {

struct ReportRef {
  policy::TenantId tenant_id;
  canon::HexDigest report_hash;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("ReportRef", "Which report.", field<&ReportRef::tenant_id>("tenantId", "Whose."),
             field<&ReportRef::report_hash>("reportHash", "Its hash."));
  }
};
inline std::optional<std::string_view> tenant_of(const ReportRef& ref) {
  return ref.tenant_id.text();
}

}  // namespace writ::ops
