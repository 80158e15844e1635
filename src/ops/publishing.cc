#include "ops/publishing.h"

#include <algorithm>
#include <iterator>
#include <set>

#include <fmt/format.h>

#include "canon/canonical.h"
#include "evidence/report_redaction.h"
#include "ops/sessions.h"
#include "policy/approval.h"
#include "redaction/redact.h"

namespace writ::ops {
namespace {

using evidence::Need;
using evidence::NeedReason;
using evidence::NeedType;

constexpr std::string_view op = "report.publish";

// The worst of a report's findings; a report without any is refused anyway.
evidence::Severity worst_of(const evidence::ReportBody& body) {
  evidence::Severity worst = evidence::Severity::info;
  for (const evidence::ReportFinding& one : body.findings) worst = std::min(worst, one.severity);
  return worst;
}

std::string text_of(std::string_view text) {
  std::string json;
  canon::append_text(json, text);
  return json;
}

Need need(NeedType type, NeedReason reason, std::string_view pointer, std::string description) {
  return {.need_type = type,
          .description = std::move(description),
          .context = {.reason = reason, .pointer = std::string(pointer)}};
}

Need denied(std::string_view why) {
  Need made = need(NeedType::needs_policy, NeedReason::publishing_denied, "/policyHash",
                   fmt::format("the session's policy does not let it be published: {}", why));
  made.context.detail = why;
  return made;
}

// What the gate itself sees to, and what it sees to elsewhere.
struct IsMet {
  bool operator()(const policy::RequireVerifiedReport&) const { return true; }
  bool operator()(const policy::LogLevel&) const { return true; }  // every call is journalled
  bool operator()(const policy::RequireApproval&) const { return true; }   // by its own step
  bool operator()(const policy::RequireRedaction&) const { return true; }  // by its own step
  bool operator()(const policy::TokenCap&) const { return false; }
  bool operator()(const policy::DenyEgress&) const { return false; }
};

void add_unmet(const policy::PDPDecision& decision, std::vector<Need>& needs) {
  for (const policy::Obligation& obligation : decision.obligations) {
    const auto& held = static_cast<const policy::Obligation::variant&>(obligation);
    if (std::visit(IsMet(), held)) continue;
    const std::string_view kind =
        std::visit([](const auto& one) { return std::string_view(one.kind.text()); }, held);
    Need made =
        need(NeedType::needs_policy, NeedReason::obligation_unmet, "/policyHash",
             fmt::format("the session's policy demands `{}`, which the gate cannot see to", kind));
    made.context.detail = kind;
    needs.push_back(std::move(made));
  }
}

// The profiles that the decision demands, each once.
std::vector<std::string_view> profiles_of(const policy::PDPDecision& decision) {
  constexpr auto profile_names = wire_names(policy::RedactionProfile{});
  std::set<std::string_view> names;
  for (const policy::Obligation& obligation : decision.obligations) {
    if (const auto* redaction = std::get_if<policy::RequireRedaction>(&obligation)) {
      names.insert(profile_names[static_cast<std::size_t>(redaction->profile)]);
    }
  }
  return {names.begin(), names.end()};
}

Result<TextLook> look_by(std::vector<std::string_view> profiles, const evidence::ReportBody& body) {
  TextLook look{.profiles = std::move(profiles)};
  if (look.profiles.empty()) return look;
  WRIT_TRY(const redaction::Redactor redactor, redaction::Redactor::by(look.profiles));
  WRIT_TRY(look.needs, evidence::redaction_needs(body, redactor));
  return look;
}

Result<void> add_forbidden(const policy::PDPDecision& decision, const AtGate& gate,
                           std::vector<Need>& needs) {
  std::vector<std::string_view> profiles = profiles_of(decision);
  if (profiles == gate.looked.profiles) {
    needs.insert(needs.end(), gate.looked.needs.begin(), gate.looked.needs.end());
    return {};
  }
  WRIT_TRY(TextLook look, look_by(std::move(profiles), *gate.report));
  std::ranges::move(look.needs, std::back_inserter(needs));
  return {};
}

// Finds the approval that was granted for this very question, or says where it stands; asks for one
// where nothing else is needed.
class Approving {
 public:
  Approving(const State& state, ApprovalQuestion question, const policy::PDPDecision& decision)
      : state_(state), question_(std::move(question)), decision_(decision) {}

  Result<void> settle(store::Transaction& transaction, SoFar so_far, PublishingRuling& ruling) {
    ApprovalStep step = next_step(state_, question_, decision_);
    if (step.note.state == policy::ApprovalState::granted) {
      question_.shown = step.note.approval_id;
      step = next_step(state_, question_, decision_);
    }
    if (step.kind == ApprovalStep::Kind::use) {
      ruling.to_use = step.approval;
      return {};
    }
    if (step.kind == ApprovalStep::Kind::file && so_far == SoFar::complete) {
      WRIT_TRY(const ApprovalRecord filed,
               file_approval(transaction, state_, question_, decision_));
      step.note = {.approval_id = filed.approval_id, .state = filed.state};
      ruling.filed = filed.approval_id.text();
    }
    ruling.needs.push_back(outstanding(step.note));
    return {};
  }

 private:
  static Need outstanding(const policy::DecisionApproval& note) {
    const std::string_view where = note.refusal     ? std::string_view(*note.refusal)
                                   : note.not_filed ? std::string_view(*note.not_filed)
                                   : note.state     ? name_of(*note.state)
                                                    : "not asked for before all else is there";
    Need made = need(NeedType::needs_approval, NeedReason::approval_outstanding, "",
                     fmt::format("somebody must approve the report: {}", where));
    made.context.detail = where;
    if (note.approval_id) made.context.approval_id = note.approval_id->text();
    return made;
  }

  const State& state_;
  ApprovalQuestion question_;
  const policy::PDPDecision& decision_;
};

Need another_policy(std::string_view decides) {
  return need(NeedType::needs_policy, NeedReason::another_policy, "/policyHash",
              fmt::format("the session is under the policy `{}`: write the report under that one",
                          decides));
}

// What the policy in force in the session says.
struct InSession {
  std::string policy_hash;
  Question question;
  policy::PDPDecision decision;
};

Result<InSession> decide_in(const OpenSession& session, const AtGate& gate, const State& state) {
  WRIT_TRY(Deciding deciding, deciding_policy(gate.engine, state, session, gate.call.now));
  InSession in{.policy_hash = std::string(deciding.policy_hash), .question = gate.question};
  WRIT_TRY(const std::string_view refusal, bind_request(state.principals, session, in.question));
  // Of a session that refuses by itself, no rule is asked.
  if (deciding.refusal.empty()) deciding.refusal = refusal;
  if (!deciding.refusal.empty()) deciding.policy = nullptr;
  in.decision = answer(deciding, in.question).decision;
  return in;
}

Asked asked_in(const OpenSession& session, const Question& question) {
  Asked asked = Asked::of(question, session.record.policy_name.text());
  asked.session = session.record.session_id.text();
  return asked;
}

Need closed() {
  return need(NeedType::needs_session, NeedReason::session_closed, "/sessionId",
              "the session is closed: publish in one that is open");
}

}  // namespace

Result<Question> publishing_question(const ReportText& report,
                                     const std::optional<std::vector<std::string>>& labels) {
  const std::string hash = evidence::report_hash(report).text();
  std::string text = fmt::format(
      R"({{"op":"{}","resource":"reports/{}","argsSummary":{{"reportHash":"{}","title":{},)"
      R"("findings":{},"worstSeverity":"{}"}})",
      op, hash, hash, text_of(report->title), report->findings.size(),
      evidence::name_of(worst_of(*report)));
  if (labels) {
    std::string list;
    for (const std::string& label : *labels) (list += list.empty() ? "" : ",") += text_of(label);
    text += fmt::format(R"(,"labels":[{}])", list);
  }
  WRIT_TRY(canon::Json json, canon::Json::parse(text + "}"));
  WRIT_TRY(policy::PDPRequest request, canon::decode<policy::PDPRequest>(json));
  return Question{std::move(request), std::move(json)};
}

Result<TextLook> look_at_texts(const AtGate& gate, const State& state) {
  const OpenSession* session = state.sessions.find("", gate.report->session_id.text());
  if (session == nullptr) return TextLook();
  WRIT_TRY(const InSession decided, decide_in(*session, gate, state));
  return look_by(profiles_of(decided.decision), *gate.report);
}

Result<PublishingRuling> rule_publishing(const AtGate& gate, const State& state,
                                         store::Transaction& transaction, SoFar so_far) {
  PublishingRuling ruling;
  const OpenSession* session = state.sessions.find("", gate.report->session_id.text());
  if (session == nullptr) {
    ruling.needs.push_back(closed());
    return ruling;
  }
  WRIT_TRY(const InSession decided, decide_in(*session, gate, state));
  const policy::PDPDecision& decision = decided.decision;
  ruling.policy_hash = decided.policy_hash;
  if (ruling.policy_hash != gate.report->policy_hash.text()) {
    ruling.needs.push_back(another_policy(ruling.policy_hash));
  }
  if (!decision.allow) {
    ruling.needs.push_back(denied(decision.reason.value_or("")));
    return ruling;
  }
  add_unmet(decision, ruling.needs);
  WRIT_CHECK(add_forbidden(decision, gate, ruling.needs));
  if (!policy::owes_approval(decision)) return ruling;
  const Asked asked = asked_in(*session, decided.question);
  Approving approving(state, ApprovalQuestion::of(gate.call, asked, std::nullopt, decision),
                      decision);
  if (!ruling.needs.empty()) so_far = SoFar::lacking;
  WRIT_CHECK(approving.settle(transaction, so_far, ruling));
  return ruling;
}

Result<std::string_view> charge_publishing(const AtGate& gate, const State& state) {
  const OpenSession* session = state.sessions.find("", gate.report->session_id.text());
  if (session == nullptr || session->ledger == nullptr) return std::string_view();
  const auto size =
      static_cast<std::int64_t>(canon::canonical(gate.question.source.value()).size());
  return session->ledger->charge({gate.engine.store(), session->record, gate.call.now},
                                 {.decisions = {1}, .eval_bytes = {size}});
}

}  // namespace writ::ops
