// evidence.permit: says where a tenant's evidence may be taken from outside of Writ.
#include "canon/record_define.h"
#include "ops/engine.h"
#include "ops/evidence_places.h"
#include "ops/operation.h"
#include "ops/table.h"

namespace writ::ops {

struct PermitEvidenceResponse {
  bool ok = false;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("PermitEvidenceResponse",
             "From now on these places are permitted, in the place of those before.",
             field<&PermitEvidenceResponse::ok>("ok", "Always true."));
  }
};

std::optional<std::string_view> tenant_of(const EvidencePlaces& request) {
  return request.tenant_id.text();
}

namespace {

Result<PermitEvidenceResponse> permit(Engine& engine, const Call& call,
                                      const EvidencePlaces& request) {
  return engine.change<PermitEvidenceResponse>(
      call, [&](store::Transaction& transaction, const State&) -> Result<PermitEvidenceResponse> {
        WRIT_TRY(std::ignore, transaction.put_document(row_of(request, call.now)));
        return PermitEvidenceResponse{.ok = true};
      });
}

}  // namespace

const Operation evidence_permit =
    define<permit>({.name = "evidence.permit",
                    .doc = "Permits files and sites to be looked at as evidence of a tenant.",
                    .capability = Capability::administer,
                    .host_only = true,
                    .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::PermitEvidenceResponse);
