// principal.get: what policies know of somebody.
#include "ops/engine.h"
#include "ops/operation.h"
#include "ops/table.h"

namespace writ::ops {
namespace {

Result<PrincipalRecord> get(Engine& engine, const Call&, const PrincipalRef& ref) {
  WRIT_TRY(const auto state, engine.state());
  const Principal* known = state->principals.find(ref.tenant_id.text(), ref.id.text());
  if (known == nullptr) return unknown(ref);
  return known->record;
}

}  // namespace

const Operation principal_get = define<get>({.name = "principal.get",
                                             .doc = "Answers what policies know of somebody.",
                                             .capability = Capability::read});

}  // namespace writ::ops
