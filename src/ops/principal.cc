#include "ops/principal.h"

#include <fmt/format.h>

#include "canon/record_define.h"

namespace writ::ops {
namespace {

using Kind = canon::Value::Kind;

// The request's own `ctx.principal`, where it has one that is an object.
const canon::Value* given_principal(const canon::Value& request) {
  const canon::Value* ctx = request.find("ctx");
  const canon::Value* principal = ctx != nullptr ? ctx->find("principal") : nullptr;
  return principal != nullptr && principal->is(Kind::object) ? principal : nullptr;
}

canon::Json json_of(const policy::RequestPrincipal& principal) {
  return canon::Json::parse(canon::encode(principal)).value();
}

// What is told, and from the directory what is not.
canon::Json filled(const canon::Json& told, const canon::Json& known) {
  canon::Json whole = known;
  for (const canon::Member& member : told.value().members()) {
    if (!member.value.is(Kind::null)) whole = whole.with(member.name, told.part(member.value));
  }
  return whole;
}

}  // namespace

void PrincipalRecord::check(const canon::Path& path, canon::Faults& faults) const {
  if (!attributes) return;
  const canon::Path at(path, "attributes");
  if (!attributes->value().is(Kind::object)) {
    faults.add(canon::record::wrong_type, at, "must be an object");
    return;
  }
  for (const std::string_view taken : {"id", "roles", "assurance"}) {
    if (attributes->value().find(taken) == nullptr) continue;
    faults.add(canon::record::wrong_value, canon::Path(at, taken),
               "is a member of the principal itself: leave it out here");
  }
}

Result<Principal> principal_of(std::string_view json) {
  WRIT_TRY(const canon::Json document, canon::Json::parse(json));
  Principal principal;
  WRIT_TRY(principal.record, canon::decode<PrincipalRecord>(document, "a stored principal"));
  if (principal.record.attributes) principal.ctx = *principal.record.attributes;
  for (const std::string_view name : {"id", "roles", "assurance"}) {
    if (const canon::Value* member = document.value().find(name)) {
      principal.ctx = principal.ctx.with(name, document.part(*member));
    }
  }
  return principal;
}

store::DocumentRow row_of(const PrincipalRef& ref, const PrincipalRecord* record, Instant now) {
  store::DocumentRow row{.kind = std::string(principal_kind),
                         .tenant = ref.tenant_id.text(),
                         .id = ref.id.text(),
                         .updated_at = now};
  if (record != nullptr) row.record = canon::encode(*record);
  return row;
}

Problem unknown(const PrincipalRef& ref) {
  return {fault::unknown_principal,
          fmt::format("there is no principal `{}` in the directory of `{}`", ref.id.text(),
                      ref.tenant_id.text())};
}

Result<std::optional<canon::Json>> counted_principal(
    const Directory<Principal>& directory, std::string_view tenant, const Caller& caller,
    const canon::Sourced<policy::PDPRequest>& request) {
  const canon::Value* given = given_principal(request.source.value());
  const auto& told = request->ctx ? request->ctx->principal : std::nullopt;
  const std::optional<std::string> named = told ? told->id : std::nullopt;
  if (!caller.identity) {
    const Principal* known = named ? directory.find(tenant, *named) : nullptr;
    if (known == nullptr) return std::optional<canon::Json>();
    return std::optional(filled(request.source.part(*given), known->ctx));
  }
  const std::string& own = caller.principal;
  const std::string& id = named ? *named : own;
  if (id != own && !caller.speaks_for_tenant) {
    return Problem{fault::foreign_principal,
                   fmt::format("the credential of `{}` speaks for nobody else, and the request "
                               "names `{}`: leave `ctx.principal.id` out, or make a credential "
                               "that speaks for the tenant",
                               own, id)};
  }
  if (const Principal* known = directory.find(tenant, id)) return std::optional(known->ctx);
  if (id == own) return std::optional(json_of(*caller.identity));
  return std::optional(json_of({.id = id}));
}

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::PrincipalRecord);
DEFINE_RECORD(writ::ops::PrincipalRef);
