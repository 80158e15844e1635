// evidence.get: a piece of evidence as it is kept, and its content.
#include "canon/record_define.h"
#include "ops/engine.h"
#include "ops/evidence_content.h"
#include "ops/evidence_kept.h"
#include "ops/operation.h"
#include "ops/table.h"

namespace writ::ops {

struct GetEvidenceRequest {
  policy::TenantId tenant_id;
  evidence::EvidenceId evidence_id;
  std::optional<canon::True> with_content;

  static constexpr auto record(auto&& f) {
    using R = GetEvidenceRequest;
    using canon::field;
    return f("GetEvidenceRequest", "Which evidence.", field<&R::tenant_id>("tenantId", "Whose."),
             field<&R::evidence_id>("evidenceId", "Which."),
             field<&R::with_content>("withContent", "To be shown with its content."));
  }
};

std::optional<std::string_view> tenant_of(const GetEvidenceRequest& request) {
  return request.tenant_id.text();
}

struct GetEvidenceResponse {
  bool ok = false;
  std::optional<evidence::Evidence> evidence;
  std::optional<ContentBytes> content;
  std::optional<std::string> reason;

  static constexpr auto record(auto&& f) {
    using R = GetEvidenceResponse;
    using canon::field;
    return f("GetEvidenceResponse", "The evidence; `evidence.verify` tells whether it still holds.",
             field<&R::ok>("ok", "Whether there is such evidence."),
             field<&R::evidence>("evidence", "All of it."),
             field<&R::content>("content", "As base64; absent where it is not kept here."),
             field<&R::reason>("reason", "Why there is none."));
  }
};

namespace {

Result<GetEvidenceResponse> get(Engine& engine, const Call&, const GetEvidenceRequest& request) {
  const std::string& tenant = request.tenant_id.text();
  WRIT_TRY(const auto snapshot, engine.store().read());
  WRIT_TRY(auto found, find_evidence(*snapshot, tenant, request.evidence_id.text()));
  if (!found) return GetEvidenceResponse{.reason = "evidence.unknown"};
  GetEvidenceResponse response{.ok = true, .evidence = std::move(found)};
  if (request.with_content && response.evidence->content_hash) {
    WRIT_TRY(response.content,
             find_evidence_content(*snapshot, tenant, *response.evidence->content_hash));
  }
  return response;
}

}  // namespace

const Operation evidence_get = define<get>({.name = "evidence.get",
                                            .doc = "Shows a piece of evidence.",
                                            .capability = Capability::read,
                                            .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::GetEvidenceRequest);
DEFINE_RECORD(writ::ops::GetEvidenceResponse);
