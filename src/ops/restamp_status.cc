// restamp.status: how far a restamp of many stamps has come.
#include "canon/record_define.h"
#include "ops/chunk_certificate.h"
#include "ops/operation.h"
#include "ops/table.h"

namespace writ::ops {

struct RestampStatusRequest {
  policy::TenantId tenant_id;
  BatchKey key;
  std::optional<govern::Count> chunk;

  static constexpr auto record(auto&& f) {
    using R = RestampStatusRequest;
    using canon::field;
    return f("RestampStatusRequest", "Which operation.",
             field<&R::tenant_id>("tenant_id", "Whose."),
             field<&R::key>("idempotency_key", "The key that it was begun with."),
             field<&R::chunk>("chunk", "Also answer the certificate of this one, from 0."));
  }
};

struct RestampStatusResponse {
  bool ok = false;
  std::optional<RestampBatch> batch;
  std::optional<SignedChunkCertificate> certificate;
  std::optional<std::string> reason;

  static constexpr auto record(auto&& f) {
    using R = RestampStatusResponse;
    using canon::field;
    return f("RestampStatusResponse", "How far it has come.",
             field<&R::ok>("ok", "Whether there is one."),
             field<&R::batch>("batch", "The operation."),
             field<&R::certificate>("certificate",
                                    "Of the chunk that was asked for; absent where that was not "
                                    "done, or made nothing."),
             field<&R::reason>("reason", "Why there is none."));
  }
};

std::optional<std::string_view> tenant_of(const RestampStatusRequest& request) {
  return request.tenant_id.text();
}

namespace {

Result<RestampStatusResponse> status(Engine& engine, const Call&,
                                     const RestampStatusRequest& request) {
  WRIT_TRY(const auto snapshot, engine.store().read());
  const std::string& tenant = request.tenant_id.text();
  WRIT_TRY(auto batch, find_batch(*snapshot, tenant, request.key));
  if (!batch) return RestampStatusResponse{.reason = std::string(batch_reason::unknown)};
  RestampStatusResponse response{.ok = true, .batch = std::move(batch)};
  if (request.chunk) {
    WRIT_TRY(response.certificate,
             find_chunk_certificate(*snapshot, tenant, request.key, *request.chunk));
  }
  return response;
}

}  // namespace

const Operation restamp_status =
    define<status>({.name = "restamp.status",
                    .doc = "Says how far a restamp of many stamps has come.",
                    .capability = Capability::read,
                    .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::RestampStatusRequest);
DEFINE_RECORD(writ::ops::RestampStatusResponse);
