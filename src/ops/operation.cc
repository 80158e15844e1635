#include "ops/operation.h"

#include <fmt/format.h>

namespace writ::ops {

Caller operator_caller() {
  return {.principal = "operator", .capabilities = Capabilities::all(), .on_host = true};
}

Result<void> authorize(const Traits& traits, const Caller& caller) {
  if (traits.host_only && !caller.on_host) {
    return Problem{fault::host_only,
                   fmt::format("`{}` is refused on the network: run it with `writ call {}` where "
                               "the data directory is",
                               traits.name, traits.name)};
  }
  if (!caller.capabilities.has(traits.capability)) {
    const auto needed = wire_names(Capability{})[static_cast<std::size_t>(traits.capability)];
    return Problem{fault::not_permitted,
                   fmt::format("`{}` needs the capability `{}`, which the credential of `{}` does "
                               "not give: make one with `writ credentials create --capability {}`",
                               traits.name, needed, caller.principal, needed)};
  }
  return {};
}

Result<void> authorize_tenant(const Caller& caller, std::optional<std::string_view> tenant) {
  if (!tenant || !caller.tenant || *caller.tenant == *tenant) return {};
  return Problem{fault::foreign_tenant,
                 fmt::format("the credential of `{}` is for the tenant `{}`, not for `{}`",
                             caller.principal, *caller.tenant, *tenant)};
}

Result<void> require_any_tenant(const Caller& caller) {
  if (!caller.tenant) return {};
  return Problem{fault::foreign_tenant,
                 fmt::format("the credential of `{}` is for the tenant `{}` alone, and this tells "
                             "of all",
                             caller.principal, *caller.tenant)};
}

Result<Answer> perform(const Operation& operation, Engine* engine, const Call& call,
                       const canon::Json& body) {
  WRIT_CHECK(authorize(operation, call.caller));
  Answer answer;
  Call known = call;
  known.operation = &operation.traits;
  known.body = &body;
  known.ticket = &answer.ticket;
  WRIT_TRY(answer.json, operation.run(engine, known, body));
  return answer;
}

}  // namespace writ::ops
