// disclosure.derive_class: the class that a disclosure vector comes to.
#include "canon/record_define.h"
#include "memory/capability.h"
#include "ops/operation.h"
#include "ops/table.h"

namespace writ::ops {

struct DeriveClassRequest {
  memory::DisclosurePermissionVector vector;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("DeriveClassRequest", "What may be said, part by part.",
             field<&DeriveClassRequest::vector>("disclosure_vector", "The vector."));
  }
};

struct DeriveClassResponse {
  memory::DisclosureClass disclosure_class = memory::DisclosureClass::not_disclosable;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("DeriveClassResponse", "How much may be said.",
             field<&DeriveClassResponse::disclosure_class>(
                 "disclosure_class", "The highest class whose condition the vector meets."));
  }
};

std::optional<std::string_view> tenant_of(const DeriveClassRequest&) { return std::nullopt; }

namespace {

Result<DeriveClassResponse> derive(const DeriveClassRequest& request) {
  return DeriveClassResponse{memory::derive_class(request.vector)};
}

}  // namespace

const Operation disclosure_derive_class =
    define<derive>({.name = "disclosure.derive_class",
                    .doc = "Says which disclosure class a vector comes to.",
                    .capability = Capability::read});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::DeriveClassRequest);
DEFINE_RECORD(writ::ops::DeriveClassResponse);
