// evidence.get: a piece of evidence as it is kept.
#include "canon/record_define.h"
#include "ops/engine.h"
#include "ops/evidence_kept.h"
#include "ops/evidence_ref.h"
#include "ops/operation.h"
#include "ops/table.h"

namespace writ::ops {

struct GetEvidenceResponse {
  bool ok = false;
  std::optional<evidence::Evidence> evidence;
  std::optional<std::string> reason;

  static constexpr auto record(auto&& f) {
    using R = GetEvidenceResponse;
    using canon::field;
    return f("GetEvidenceResponse", "The evidence; `evidence.verify` tells whether it still holds.",
             field<&R::ok>("ok", "Whether there is such evidence."),
             field<&R::evidence>("evidence", "All of it."),
             field<&R::reason>("reason", "Why there is none."));
  }
};

namespace {

Result<GetEvidenceResponse> get(Engine& engine, const Call&, const EvidenceRef& ref) {
  WRIT_TRY(const auto snapshot, engine.store().read());
  WRIT_TRY(auto found, find_evidence(*snapshot, ref.tenant_id.text(), ref.evidence_id.text()));
  if (!found) return GetEvidenceResponse{.reason = "evidence.unknown"};
  return GetEvidenceResponse{.ok = true, .evidence = std::move(found)};
}

}  // namespace

const Operation evidence_get = define<get>({.name = "evidence.get",
                                            .doc = "Shows a piece of evidence.",
                                            .capability = Capability::read,
                                            .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::EvidenceRef);
DEFINE_RECORD(writ::ops::GetEvidenceResponse);
