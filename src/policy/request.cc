#include "policy/request.h"

namespace writ::policy {

canon::Sourced<PDPRequest> with_principal(canon::Sourced<PDPRequest> request,
                                          const canon::Sourced<RequestPrincipal>& principal) {
  const canon::Value* given = request.source.value().find("ctx");
  const canon::Json ctx = given != nullptr ? request.source.part(*given) : canon::Json();
  request.source = request.source.with("ctx", ctx.with("principal", principal.source));
  if (!request.value.ctx) request.value.ctx.emplace();
  request.value.ctx->principal = *principal;
  return request;
}

}  // namespace writ::policy
