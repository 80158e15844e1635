#include "session/binding.h"

#include <algorithm>

#include "canon/canonical.h"

namespace writ::session {
namespace {

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

bool has_all(const std::vector<RequiredMember>& members, const canon::Value& request) {
  return std::ranges::all_of(members, [&](const RequiredMember& member) {
    const canon::Value* found = member.pointer().find(request);
    return found != nullptr && !found->is(canon::Value::Kind::null);
  });
}

}  // namespace

// All of it is one small document, so that a hundred thousand sessions take little memory.
Binding::Binding(const Session& session, const Principal& principal) {
  canon::Json ctx = canon::Json().with("principal", principal.source);
  if (session.risk_tier) {
    ctx = ctx.with("riskTier", canon::Json::of_text(std::string(name_of(*session.risk_tier))));
  }
  canon::Json fixed = canon::Json().with("ctx", ctx);
  if (session.purpose) fixed = fixed.with("purpose", canon::Json::of_text(*session.purpose));
  fixed_ = canon::Json::parse(canon::canonical(fixed.value())).value();
  context_ = fixed_.part(*fixed_.value().find("ctx"));
  principal_ = {*principal, context_.part(*context_.value().find("principal"))};
}

// Of a request that brings a context, or that another counts in.
canon::Json Binding::context(const Principal* other, const Request& request) const {
  const canon::Value* given = request.source.value().find("ctx");
  canon::Json context = given != nullptr ? request.source.part(*given) : canon::Json();
  context = context.with("principal", other != nullptr ? other->source : principal_.source);
  const canon::Value* tier = context_.value().find("riskTier");
  if (tier == nullptr || (request->ctx && request->ctx->risk_tier)) return context;
  return context.with("riskTier", context_.part(*tier));
}

// A purpose that the request brings is that of the session: it was looked at before.
void Binding::complete(const Session& session, const Principal* other, Request& request) const {
  const bool fixed_alone = !request->ctx && other == nullptr;
  request.source =
      fixed_alone ? request.source.with_members_of(fixed_)
                  : request.source.with_members_of(fixed_.with("ctx", context(other, request)));
  if (!request.value.ctx) request.value.ctx.emplace();
  request.value.ctx->principal = other != nullptr ? **other : *principal_;
  if (session.risk_tier && !request->ctx->risk_tier) {
    request.value.ctx->risk_tier = name_of(*session.risk_tier);
  }
  if (session.purpose) request.value.purpose = session.purpose;
}

std::string_view Binding::bind(const Session& session, const Principal* other,
                               Request& request) const {
  if (const std::string_view refusal = contradiction(session, *request); !refusal.empty()) {
    return refusal;
  }
  complete(session, other, request);
  if (session.require_members && !has_all(*session.require_members, request.source.value())) {
    return reason::missing_member;
  }
  return {};
}

}  // namespace writ::session
