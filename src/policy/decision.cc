#include "policy/decision.h"

#include <string>

#include "canon/canonical.h"
#include "canon/digest.h"

namespace writ::policy {
namespace {

// Adds `["a","b"]` for a list of things that `append_one` writes.
template <class List, class AppendOne>
void append_list(std::string& out, const List& list, AppendOne&& append_one) {
  out += '[';
  for (bool first = true; const auto& item : list) {
    if (!first) out += ',';
    first = false;
    append_one(item);
  }
  out += ']';
}

void append_text_or_null(std::string& out, const std::optional<std::string>& text) {
  if (text) {
    canon::append_text(out, *text);
  } else {
    out += "null";
  }
}

void append_obligation(std::string& out, const Obligation& obligation) {
  std::visit(
      [&]<class O>(const O& kind) { canon::append_record(out, canon::record_type<O>(), &kind); },
      static_cast<const Obligation::variant&>(obligation));
}

std::string text_of(const std::vector<Obligation>& obligations) {
  std::string out;
  append_list(out, obligations, [&](const Obligation& one) { append_obligation(out, one); });
  return out;
}

// The canonical bytes that decisionHash covers, members in name order.
std::string material(const PDPRequest& request, const PDPDecision& decision) {
  std::string out;
  out.reserve(512);
  out += decision.allow ? R"({"allow":true,"labels":)" : R"({"allow":false,"labels":)";
  if (request.labels) {
    append_list(out, *request.labels, [&](const std::string& l) { canon::append_text(out, l); });
  } else {
    out += "[]";
  }
  out += R"(,"obligations":)";
  append_list(out, decision.obligations,
              [&](const Obligation& obligation) { append_obligation(out, obligation); });
  out += R"(,"op":)";
  canon::append_text(out, request.op);
  out += R"(,"policyHash":)";
  canon::append_text(out, decision.policy_hash);
  out += R"(,"purpose":)";
  append_text_or_null(out, request.purpose);
  out += R"(,"resource":)";
  append_text_or_null(out, request.resource);
  out += R"(,"ruleIds":)";
  append_list(out, decision.rule_ids,
              [&](const RuleId& id) { canon::append_text(out, id.text()); });
  out += '}';
  return out;
}

void seal(const PDPRequest& request, PDPDecision& decision) {
  decision.decision_hash = canon::HexDigest(canon::sha256_hex(material(request, decision)));
}

}  // namespace

PDPDecision decide(const CompiledPolicy& policy, const PDPRequest& request,
                   const canon::Value& root) {
  PDPDecision decision;
  decision.policy_hash = policy.bundle().policy_hash->text();
  if (const PolicyRule* rule = policy.winner(request, root)) {
    decision.allow = rule->effect == Effect::allow;
    decision.rule_ids.push_back(rule->id);
    if (rule->obligations) decision.obligations = *rule->obligations;
    decision.reason = rule->reason_code;
  }
  if (!decision.allow && !decision.reason) decision.reason = reason::default_deny;
  seal(request, decision);
  return decision;
}

PDPDecision refuse(const PDPRequest& request, std::string_view policy_hash, std::string_view why) {
  PDPDecision decision;
  decision.policy_hash = policy_hash;
  decision.reason = why;
  seal(request, decision);
  return decision;
}

bool same_answer(const PDPDecision& a, const PDPDecision& b) {
  if (a.allow != b.allow || a.rule_ids != b.rule_ids || a.reason != b.reason) return false;
  if (a.obligations.empty() || b.obligations.empty()) {
    return a.obligations.empty() && b.obligations.empty();
  }
  return text_of(a.obligations) == text_of(b.obligations);
}

PDPDecision discharge_approvals(const PDPRequest& request, PDPDecision decision) {
  if (!decision.allow) return decision;
  std::erase_if(decision.obligations, [](const Obligation& obligation) {
    return std::holds_alternative<RequireApproval>(obligation);
  });
  seal(request, decision);
  return decision;
}

}  // namespace writ::policy
