#include "ops/principal.h"

#include <array>

#include <fmt/format.h>

#include "canon/record_define.h"
#include "ops/document_row.h"

namespace writ::ops {
namespace {

using Kind = canon::Value::Kind;

// Of a principal's record, and of a `ctx.principal`.
constexpr std::array<std::string_view, 4> own_members = {"assurance", "id", "roles", "type"};

CountedPrincipal counted(const policy::RequestPrincipal& principal) {
  return {principal, canon::Json::parse(canon::encode(principal)).value()};
}

}  // namespace

void PrincipalRecord::check(const canon::Path& path, canon::Faults& faults) const {
  if (!attributes) return;
  const canon::Path at(path, "attributes");
  if (!attributes->value().is(Kind::object)) {
    faults.add(canon::record::wrong_type, at, "must be an object");
    return;
  }
  for (const std::string_view taken : own_members) {
    if (attributes->value().find(taken) == nullptr) continue;
    faults.add(canon::record::wrong_value, canon::Path(at, taken),
               "is a member of the principal itself: leave it out here");
  }
}

Result<Principal> principal_of(std::string_view json) {
  WRIT_TRY(const canon::Json document, canon::Json::parse(json));
  Principal principal;
  WRIT_TRY(principal.record, canon::decode<PrincipalRecord>(document, "a stored principal"));
  canon::Json ctx = principal.record.attributes.value_or(canon::Json());
  for (const std::string_view name : own_members) {
    if (const canon::Value* member = document.value().find(name)) {
      ctx = ctx.with(name, document.part(*member));
    }
  }
  WRIT_TRY(principal.ctx.value, canon::decode<policy::RequestPrincipal>(ctx));
  principal.ctx.source = std::move(ctx);
  principal.part =
      std::make_shared<const policy::PrincipalPart>(policy::principal_part(principal.ctx));
  return principal;
}

store::DocumentRow row_of(const PrincipalRef& ref, const PrincipalRecord* record, Instant now) {
  return document_row(principal_kind, ref.tenant_id.text(), ref.id.text(), record, now);
}

Problem unknown(const PrincipalRef& ref) {
  return {fault::unknown_principal,
          fmt::format("there is no principal `{}` in the directory of `{}`", ref.id.text(),
                      ref.tenant_id.text())};
}

std::optional<canon::Json> told_principal(const canon::Sourced<policy::PDPRequest>& request) {
  const canon::Value* ctx = request.source.value().find("ctx");
  const canon::Value* principal = ctx != nullptr ? ctx->find("principal") : nullptr;
  if (principal == nullptr || !principal->is(Kind::object)) return std::nullopt;
  return request.source.part(*principal);
}

Result<CountedPrincipal> filled(const canon::Json& told, const canon::Json& known) {
  canon::Json whole = known;
  for (const canon::Member& member : told.value().members()) {
    if (!member.value.is(Kind::null)) whole = whole.with(member.name, told.part(member.value));
  }
  WRIT_TRY(policy::RequestPrincipal value, canon::decode<policy::RequestPrincipal>(whole));
  return CountedPrincipal{std::move(value), std::move(whole)};
}

CountedPrincipal stranger(std::string_view id) { return counted({.id = std::string(id)}); }

Result<std::optional<CountedPrincipal>> counted_principal(
    const Directory<Principal>& directory, std::string_view tenant, const Caller& caller,
    const canon::Sourced<policy::PDPRequest>& request) {
  const auto& told = request->ctx ? request->ctx->principal : std::nullopt;
  const std::optional<std::string> named = told ? told->id : std::nullopt;
  if (!caller.identity) {
    const Principal* known = named ? directory.find(tenant, *named) : nullptr;
    if (known == nullptr) return std::optional<CountedPrincipal>();
    WRIT_TRY(CountedPrincipal whole, filled(*told_principal(request), known->ctx.source));
    return std::optional(std::move(whole));
  }
  const std::string& own = caller.principal;
  const std::string& id = named && caller.speaks_for_tenant ? *named : own;
  if (const Principal* known = directory.find(tenant, id)) return std::optional(known->ctx);
  if (id == own) return std::optional(counted(*caller.identity));
  return std::optional(stranger(id));
}

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::PrincipalRecord);
DEFINE_RECORD(writ::ops::PrincipalRef);
