#include "session/binding.h"

namespace writ::session {
namespace {

using Request = canon::Sourced<policy::PDPRequest>;

std::string_view name_of(policy::RiskTier tier) {
  return wire_names(tier)[static_cast<std::size_t>(tier)];
}

// What a request says otherwise than its session, if anything.
std::string_view contradiction(const Session& session, const policy::PDPRequest& request) {
  if (request.ctx && request.ctx->principal && request.ctx->principal->id &&
      *request.ctx->principal->id != session.principal_id()) {
    return reason::principal;
  }
  if (session.purpose && request.purpose && *request.purpose != *session.purpose) {
    return reason::purpose;
  }
  if (session.risk_tier && request.ctx && request.ctx->risk_tier &&
      *request.ctx->risk_tier != name_of(*session.risk_tier)) {
    return reason::risk_tier;
  }
  return {};
}

Request completed(const Session& session, const canon::Sourced<policy::RequestPrincipal>& principal,
                  Request request) {
  request = policy::with_principal(std::move(request), principal);
  if (session.risk_tier && !request->ctx->risk_tier) {
    const std::string tier(name_of(*session.risk_tier));
    const canon::Json ctx = request.source.part(*request.source.value().find("ctx"));
    request.value.ctx->risk_tier = tier;
    request.source = request.source.with("ctx", ctx.with("riskTier", canon::Json::of_text(tier)));
  }
  if (session.purpose && !request->purpose) {
    request.value.purpose = session.purpose;
    request.source = request.source.with("purpose", canon::Json::of_text(*session.purpose));
  }
  return request;
}

bool has_all(const std::vector<RequiredMember>& members, const canon::Value& request) {
  for (const RequiredMember& member : members) {
    const canon::Value* found = member.pointer().find(request);
    if (found == nullptr || found->is(canon::Value::Kind::null)) return false;
  }
  return true;
}

}  // namespace

Bound bind(const Session& session, const canon::Sourced<policy::RequestPrincipal>& principal,
           const Request& request) {
  if (const std::string_view refusal = contradiction(session, *request); !refusal.empty()) {
    return {request, refusal};
  }
  Bound bound{completed(session, principal, request)};
  if (session.require_members && !has_all(*session.require_members, bound.request.source.value())) {
    bound.refusal = reason::missing_member;
  }
  return bound;
}

}  // namespace writ::session
