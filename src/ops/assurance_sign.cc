// assurance.sign: vouches for a case that stands.
#include "assurance/check.h"
#include "assurance/signing.h"
#include "canon/digest.h"
#include "canon/record_define.h"
#include "ops/case_question.h"
#include "ops/operation.h"
#include "ops/refusal.h"
#include "ops/signing_key.h"
#include "ops/table.h"

namespace writ::ops {

struct CaseSignRequest {
  canon::Sourced<assurance::AssuranceCase> content;
  std::optional<std::vector<assurance::SignedAssuranceCase>> cases;

  static constexpr auto record(auto&& f) {
    using R = CaseSignRequest;
    using canon::field;
    return f("CaseSignRequest", "A case to vouch for.",
             field<&R::content>("case", "The case; without its hash it is given one."),
             field<&R::cases>("cases", case_doc::cases));
  }
};

std::optional<std::string_view> tenant_of(const CaseSignRequest& request) {
  return request.content->tenant_id.text();
}

struct CaseSignResponse {
  bool ok = false;
  std::optional<assurance::SignedAssuranceCase> made;
  std::optional<std::string> reason;
  std::optional<std::string> pointer;
  std::optional<std::string> message;
  std::optional<std::vector<RefusedPlace>> faults;

  static constexpr auto record(auto&& f) {
    using R = CaseSignResponse;
    using canon::field;
    return f("CaseSignResponse", "The signed case, or why it was not signed.",
             field<&R::ok>("ok", "Whether it was signed."),
             field<&R::made>("signed", "The case, with its hash and the signature."),
             field<&R::reason>("reason", "The first error, as a code."),
             field<&R::pointer>("pointer", "Where it is."),
             field<&R::message>("message", "For people."),
             field<&R::faults>("faults", "Every error, as `assurance.check` finds them."));
  }
};

namespace {

CaseSignResponse refused(const assurance::CaseCheckResult& checked) {
  const assurance::CaseError& first = checked.errors.front();
  Refused why{.reason = first.code, .pointer = first.pointer, .message = first.message};
  for (const assurance::CaseError& error : checked.errors) {
    why.faults.push_back({error.pointer, error.code, error.message});
  }
  return refuse_with<CaseSignResponse>(std::move(why));
}

Result<CaseSignResponse> signed_now(Engine& engine, const Call& call,
                                    const CaseSignRequest& request) {
  assurance::SignedAssuranceCase made{assurance::finalize(request.content), {}};
  WRIT_TRY(const std::string key_id, signing_key(engine, keys::Purpose::audit, keys::Alg::ed25519,
                                                 made.content->tenant_id.text(), call));
  WRIT_TRY(const auto state, engine.state());
  WRIT_TRY(made.signature, state->keys->sign(key_id, made.content->case_hash->text()));
  return CaseSignResponse{.ok = true, .made = std::move(made)};
}

Result<void> enter(Engine& engine, const Call& call, const CaseSignRequest& request,
                   const CaseSignResponse& response) {
  Note note{.outcome = response.ok ? "done" : "refused",
            .reason = response.reason,
            .policy_hash = request.content->policy_hash.text()};
  if (response.ok) note.key_id = response.made->signature.key_id;
  journal::Entry entry = entry_of(call, note);
  entry.response_hash = canon::sha256_hex(canon::encode(response));
  return engine.record(call, entry, body_to_keep(call));
}

Result<CaseSignResponse> sign(Engine& engine, const Call& call, const CaseSignRequest& request) {
  const std::optional<std::vector<assurance::EvidenceFact>> as_registered;
  const CaseQuestion question{request.content.source, as_registered, request.cases};
  WRIT_TRY(const assurance::Facts facts, facts_for(engine, call, question, *request.content));
  const auto checked = assurance::check_case(request.content, facts, "/case");
  CaseSignResponse response;
  if (checked.valid) {
    WRIT_TRY(response, signed_now(engine, call, request));
  } else {
    response = refused(checked);
  }
  WRIT_CHECK(enter(engine, call, request, response));
  return response;
}

}  // namespace

const Operation assurance_sign =
    define<sign>({.name = "assurance.sign",
                  .doc = "Checks an assurance case and signs it where nothing is wrong with it.",
                  .capability = Capability::publish,
                  .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::CaseSignRequest);
DEFINE_RECORD(writ::ops::CaseSignResponse);
