// report.publish: the gate. A report comes out signed, or with everything that is still needed.
//
// The world and the report's texts are looked at before the change, which may take a while. The
// session, its policy, the approval and the signing are one change of the state that it finds: of a
// toggle or a new policy that was acknowledged meanwhile nothing is overlooked, and a report is
// kept, its approval used and its entry in the journal, or none of it.
#include <fmt/format.h>

#include "canon/digest.h"
#include "canon/record_define.h"
#include "evidence/gate.h"
#include "ops/evidence_kept.h"
#include "ops/evidence_world.h"
#include "ops/operation.h"
#include "ops/publishing.h"
#include "ops/sessions.h"
#include "ops/signing_key.h"
#include "ops/table.h"

namespace writ::ops {

using evidence::Need;

struct PublishReportRequest {
  ReportText report;
  std::optional<std::vector<std::string>> labels;

  static constexpr auto record(auto&& f) {
    using R = PublishReportRequest;
    using canon::field;
    return f("PublishReportRequest", "A report to be published; a bare report is one as well.",
             field<&R::report>("report", "The report."),
             field<&R::labels>("labels", "How what it says is labelled, for rules."));
  }
};

// Either form. What does not read has the pointers of the form that it came in.
struct ReportToPublish {
  using Described = PublishReportRequest;

  Result<PublishReportRequest> request;

  static ReportToPublish read(const canon::Json& body) {
    if (body.value().find("report") != nullptr) {
      return {canon::decode<PublishReportRequest>(body)};
    }
    Result<evidence::ReportBody> bare = canon::decode<evidence::ReportBody>(body, "the report");
    if (!bare) return {std::move(bare).error()};
    return {PublishReportRequest{.report = {*std::move(bare), body}}};
  }
};

std::optional<std::string_view> tenant_of(const ReportToPublish& request) {
  if (!request.request) return std::nullopt;
  return request.request->report->tenant_id.text();
}

struct PublishReportResponse {
  bool ok = false;
  std::optional<evidence::VerifiedReport> report;
  std::optional<Need> need;
  std::optional<std::vector<Need>> needs;

  static constexpr auto record(auto&& f) {
    using R = PublishReportResponse;
    using canon::field;
    return f("PublishReportResponse", "The verified report, or everything that is still needed.",
             field<&R::ok>("ok", "Whether it is published."),
             field<&R::report>("report", "The report under signature."),
             field<&R::need>("need", "The first of the needs."),
             field<&R::needs>("needs", "All of them."));
  }
};

namespace {

PublishReportResponse refused(std::vector<Need> needs) {
  PublishReportResponse response{.need = needs.front()};
  response.needs = std::move(needs);
  return response;
}

// Everything that the gate wants of the report's evidence.
Result<std::vector<Need>> evidence_needs(Engine& engine, const Call& call,
                                         const evidence::ReportBody& body) {
  std::vector<Need> needs = evidence::too_large_needs(body);
  if (!needs.empty()) return needs;
  std::vector<std::string> ids;
  ids.reserve(body.evidence_registry.size());
  for (const evidence::EvidenceId& id : body.evidence_registry) ids.push_back(id.text());
  WRIT_TRY(const auto state, engine.state());
  WRIT_TRY(const auto snapshot, engine.store().read());
  WRIT_TRY(const evidence::Pool pool,
           gather({engine, *state, *snapshot, call.now}, body.tenant_id.text(), std::move(ids)));
  const evidence::Assessments assessments = evidence::assess(pool, call.now);
  // To a caller of one tenant, what others have is as unknown as what never was.
  const auto is_anothers = [&](std::string_view id) {
    const auto row = snapshot->find_document_by_id(evidence_kind, id);
    return row && *row && authorize_tenant(call.caller, (*row)->tenant).has_value();
  };
  return evidence::needs_of(body, {pool, assessments, is_anothers});
}

// One report on its way through the gate.
class Publishing {
 public:
  Publishing(Engine& engine, const Call& call, const PublishReportRequest& request)
      : engine_(engine), call_(call), report_(request.report), labels_(request.labels) {}

  Result<PublishReportResponse> run() {
    WRIT_CHECK(check_session());
    WRIT_TRY(needs_, evidence_needs(engine_, call_, *report_));
    WRIT_TRY(question_, publishing_question(report_, labels_));
    if (needs_.empty()) WRIT_CHECK(make_ready());
    WRIT_CHECK(look());
    WRIT_CHECK(engine_.change_and_enter(
        call_, [this](store::Transaction& transaction, const State& state) {
          return decide(transaction, state);
        }));
    return std::move(response_);
  }

 private:
  // The caller may speak in the session. One that is not there, or another tenant's, is a problem
  // as it is wherever a session is named.
  Result<void> check_session() const {
    const session::SessionId id(report_->session_id.text());
    WRIT_TRY(const auto snapshot, engine_.store().read());
    WRIT_TRY(const session::Session session, find_session(*snapshot, call_.caller, id));
    if (session.tenant_id != report_->tenant_id) return unknown_session(id);
    return require_own(call_.caller, session.principal_id());
  }

  // What needs changes of its own.
  Result<void> make_ready() {
    WRIT_TRY(key_id_, signing_key(engine_, keys::Purpose::audit, keys::Alg::ed25519,
                                  report_->tenant_id.text(), call_));
    WRIT_CHECK(engine_.catch_up());  // another node may have opened the session just now
    WRIT_TRY(const auto state, engine_.state());
    WRIT_TRY(spent_, charge_publishing(at_gate(), *state));
    return {};
  }

  Result<void> look() {
    WRIT_TRY(const auto state, engine_.state());
    WRIT_TRY(looked_, look_at_texts(at_gate(), *state));
    return {};
  }

  Result<Engine::Entered> decide(store::Transaction& transaction, const State& state) {
    const SoFar so_far = needs_.empty() && spent_.empty() ? SoFar::complete : SoFar::lacking;
    WRIT_TRY(PublishingRuling ruling, rule_publishing(at_gate(), state, transaction, so_far));
    if (!spent_.empty()) ruling.needs.push_back(budget_need());
    std::ranges::move(ruling.needs, std::back_inserter(needs_));
    if (needs_.empty()) {
      WRIT_CHECK(publish(transaction, state, ruling));
    } else {
      response_ = refused(std::move(needs_));
    }
    return entered(ruling);
  }

  AtGate at_gate() const { return {engine_, call_, report_, question_, looked_}; }

  Need budget_need() const {
    return {.need_type = evidence::NeedType::needs_policy,
            .description = fmt::format("the session's budget is used up: {}", spent_),
            .context = {.reason = evidence::NeedReason::publishing_denied,
                        .pointer = "/sessionId",
                        .detail = std::string(spent_)}};
  }

  Result<void> publish(store::Transaction& transaction, const State& state,
                       const PublishingRuling& ruling) {
    evidence::VerifiedReport made{.body = report_, .report_hash = evidence::report_hash(report_)};
    WRIT_TRY(made.signature, state.keys->sign(key_id_, made.report_hash.text()));
    if (ruling.to_use != nullptr) WRIT_CHECK(use_approval(transaction, call_, *ruling.to_use));
    WRIT_TRY(std::ignore, transaction.put_document(row_of(made, call_.now)));
    response_ = {.ok = true, .report = std::move(made)};
    return {};
  }

  Engine::Entered entered(const PublishingRuling& ruling) const {
    Note note{.outcome = response_.ok ? "done" : "refused"};
    if (!ruling.policy_hash.empty()) note.policy_hash = ruling.policy_hash;
    if (response_.need) note.reason = name_of(response_.need->context.reason);
    if (response_.ok) note.key_id = key_id_;
    if (response_.ok && ruling.to_use) note.approval_id = ruling.to_use->approval_id.text();
    Engine::Entered made{.entry = entry_of(call_, note),
                         .body = body_to_keep(call_),
                         .changed = response_.ok || ruling.filed};
    made.entry->session = report_->session_id.text();
    made.entry->requested_approval = ruling.filed;
    made.entry->response_hash = canon::sha256_hex(canon::encode(response_));
    return made;
  }

  Engine& engine_;
  const Call& call_;
  const ReportText& report_;
  const std::optional<std::vector<std::string>>& labels_;
  Question question_;
  TextLook looked_;
  std::string key_id_;
  std::string_view spent_;  // why the session's budget does not reach; empty where it does
  std::vector<Need> needs_;
  PublishReportResponse response_;
};

Result<PublishReportResponse> publish(Engine& engine, const Call& call,
                                      const ReportToPublish& report) {
  if (!report.request) return report.request.error();
  return Publishing(engine, call, *report.request).run();
}

}  // namespace

const Operation report_publish =
    define<publish>({.name = "report.publish",
                     .doc = "Signs a report whose evidence is fresh, or says all that is needed.",
                     .capability = Capability::publish,
                     .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::PublishReportRequest);
DEFINE_RECORD(writ::ops::PublishReportResponse);
