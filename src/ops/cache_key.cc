// cache.key: what a result is to be kept under by who keeps results.
#include "canon/record_define.h"
#include "ops/engine.h"
#include "ops/kept_result.h"
#include "ops/operation.h"
#include "ops/table.h"

namespace writ::ops {

struct CacheKeyResponse {
  canon::Json cache_key;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("CacheKeyResponse", "What the result is to be kept under.",
             field<&CacheKeyResponse::cache_key>(
                 "cache_key",
                 "A ScopeResolutionCacheKey, EffectivePolicyCacheKey or UIExportCacheKey."));
  }
};

namespace {

Result<CacheKeyResponse> key(Engine& engine, const Call& call, const KeptResult& kept) {
  WRIT_TRY(const auto state, engine.state());
  WRIT_TRY(const Governing by, governing(engine, *state, call, kept.governed_by()));
  CacheKeyResponse response;
  WRIT_TRY(response.cache_key, canon::Json::parse(active_cache_key(kept, *by.active)));
  return response;
}

}  // namespace

const Operation cache_key =
    define<key>({.name = "cache.key",
                 .doc = "Answers what a result is to be kept under by who keeps results.",
                 .capability = Capability::read});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::CacheKeyResponse);
