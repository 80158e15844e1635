// assurance.verify: whether a signed case is what a trusted key vouched for.
#include <fmt/format.h>

#include "assurance/signing.h"
#include "canon/record_define.h"
#include "ops/engine.h"
#include "ops/operation.h"
#include "ops/refusal.h"
#include "ops/table.h"

namespace writ::ops {

// A signed case handed in: content that does not read is an answer, not a problem.
struct SignedCaseRequest {
  using Described = assurance::SignedAssuranceCase;

  Result<assurance::SignedAssuranceCase> content;

  static SignedCaseRequest read(const canon::Json& body) {
    return {canon::decode<assurance::SignedAssuranceCase>(body, "the signed case")};
  }
};

// Content that did not read is nobody's; it is refused without looking at anybody's data.
std::optional<std::string_view> tenant_of(const SignedCaseRequest& request) {
  if (!request.content) return std::nullopt;
  return request.content->content->tenant_id.text();
}

struct CaseVerifyResponse {
  bool ok = false;
  std::optional<std::string> reason;
  std::optional<std::string> pointer;
  std::optional<std::string> message;
  std::optional<std::vector<RefusedPlace>> faults;

  static constexpr auto record(auto&& f) {
    using R = CaseVerifyResponse;
    using canon::field;
    return f("CaseVerifyResponse",
             "Whether somebody trusted vouches for the very case; `assurance.check` tells whether "
             "it still stands.",
             field<&R::ok>("ok", "Whether it is whole and a trusted key signed it."),
             field<&R::reason>("reason", "Why it is not, as a code."),
             field<&R::pointer>("pointer", "Where."), field<&R::message>("message", "For people."),
             field<&R::faults>("faults", "Every fault, where the case does not read."));
  }
};

namespace {

Refused refusal_of(std::string_view reason) {
  const bool of_hash =
      reason == assurance::refusal::hash_mismatch || reason == assurance::refusal::not_finalized;
  return {.reason = std::string(reason),
          .pointer = of_hash ? "/case/caseHash" : "/signature",
          .message = fmt::format("it does not verify: {}", reason),
          .faults = {}};
}

Result<CaseVerifyResponse> verify(Engine& engine, const Call&, const SignedCaseRequest& request) {
  if (!request.content) {
    return refuse_with<CaseVerifyResponse>(Refused::of(request.content.error()));
  }
  WRIT_TRY(const auto state, engine.state());
  const canon::Verdict verdict = assurance::verify(*request.content, state->keys->ring());
  if (!verdict.ok()) return refuse_with<CaseVerifyResponse>(refusal_of(verdict.reason()));
  return CaseVerifyResponse{.ok = true};
}

}  // namespace

const Operation assurance_verify =
    define<verify>({.name = "assurance.verify",
                    .doc = "Checks a signed case against the keys of this data directory.",
                    .capability = Capability::read,
                    .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::CaseVerifyResponse);
