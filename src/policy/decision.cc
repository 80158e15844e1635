#include "policy/decision.h"

#include <string>

#include "canon/digest.h"
#include "canon/writer.h"

namespace writ::policy {
namespace {

// Writes `["a","b"]` for a list of things that `write_one` writes.
template <class List, class WriteOne>
void write_list(canon::Writer& out, const List& list, WriteOne&& write_one) {
  char separator = '[';
  for (const auto& item : list) {
    out.put(separator);
    separator = ',';
    write_one(item);
  }
  out.put(separator == '[' ? "[]" : "]");
}

void write_text_or_null(canon::Writer& out, const std::optional<std::string>& text) {
  if (text) {
    out.text(*text);
  } else {
    out.put("null");
  }
}

std::string text_of(const Obligation& obligation) {
  return std::visit([]<class O>(const O& kind) { return canon::encode(kind); },
                    static_cast<const Obligation::variant&>(obligation));
}

void write_obligations(canon::Writer& out, const std::vector<Obligation>& obligations) {
  write_list(out, obligations, [&](const Obligation& one) { out.put(text_of(one)); });
}

std::string text_of(const std::vector<Obligation>& obligations) {
  std::string text;
  canon::Writer out(text);
  write_obligations(out, obligations);
  out.end();
  return text;
}

// The canonical bytes that decisionHash covers, members in name order.
std::string material(const PDPRequest& request, const PDPDecision& decision) {
  std::string text;
  text.reserve(512);
  canon::Writer out(text);
  out.put(decision.allow ? R"({"allow":true,"labels":)" : R"({"allow":false,"labels":)");
  if (request.labels) {
    write_list(out, *request.labels, [&](const std::string& label) { out.text(label); });
  } else {
    out.put("[]");
  }
  out.put(R"(,"obligations":)");
  write_obligations(out, decision.obligations);
  out.put(R"(,"op":)");
  out.text(request.op);
  out.put(R"(,"policyHash":)");
  out.text(decision.policy_hash);
  out.put(R"(,"purpose":)");
  write_text_or_null(out, request.purpose);
  out.put(R"(,"resource":)");
  write_text_or_null(out, request.resource);
  out.put(R"(,"ruleIds":)");
  write_list(out, decision.rule_ids, [&](const RuleId& id) { out.text(id.text()); });
  out.put('}');
  out.end();
  return text;
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
