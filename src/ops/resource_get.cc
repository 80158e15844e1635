// resource.get: what policies know of a thing.
#include "ops/engine.h"
#include "ops/operation.h"
#include "ops/table.h"

namespace writ::ops {
namespace {

Result<ResourceRecord> get(Engine& engine, const Call&, const ResourceRef& ref) {
  WRIT_TRY(const auto state, engine.state());
  const Resource* known = state->resources.find(ref.tenant_id.text(), resource_key(ref));
  if (known == nullptr) return unknown(ref);
  return known->record;
}

}  // namespace

const Operation resource_get = define<get>({.name = "resource.get",
                                            .doc = "Answers what policies know of a thing.",
                                            .capability = Capability::read});

}  // namespace writ::ops
