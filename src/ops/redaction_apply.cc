// redaction.apply: texts that are no report without what redaction profiles forbid, such as a
// memory's.
//
// Texts have no names, since a name could hold what is forbidden, and would stand in the map.
#include "canon/record_define.h"
#include "ops/operation.h"
#include "ops/redactions.h"
#include "ops/table.h"

namespace writ::ops {

struct ApplyRedactionRequest {
  policy::TenantId tenant_id;
  std::vector<policy::RedactionProfile> profiles;
  std::vector<std::string> texts;

  static constexpr auto record(auto&& f) {
    using R = ApplyRedactionRequest;
    using canon::field;
    return f("ApplyRedactionRequest", "Texts that must not go out as they are.",
             field<&R::tenant_id>("tenantId", "Whose they are."),
             field<&R::profiles>("profiles", "What must not be in them: what any of them forbids."),
             field<&R::texts>("texts", "The texts, each looked at by itself."));
  }
};

struct ApplyRedactionResponse {
  std::vector<std::string> texts;
  redaction::RedactionMap redaction_map;
  canon::HexDigest redaction_map_hash;

  static constexpr auto record(auto&& f) {
    using R = ApplyRedactionResponse;
    using canon::field;
    return f("ApplyRedactionResponse", "The redacted texts.",
             field<&R::texts>("texts", "The texts as they may go out, in their order."),
             field<&R::redaction_map>("redactionMap", "What was taken out."),
             field<&R::redaction_map_hash>("redactionMapHash",
                                           "SHA-256 of its canonical JSON, by which it is kept."));
  }
};

std::optional<std::string_view> tenant_of(const ApplyRedactionRequest& request) {
  return request.tenant_id.text();
}

namespace {

Result<ApplyRedactionResponse> apply(Engine& engine, const Call& call,
                                     const ApplyRedactionRequest& request) {
  WRIT_TRY(const redaction::Redactor redactor, redactor_by(request.profiles));
  WRIT_TRY(redaction::RedactedTexts made, redaction::redact_texts(request.texts, redactor));
  ApplyRedactionResponse response{.texts = std::move(made.texts),
                                  .redaction_map = std::move(made.map)};
  response.redaction_map_hash = hash_of(response.redaction_map);
  return kept(engine, call, Left::nothing, std::move(response));
}

}  // namespace

const Operation redaction_apply =
    define<apply>({.name = "redaction.apply",
                   .doc = "Takes out of texts what redaction profiles forbid, and keeps the map.",
                   .capability = Capability::decide,
                   .heavy = true,
                   .secret = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::ApplyRedactionRequest);
DEFINE_RECORD(writ::ops::ApplyRedactionResponse);
