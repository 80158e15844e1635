// membrane.derive: whether an action crosses a boundary, by its effective policy alone.
#include <optional>
#include <string>

#include "canon/record_define.h"
#include "memory/identity.h"
#include "memory/membrane.h"
#include "ops/operation.h"
#include "ops/table.h"

namespace writ::ops {

struct MembraneRequest {
  memory::EffectiveMemoryPolicy policy;
  memory::ScopeBoundaryRef boundary;
  memory::ScopeBoundaryKind kind = memory::ScopeBoundaryKind::unknown;

  static constexpr auto record(auto&& f) {
    using R = MembraneRequest;
    using canon::field;
    return f("MembraneRequest", "An action's policy, and the boundary that it would cross.",
             field<&R::policy>("effective_policy", "As it was answered."),
             field<&R::boundary>("boundary_ref", "The boundary."),
             field<&R::kind>("boundary_kind", "What kind of boundary."));
  }
};

struct MembraneResponse {
  bool ok = false;
  std::optional<memory::PolicyMembraneDispositionDerivation> derivation;
  std::optional<std::string> reason;

  static constexpr auto record(auto&& f) {
    using R = MembraneResponse;
    using canon::field;
    return f("MembraneResponse", "What came of it, or why nothing did.",
             field<&R::ok>("ok", "Whether it was derived."),
             field<&R::derivation>("derivation", "Whether the action crosses."),
             field<&R::reason>("reason", "Why it was not derived."));
  }
};

std::optional<std::string_view> tenant_of(const MembraneRequest&) { return std::nullopt; }

namespace {

constexpr std::string_view altered = "policy.id_is_not_its_content";

// A policy that was altered is nobody's answer, and nothing follows from it.
Result<MembraneResponse> derive(const MembraneRequest& request) {
  memory::EffectiveMemoryPolicy named = request.policy;
  memory::name(named);
  if (named.id != request.policy.id) return MembraneResponse{.reason = std::string(altered)};
  return MembraneResponse{
      .ok = true,
      .derivation = memory::membrane_of(request.policy, {request.boundary, request.kind})};
}

}  // namespace

const Operation membrane_derive =
    define<derive>({.name = "membrane.derive",
                    .doc = "Derives whether an action crosses a boundary from its policy.",
                    .capability = Capability::read});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::MembraneRequest);
DEFINE_RECORD(writ::ops::MembraneResponse);
