// cache.reusable: whether a result that somebody kept may be used again, and what forbids it.
#include <algorithm>
#include <iterator>

#include "canon/canonical.h"
#include "canon/record_define.h"
#include "memory/differences.h"
#include "ops/engine.h"
#include "ops/kept_result.h"
#include "ops/operation.h"
#include "ops/table.h"

namespace writ::ops {

struct CacheReusableRequest {
  KeptResult result;
  canon::Json kept_under;

  static constexpr auto record(auto&& f) {
    using R = CacheReusableRequest;
    using canon::field;
    return f("CacheReusableRequest", "A result that was kept.",
             field<&R::result>("result",
                               "Of what it would be now: what it rests on as it is at present."),
             field<&R::kept_under>("cache_key", "What it was kept under: as `cache.key` said."));
  }
};

struct CacheReusableResponse {
  bool reusable = false;
  std::vector<std::string> components;
  std::optional<canon::Timestamp> honoured_until;

  static constexpr auto record(auto&& f) {
    using R = CacheReusableResponse;
    using canon::field;
    return f("CacheReusableResponse", "Whether a kept result may be used again.",
             field<&R::reusable>("reusable", "Whether it may."),
             field<&R::components>("components",
                                   "What of its key is not as it is now: each forbids it."),
             field<&R::honoured_until>("honoured_until",
                                       "Of one that may: until when this may be relied on."));
  }
};

std::optional<std::string_view> tenant_of(const CacheReusableRequest& request) {
  return tenant_of(request.result);
}

namespace {

// A component of a key that is itself a key is told by its own components.
std::vector<std::string> differing(const canon::Json& kept, const canon::Json& active) {
  constexpr std::string_view nested = "freshness_key";
  std::vector<std::string> names;
  for (std::string& name : memory::differing_members(canon::canonical(kept.value()),
                                                     canon::canonical(active.value()))) {
    const canon::Value* one = name == nested ? kept.value().find(name) : nullptr;
    const canon::Value* other = name == nested ? active.value().find(name) : nullptr;
    if (one == nullptr || other == nullptr) {
      names.push_back(std::move(name));
    } else {
      std::ranges::move(differing(kept.part(*one), active.part(*other)), std::back_inserter(names));
    }
  }
  return names;
}

Result<CacheReusableResponse> reusable(Engine& engine, const Call& call,
                                       const CacheReusableRequest& request) {
  const canon::Timestamp until(engine.honoured_until(call.now));
  WRIT_TRY(const auto state, engine.state());
  WRIT_TRY(const Governing by, governing(engine, *state, call, request.result.governed_by()));
  WRIT_TRY(const canon::Json active,
           canon::Json::parse(active_cache_key(request.result, *by.active)));
  CacheReusableResponse response{.components = differing(request.kept_under, active)};
  response.reusable = response.components.empty();
  if (response.reusable) response.honoured_until = until;
  return response;
}

}  // namespace

const Operation cache_reusable =
    define<reusable>({.name = "cache.reusable",
                      .doc = "Answers whether a result that was kept may be used again.",
                      .capability = Capability::read});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::CacheReusableRequest);
DEFINE_RECORD(writ::ops::CacheReusableResponse);
