// restamp.status: how far a restamp of many stamps has come.
#include "canon/record_define.h"
#include "ops/chunk_certificate.h"
#include "ops/operation.h"
#include "ops/restamp_pack.h"
#include "ops/table.h"

namespace writ::ops {

struct RestampStatusRequest {
  policy::TenantId tenant_id;
  BatchKey key;
  std::optional<govern::Count> chunk;
  std::optional<bool> with_items;

  static constexpr auto record(auto&& f) {
    using R = RestampStatusRequest;
    using canon::field;
    return f("RestampStatusRequest", "Which operation.",
             field<&R::tenant_id>("tenant_id", "Whose."),
             field<&R::key>("idempotency_key", "The key that it was begun with."),
             field<&R::chunk>("chunk", "Also answer the certificate of this one, from 0."),
             field<&R::with_items>("with_items", "And all that it vouches for."));
  }
};

struct RestampStatusResponse {
  bool ok = false;
  std::optional<RestampBatch> batch;
  std::optional<SignedChunkCertificate> certificate;
  std::optional<std::vector<canon::Json>> items;
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
             field<&R::items>("items",
                              "Its restamps and invalidations: their canonical JSON, in this "
                              "order, are the leaves under the certificate's root."),
             field<&R::reason>("reason", "Why there is none."));
  }
};

std::optional<std::string_view> tenant_of(const RestampStatusRequest& request) {
  return request.tenant_id.text();
}

namespace {

Result<std::vector<canon::Json>> items_of(store::Snapshot& snapshot, std::string_view tenant,
                                          const RestampChunkCertificate& certificate) {
  WRIT_TRY(const auto leaves, leaves_of(snapshot, tenant, certificate));
  std::vector<canon::Json> items;
  items.reserve(leaves.size());
  for (const std::string& leaf : leaves) {
    WRIT_TRY(canon::Json item, canon::Json::parse(leaf));
    items.push_back(std::move(item));
  }
  return items;
}

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
  if (request.with_items.value_or(false) && response.certificate) {
    WRIT_TRY(response.items, items_of(*snapshot, tenant, response.certificate->certificate));
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
