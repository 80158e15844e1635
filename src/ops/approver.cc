#include "ops/approver.h"

#include <algorithm>

#include <fmt/format.h>

namespace writ::ops {
namespace {

policy::Approver from_directory(const PrincipalRecord& known) {
  return {.id = known.id.text(),
          .roles = known.roles.value_or(std::vector<std::string>()),
          .assurance = known.assurance,
          .in_directory = true};
}

policy::Approver from_credential(std::string id, const policy::RequestPrincipal& identity) {
  policy::Approver approver{.id = std::move(id),
                            .roles = identity.roles.value_or(std::vector<std::string>())};
  constexpr auto names = wire_names(policy::Assurance{});
  const auto held = std::ranges::find(names, identity.assurance.value_or(""));
  if (held != names.end()) {
    approver.assurance = static_cast<policy::Assurance>(held - names.begin());
  }
  return approver;
}

}  // namespace

Result<policy::Approver> approver_of(const State& state, std::string_view tenant,
                                     const Caller& caller,
                                     const std::optional<PrincipalId>& named) {
  const std::string& id = named ? named->text() : caller.principal;
  if (caller.identity && !caller.speaks_for_tenant && id != caller.principal) {
    return Problem{fault::foreign_principal,
                   fmt::format("the credential of `{}` speaks for nobody else: leave `approver` "
                               "out, or make a credential that speaks for the tenant",
                               caller.principal)};
  }
  if (const Principal* known = state.principals.find(tenant, id)) {
    return from_directory(known->record);
  }
  if (caller.identity && id == caller.principal) return from_credential(id, *caller.identity);
  return policy::Approver{.id = id};
}

policy::Approver known_now(const State& state, std::string_view tenant,
                           const policy::Approver& then) {
  if (const Principal* known = state.principals.find(tenant, then.id)) {
    return from_directory(known->record);
  }
  return then.in_directory ? policy::Approver{.id = then.id} : then;
}

std::optional<std::string_view> why_not_approver(const ApprovalRecord& approval,
                                                 const policy::Approver& approver,
                                                 std::string_view by_credential_of) {
  if (approver.id == approval.asker || approver.id == approval.requested_by ||
      by_credential_of == approval.asker) {
    return approval_refusal::self_approval;
  }
  if (!policy::meets(approver, approval.terms)) return approval_refusal::approver_not_allowed;
  return std::nullopt;
}

}  // namespace writ::ops
