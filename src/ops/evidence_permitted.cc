// evidence.permitted: where a tenant's evidence may be taken from outside of Writ.
#include "canon/record_define.h"
#include "ops/engine.h"
#include "ops/evidence_places.h"
#include "ops/operation.h"
#include "ops/table.h"

namespace writ::ops {

struct PermittedEvidenceRequest {
  policy::TenantId tenant_id;

  static constexpr auto record(auto&& f) {
    using R = PermittedEvidenceRequest;
    using canon::field;
    return f("PermittedEvidenceRequest", "Whose places.",
             field<&R::tenant_id>("tenantId", "The tenant."));
  }
};

std::optional<std::string_view> tenant_of(const PermittedEvidenceRequest& request) {
  return request.tenant_id.text();
}

namespace {

Result<EvidencePlaces> permitted(Engine& engine, const Call&,
                                 const PermittedEvidenceRequest& request) {
  WRIT_TRY(const auto snapshot, engine.store().read());
  return evidence_places(*snapshot, request.tenant_id.text());
}

}  // namespace

const Operation evidence_permitted =
    define<permitted>({.name = "evidence.permitted",
                       .doc = "Shows which files and sites may be looked at as evidence.",
                       .capability = Capability::read,
                       .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::PermittedEvidenceRequest);
