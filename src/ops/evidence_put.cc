// evidence.put: registers that something is so now, with the fingerprint that its source has.
//
// The source is looked at before the change, which may take a while; what the record rests on among
// our own is looked up within it.
#include <fmt/format.h>

#include "canon/record_define.h"
#include "evidence/standing.h"
#include "ops/engine.h"
#include "ops/evidence_content.h"
#include "ops/evidence_kept.h"
#include "ops/evidence_world.h"
#include "ops/operation.h"
#include "ops/refusal.h"
#include "ops/sessions.h"
#include "ops/table.h"

namespace writ::ops {

using evidence::Evidence;

struct PutEvidenceRequest {
  policy::TenantId tenant_id;
  session::SessionId session_id;
  std::optional<evidence::EvidenceId> evidence_id;
  evidence::Mode mode = evidence::Mode::assumed;
  std::string summary;
  std::optional<evidence::Source> source;
  std::optional<canon::HexDigest> fingerprint;
  std::optional<std::vector<evidence::EvidenceId>> derived_from;
  std::optional<ContentBytes> content;
  std::optional<canon::HexDigest> content_hash;
  std::optional<canon::Timestamp> valid_from;
  std::optional<canon::Timestamp> valid_until;

  static constexpr auto record(auto&& f) {
    using R = PutEvidenceRequest;
    using canon::field;
    return f(
        "PutEvidenceRequest", "What is to be registered.",
        field<&R::tenant_id>("tenantId", "Whose it is."),
        field<&R::session_id>("sessionId", "The session that it is taken in."),
        field<&R::evidence_id>("evidenceId",
                               "A name that nothing has yet; absent is one by content."),
        field<&R::mode>("mode", "How it came to be known."),
        field<&R::summary>("summary", "What it shows, for people."),
        field<&R::source>("source", "What it is taken from; absent where it is derived."),
        field<&R::fingerprint>("fingerprint",
                               "SHA-256 of the source as the caller saw it: another one is "
                               "refused. Absent is as it is."),
        field<&R::derived_from>("derivedFrom", "The evidence that it was made from."),
        field<&R::content>("content", "The evidence itself, to be kept, as base64: 1 MiB at most."),
        field<&R::content_hash>("contentHash",
                                "SHA-256 of the evidence itself, where somebody keeps it."),
        field<&R::valid_from>("validFrom", "It counts from then on."),
        field<&R::valid_until>("validUntil", "From then on it counts no more."));
  }

  Evidence to_evidence(const Call& call) const;
  void check(const canon::Path& path, canon::Faults& faults) const;
};

std::optional<std::string_view> tenant_of(const PutEvidenceRequest& request) {
  return request.tenant_id.text();
}

struct PutEvidenceResponse {
  bool ok = false;
  std::optional<Evidence> evidence;
  std::optional<std::string> reason;
  std::optional<std::string> pointer;
  std::optional<std::string> message;
  std::optional<std::vector<RefusedPlace>> faults;

  static constexpr auto record(auto&& f) {
    using R = PutEvidenceResponse;
    using canon::field;
    return f("PutEvidenceResponse", "The evidence as it is kept. Refused, there is none.",
             field<&R::ok>("ok", "Whether it is registered."),
             field<&R::evidence>("evidence", "All of it."),
             field<&R::reason>("reason", "Why it is not, as a code."),
             field<&R::pointer>("pointer", "Where."), field<&R::message>("message", "For people."),
             field<&R::faults>("faults", "Every fault."));
  }
};

namespace {

namespace refusal {
constexpr std::string_view session_closed = "evidence.session_closed";
constexpr std::string_view source_gone = "evidence.source_gone";
constexpr std::string_view source_not_vouched = "evidence.source_not_vouched";
constexpr std::string_view source_unavailable = "evidence.source_unavailable";
constexpr std::string_view fingerprint_differs = "evidence.fingerprint_differs";
constexpr std::string_view id_taken = "evidence.id_taken";
constexpr std::string_view derived_from_missing = "evidence.derived_from_missing";
constexpr std::string_view derived_from_elsewhere = "evidence.derived_from_another_session";
}  // namespace refusal

PutEvidenceResponse refuse(std::string_view reason, std::string pointer, std::string message) {
  return {
      .reason = std::string(reason), .pointer = std::move(pointer), .message = std::move(message)};
}

// Nothing where the caller may register evidence in that session.
Result<std::optional<PutEvidenceResponse>> session_refuses(store::Snapshot& snapshot,
                                                           const Call& call,
                                                           const PutEvidenceRequest& request) {
  WRIT_TRY(const session::Session session, find_session(snapshot, call.caller, request.session_id));
  if (session.tenant_id != request.tenant_id) return unknown_session(request.session_id);
  WRIT_CHECK(require_own(call.caller, session.principal_id()));
  if (!session.closed_at) return std::optional<PutEvidenceResponse>();
  return std::optional(refuse(refusal::session_closed, "/sessionId",
                              "the session is closed: take evidence in one that is open"));
}

std::optional<PutEvidenceResponse> look_refuses(const evidence::Look& look,
                                                const std::optional<canon::HexDigest>& expected) {
  if (const auto* gone = std::get_if<evidence::NotThere>(&look)) {
    return refuse(refusal::source_gone, "/source", gone->why);
  }
  if (const auto* doubtful = std::get_if<evidence::NotVouched>(&look)) {
    return refuse(refusal::source_not_vouched, "/source", doubtful->why);
  }
  if (const auto* unseen = std::get_if<evidence::NotSeen>(&look)) {
    return refuse(refusal::source_unavailable, "/source", unseen->why);
  }
  const canon::HexDigest& found = std::get<evidence::Seen>(look).fingerprint;
  if (!expected || *expected == found) return std::nullopt;
  return refuse(refusal::fingerprint_differs, "/fingerprint",
                fmt::format("the source's fingerprint is `{}` now: look again", found.text()));
}

// Takes the fingerprint of the source, where there is one.
Result<std::optional<PutEvidenceResponse>> capture(const Looking& looking,
                                                   const PutEvidenceRequest& request,
                                                   Evidence& evidence) {
  if (!evidence.source) return std::optional<PutEvidenceResponse>();
  if (auto* source = std::get_if<evidence::JournalSource>(&*evidence.source)) {
    if (!source->origin) source->origin = looking.engine.journal().origin();
  }
  WRIT_TRY(const auto looks, look_at(looking, request.tenant_id.text(), {&evidence}));
  if (auto refused = look_refuses(looks.front(), request.fingerprint)) return refused;
  evidence.fingerprint = std::get<evidence::Seen>(looks.front()).fingerprint;
  return std::optional<PutEvidenceResponse>();
}

Result<std::optional<PutEvidenceResponse>> ground_refuses(store::Snapshot& snapshot,
                                                          const Evidence& evidence) {
  if (!evidence.derived_from) return std::optional<PutEvidenceResponse>();
  for (std::size_t i = 0; i < evidence.derived_from->size(); ++i) {
    const evidence::EvidenceId& id = (*evidence.derived_from)[i];
    WRIT_TRY(const auto below, find_evidence(snapshot, evidence.tenant_id.text(), id.text()));
    const std::string pointer = fmt::format("/derivedFrom/{}", i);
    if (!below) {
      return std::optional(
          refuse(refusal::derived_from_missing, pointer,
                 fmt::format("there is no evidence `{}`: register it first", id.text())));
    }
    if (below->session_id != evidence.session_id) {
      return std::optional(refuse(refusal::derived_from_elsewhere, pointer,
                                  fmt::format("`{}` was taken in another session: take it again "
                                              "in this one",
                                              id.text())));
    }
  }
  return std::optional<PutEvidenceResponse>();
}

Result<PutEvidenceResponse> keep(store::Transaction& transaction, const Call& call,
                                 const PutEvidenceRequest& request, const Evidence& evidence) {
  WRIT_TRY(auto refused, session_refuses(transaction, call, request));
  if (refused) return *std::move(refused);
  WRIT_TRY(refused, ground_refuses(transaction, evidence));
  if (refused) return *std::move(refused);
  const store::DocumentRow row = row_of(evidence, call.now);
  WRIT_TRY(const auto before, transaction.find_document(row.kind, row.tenant, row.id));
  if (before && before->record != row.record) {
    return refuse(refusal::id_taken, "/evidenceId",
                  fmt::format("`{}` is the name of other evidence, which never changes: choose "
                              "another, or leave it out",
                              row.id));
  }
  if (!before) {
    WRIT_TRY(std::ignore, transaction.put_document(row));
    if (request.content) {
      WRIT_TRY(std::ignore, transaction.put_document(
                                row_of(row.tenant, EvidenceContent{*request.content}, call.now)));
    }
  }
  return PutEvidenceResponse{.ok = true, .evidence = evidence};
}

Result<PutEvidenceResponse> put(Engine& engine, const Call& call,
                                const PutEvidenceRequest& request) {
  WRIT_TRY(const auto state, engine.state());
  WRIT_TRY(auto snapshot, engine.store().read());
  WRIT_TRY(auto refused, session_refuses(*snapshot, call, request));
  Evidence evidence = request.to_evidence(call);
  if (!refused) {
    WRIT_TRY(refused, capture({engine, *state, *snapshot, call.now}, request, evidence));
  }
  snapshot.reset();
  if (!request.evidence_id) evidence.evidence_id = evidence::id_of(evidence);
  return engine.change<PutEvidenceResponse>(
      call, [&](store::Transaction& transaction, const State&) -> Result<PutEvidenceResponse> {
        if (refused) return *refused;
        return keep(transaction, call, request, evidence);
      });
}

}  // namespace

// Without the fingerprint, which its source tells.
Evidence PutEvidenceRequest::to_evidence(const Call& call) const {
  return {.evidence_id = evidence_id.value_or(evidence::EvidenceId()),
          .tenant_id = tenant_id,
          .session_id = evidence::SessionId(session_id.text()),
          .mode = mode,
          .summary = summary,
          .source = source,
          .derived_from = derived_from,
          .content_hash = content ? content->hash() : content_hash,
          .valid_from = valid_from,
          .valid_until = valid_until,
          .captured_at = canon::Timestamp(call.now),
          .captured_by = call.caller.principal};
}

void PutEvidenceRequest::check(const canon::Path& path, canon::Faults& faults) const {
  const Caller nobody;
  Evidence evidence = to_evidence({nobody, Instant{}});
  evidence.fingerprint = fingerprint;
  if (source && !fingerprint) evidence.fingerprint.emplace();
  evidence.check(path, faults);
  if (content && content_hash && content->hash() != *content_hash) {
    faults.add(canon::record::wrong_value, canon::Path(path, "contentHash"),
               "is not the hash of `content`: leave it out");
  }
}

const Operation evidence_put =
    define<put>({.name = "evidence.put",
                 .doc = "Registers evidence, with the fingerprint that its source has now.",
                 .capability = Capability::decide,
                 .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::PutEvidenceRequest);
DEFINE_RECORD(writ::ops::PutEvidenceResponse);
