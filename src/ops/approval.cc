// A decision and its approval.
//
// Everything that changes an approval happens in a change of the engine, one at a time, on the
// state that every change before it left: of two uses of one approval, the second finds it used.
// What would change nothing is answered without, so that asking again and again for what is pending
// costs what a decision costs.
//
// An approval is used only where everything fits the decision at hand. The stored record is what
// tells that it was not used yet; all else is taken from the signed grant.
#include "ops/approval.h"

#include "canon/digest.h"
#include "ops/approver.h"
#include "policy/signing.h"

namespace writ::ops {
namespace {

// A larger request is not kept for an approver to look at.
constexpr std::size_t largest_request = 16 * 1024;

// Whom a request is for: who it says, as it counted, or else the caller.
const std::string& asker_of(const policy::PDPRequest& request, const Caller& caller) {
  if (!request.ctx || !request.ctx->principal) return caller.principal;
  const std::optional<std::string>& id = request.ctx->principal->id;
  return id && !id->empty() ? *id : caller.principal;
}

// Why the stored record does not let it be used, as a code.
std::optional<std::string_view> why_record_refuses(const ApprovalRecord& approval,
                                                   const ApprovalSubject& subject, Instant now) {
  if (approval.policy_hash.text() != subject.policy_hash) return approval_refusal::other_policy;
  if (subject_of(approval).key() != subject.key()) return approval_refusal::another_question;
  const policy::ApprovalState state = state_at(approval, now);
  if (state != policy::ApprovalState::granted) return name_of(state);
  return std::nullopt;
}

// Whether the grant is for this approval of this question and of what is owed now.
bool fits(const policy::ApprovalGrant& grant, const ApprovalRecord& approval,
          const ApprovalSubject& subject, const policy::PDPDecision& decision) {
  const ApprovalSubject granted{.tenant_id = grant.tenant_id.text(),
                                .name = grant.name.text(),
                                .policy_hash = grant.policy_hash.text(),
                                .request_hash = grant.request_hash.text(),
                                .asker = grant.asker};
  return grant.approval_id == approval.approval_id && granted.key() == subject.key() &&
         policy::same_terms(grant.terms, policy::approval_terms(decision));
}

// Why its grant does not let it be used, as a code.
std::optional<std::string> why_grant_refuses(const State& state, const ApprovalRecord& approval,
                                             const ApprovalSubject& subject,
                                             const policy::PDPDecision& decision, Instant now) {
  if (!approval.grant) return std::string(approval_refusal::altered);
  const canon::Verdict verdict = policy::verify(*approval.grant, state.keys->ring());
  if (!verdict.ok()) return std::string(verdict.reason());
  const policy::ApprovalGrant& grant = *approval.grant->grant;
  if (!fits(grant, approval, subject, decision)) return std::string(approval_refusal::altered);
  if (grant.expires_at.at() <= now) return std::string(name_of(policy::ApprovalState::expired));
  const policy::Approver approver = known_now(state, subject.tenant_id, grant.approver);
  if (!policy::meets(grant.approver, grant.terms) || !policy::meets(approver, grant.terms)) {
    return std::string(approval_refusal::approver_not_allowed);
  }
  if (grant.approver.id == grant.asker || grant.granted_by == grant.asker) {
    return std::string(approval_refusal::self_approval);
  }
  return std::nullopt;
}

std::optional<std::string> why_not_usable(const State& state, const ApprovalRecord* approval,
                                          const ApprovalSubject& subject,
                                          const policy::PDPDecision& decision, Instant now) {
  if (approval == nullptr) return std::string(approval_refusal::unknown);
  if (const auto why = why_record_refuses(*approval, subject, now)) return std::string(*why);
  if (!policy::owes_approval(decision)) return std::string(approval_refusal::not_demanded);
  return why_grant_refuses(state, *approval, subject, decision, now);
}

void tell(policy::DecisionApproval& note, const ApprovalRecord& approval) {
  note.approval_id = approval.approval_id;
  note.state = approval.state;
  note.expires_at = approval.expires_at;
}

// Takes the step, and says so in the decision.
Result<Engine::Entered> take(store::Transaction& transaction, const State& state,
                             const ApprovalQuestion& question, Decided& decided) {
  policy::PDPDecision& decision = decided.decision;
  ApprovalStep step = next_step(state, question, decision);
  Engine::Entered entered{.body = question.asked.body,
                          .changed = step.kind != ApprovalStep::Kind::none};
  std::optional<std::string> used, filed;
  if (step.kind == ApprovalStep::Kind::use) {
    WRIT_CHECK(use_approval(transaction, question.call, *step.approval));
    decision = policy::discharge_approvals(*question.asked.request, std::move(decision));
    step.note = {.approval_id = step.approval->approval_id, .state = policy::ApprovalState::used};
    used = step.approval->approval_id.text();
  } else if (step.kind == ApprovalStep::Kind::file) {
    WRIT_TRY(const ApprovalRecord approval, file_approval(transaction, state, question, decision));
    tell(step.note, approval);
    filed = approval.approval_id.text();
  }
  decision.approval = std::move(step.note);
  entered.entry = entry_of(question.call, question.asked, decided);
  entered.entry->approval_id = std::move(used);
  entered.entry->requested_approval = std::move(filed);
  return entered;
}

}  // namespace

ApprovalQuestion ApprovalQuestion::of(const Call& call, const Asked& asked,
                                      const std::optional<policy::ApprovalId>& shown,
                                      const policy::PDPDecision& decision) {
  return {.call = call,
          .asked = asked,
          .shown = shown,
          .subject = {.tenant_id = std::string(call.tenant.value_or("")),
                      .name = std::string(asked.name),
                      .policy_hash = decision.policy_hash,
                      .request_hash = canon::sha256_hex(asked.body),
                      .asker = asker_of(*asked.request, call.caller)}};
}

ApprovalStep next_step(const State& state, const ApprovalQuestion& question,
                       const policy::PDPDecision& decision) {
  ApprovalStep step;
  const ApprovalSubject& subject = question.subject;
  const Instant now = question.call.now;
  if (question.shown) {
    const ApprovalRecord* shown = state.approvals.find(subject.tenant_id, question.shown->text());
    step.note.refusal = why_not_usable(state, shown, subject, decision, now);
    if (!step.note.refusal) return {.kind = ApprovalStep::Kind::use, .approval = shown, .note = {}};
  }
  if (!policy::owes_approval(decision)) return step;
  const ApprovalRecord* latest = state.approvals.latest(subject.tenant_id, subject.key());
  if (latest != nullptr && stands(*latest, now)) {
    step.approval = latest;
    tell(step.note, *latest);
  } else if (question.asked.body.size() > largest_request) {
    step.note.not_filed = approval_refusal::request_too_large;
  } else if (!state.approvals.has_room(subject.tenant_id, now)) {
    step.note.not_filed = approval_refusal::too_many_pending;
  } else {
    step.kind = ApprovalStep::Kind::file;
  }
  return step;
}

Result<void> use_approval(store::Transaction& transaction, const Call& call,
                          ApprovalRecord approval) {
  end(approval, policy::ApprovalState::used, call.caller.principal, std::nullopt, call.now);
  WRIT_TRY(std::ignore, transaction.put_document(row_of(approval, call.now)));
  return {};
}

Result<ApprovalRecord> file_approval(store::Transaction& transaction, const State& state,
                                     const ApprovalQuestion& question,
                                     const policy::PDPDecision& decision) {
  const ApprovalSubject& subject = question.subject;
  const Instant now = question.call.now;
  for (const ApprovalRecord* old : state.approvals.to_forget(subject.tenant_id, now)) {
    WRIT_TRY(std::ignore, transaction.put_document(row_without(*old, now)));
  }
  ApprovalRecord approval{.approval_id = subject.id(state.document_sequence),
                          .tenant_id = policy::TenantId(subject.tenant_id),
                          .name = policy::BundleName(subject.name),
                          .policy_hash = canon::HexDigest(subject.policy_hash),
                          .request_hash = canon::HexDigest(subject.request_hash),
                          .asker = subject.asker,
                          .requested_by = question.call.caller.principal,
                          .terms = policy::approval_terms(decision),
                          .request = question.asked.request.source,
                          .requested_at = canon::Timestamp(now)};
  approval.expires_at = canon::Timestamp(policy::end_of(approval.terms, now));
  WRIT_TRY(std::ignore, transaction.put_document(row_of(approval, now)));
  return approval;
}

Result<void> settle_decision(Engine& engine, const Call& call, const State& state,
                             const Asked& asked, const std::optional<policy::ApprovalId>& shown,
                             Decided& decided) {
  policy::PDPDecision& decision = decided.decision;
  if (!shown && !policy::owes_approval(decision)) {
    return record_decision(engine, call, asked, decided);
  }
  const auto question = ApprovalQuestion::of(call, asked, shown, decision);
  ApprovalStep step = next_step(state, question, decision);
  if (step.kind == ApprovalStep::Kind::none) {
    decision.approval = std::move(step.note);
    return record_decision(engine, call, asked, decided);
  }
  return engine.change_and_enter(call, [&](store::Transaction& transaction, const State& now) {
    return take(transaction, now, question, decided);
  });
}

}  // namespace writ::ops
