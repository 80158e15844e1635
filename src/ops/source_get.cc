// source.get: a bundle source and how it stands.
#include "ops/engine.h"
#include "ops/operation.h"
#include "ops/table.h"

namespace writ::ops {
namespace {

Result<SourceReport> get(Engine& engine, const Call& call, const SourceRef& ref) {
  WRIT_TRY(const auto state, engine.state());
  const Source* source = state->source(ref.tenant_id.text(), name_or_default(ref.name));
  if (source == nullptr) return unknown(ref);
  return report_of(*source, call.now);
}

}  // namespace

const Operation source_get =
    define<get>({.name = "source.get",
                 .doc = "Answers where a policy is pulled from and how that goes.",
                 .capability = Capability::operate});

}  // namespace writ::ops
