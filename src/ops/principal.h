// The directory of principals: who holds which roles in a tenant, how sure we are of them, and what
// else policies may ask about them.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "canon/record.h"
#include "canon/types.h"
#include "ops/caller.h"
#include "ops/directory.h"
#include "policy/access_question.h"
#include "policy/bundle.h"
#include "policy/request.h"
#include "store/rows.h"

namespace writ::ops {

namespace fault {
inline constexpr Code unknown_principal{"ops.unknown_principal", Category::not_found};
inline constexpr Code foreign_principal{"ops.foreign_principal", Category::forbidden};
}  // namespace fault

using PrincipalId = canon::Id<struct PrincipalIdTag>;

struct PrincipalRecord {
  PrincipalId id;
  std::optional<canon::Id<struct PrincipalTypeTag>> type;
  std::optional<std::vector<std::string>> roles;
  std::optional<policy::Assurance> assurance;
  std::optional<canon::Json> attributes;  // an object, without the members above

  static constexpr auto record(auto&& f) {
    using P = PrincipalRecord;
    using canon::field;
    return f("Principal", "Whom policies know.", field<&P::id>("id", "Who."),
             field<&P::type>("type", "What kind of subject; absent is `user`."),
             field<&P::roles>("roles", "The roles that they hold."),
             field<&P::assurance>("assurance", "How sure of them we are."),
             field<&P::attributes>("attributes",
                                   "An object of what else rules may compare, below "
                                   "`/ctx/principal/`."));
  }
  void check(const canon::Path& path, canon::Faults& faults) const;
};

struct PrincipalRef {
  policy::TenantId tenant_id;
  PrincipalId id;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("PrincipalRef", "Somebody in the directory.",
             field<&PrincipalRef::tenant_id>("tenantId", "In which tenant."),
             field<&PrincipalRef::id>("id", "Who."));
  }
};
inline std::optional<std::string_view> tenant_of(const PrincipalRef& ref) {
  return ref.tenant_id.text();
}
Problem unknown(const PrincipalRef& ref);

// A `ctx.principal` of a request.
using CountedPrincipal = canon::Sourced<policy::RequestPrincipal>;

// A principal as it is kept.
struct Principal {
  PrincipalRecord record;
  CountedPrincipal ctx;                               // the attributes, and the members above
  std::shared_ptr<const policy::PrincipalPart> part;  // the same, as questions share it
};

Result<Principal> principal_of(std::string_view json);

// What kind of subject a principal is.
inline std::string_view type_of(const PrincipalRecord& record) {
  return record.type ? std::string_view(record.type->text()) : "user";
}

// The row of a principal in the store; without a record it is of one that is gone.
inline constexpr std::string_view principal_kind = "principal";
store::DocumentRow row_of(const PrincipalRef& ref, const PrincipalRecord* record, Instant now);

// The request's own `ctx.principal`, where it has one.
std::optional<canon::Json> told_principal(const canon::Sourced<policy::PDPRequest>& request);

// What is told of somebody, and from what is known what is not.
Result<CountedPrincipal> filled(const canon::Json& told, const canon::Json& known);

// A principal of whom nothing but the id counts.
CountedPrincipal stranger(std::string_view id);

// The `ctx.principal` that counts for a request in a tenant; nothing where the request's own does.
//
// A caller whose word counts (Caller::identity is absent) is believed; what it leaves out of
// somebody who is in the directory comes from there. Of any other caller only the id counts: its
// own, or the one that the request names where the caller speaks for the tenant. Roles, assurance
// and attributes come from the directory, or for the caller itself, where it is not in it, from its
// credential; a stranger has none.
Result<std::optional<CountedPrincipal>> counted_principal(
    const Directory<Principal>& directory, std::string_view tenant, const Caller& caller,
    const canon::Sourced<policy::PDPRequest>& request);

}  // namespace writ::ops
