// What the tests of approvals share: a policy whose letters need a doctor's approval, and a
// directory of people.
#pragma once

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "canon/digest.h"
#include "ops/test_world.h"

namespace writ::ops {

inline constexpr std::string_view approved_letters = R"({"id":"letters","description":"d",
    "priority":5,"op":"send","effect":"allow","when":{"subject":{"rolesAny":["nurse"]}},
    "obligations":[{"kind":"token-cap","maxTokens":7},{"kind":"require-approval","policy":
      {"allowedRoles":["doctor"],"minAssurance":"aal2","expiresInSeconds":3600}}]})";
inline constexpr std::string_view shut_letters =
    R"({"id":"shut","description":"d","priority":9,"op":"send","effect":"deny",)"
    R"("reasonCode":"SHUT"})";

inline std::string letters_bundle(std::string_view version) {
  return bundle(version, fmt::format("{},{}", approved_letters, open_door));
}

class ApprovalTest : public testing::Test {
 protected:
  ApprovalTest() {
    world.install(letters_bundle("1.0.0"));
    put_principal("dora", R"(["doctor"])", "aal2");
    put_principal("vera", R"(["doctor"])", "aal1");
    put_principal("pete", R"(["porter"])", "aal3");
  }

  void put_principal(std::string_view id, std::string_view roles, std::string_view assurance) {
    world.ask("principal.put", fmt::format(R"({{"tenantId":"t","principal":{{"id":"{}","roles":{},)"
                                           R"("assurance":"{}"}}}})",
                                           id, roles, assurance));
  }

  static std::string question() {
    return R"({"op":"send","resource":"letters/1","ctx":{"principal":{"id":"nora",)"
           R"("roles":["nurse"]}}})";
  }
  static std::string asked(std::string_view request, std::string_view approval = "") {
    const std::string shown =
        approval.empty() ? "" : fmt::format(R"(,"approvalId":"{}")", approval);
    return fmt::format(R"({{"tenantId":"t","request":{}{}}})", request, shown);
  }
  Reply send(std::string_view approval = "") {
    return world.ask("policy.decide", asked(question(), approval));
  }
  // `more` holds further members of the request.
  Reply act(std::string_view verb, std::string_view id, std::string_view more,
            const Caller& caller = operator_caller()) {
    return world.ask(fmt::format("approval.{}", verb),
                     fmt::format(R"({{"tenantId":"t","approvalId":"{}"{}}})", id, more), caller);
  }
  Reply grant(std::string_view id, std::string_view approver = "dora") {
    return act("grant", id, fmt::format(R"(,"approver":"{}")", approver));
  }
  Reply deny(std::string_view id) {
    return act("deny", id, R"(,"approver":"dora","reason":"not today")");
  }
  Reply withdraw(std::string_view id) { return act("withdraw", id, ""); }
  Reply get(std::string_view id) {
    return world.ask("approval.get", fmt::format(R"({{"tenantId":"t","approvalId":"{}"}})", id));
  }
  std::size_t listed(std::string_view more = "") {
    return world.ask("approval.list", fmt::format(R"({{"tenantId":"t"{}}})", more))
        .value()
        .find("approvals")
        ->items()
        .size();
  }

  // The id of one that `dora` granted for question().
  std::string granted() {
    const std::string id = send()["/approval/approvalId"];
    const Reply reply = grant(id);
    if (reply.outcome() != "done") throw std::runtime_error(reply.outcome());
    return id;
  }

  // Replaces a text in the stored record of an approval.
  void tamper(std::string_view id, std::string_view from, std::string_view to) {
    world.close();
    world.tamper(fmt::format("UPDATE documents SET record = replace(record, '{}', '{}'), "
                             "sequence = (SELECT max(sequence) + 1 FROM documents) "
                             "WHERE id = '{}'",
                             from, to, id)
                     .c_str());
    world.reopen();
  }

  // What the journal's entries have in a member, each with a space after it.
  std::string told(std::string_view member) {
    std::string all;
    for (const std::string& entry :
         must(world.engine().journal().entries(0, world.engine().journal().size()))) {
      const canon::Json json = must(canon::Json::parse(entry));
      if (const canon::Value* value = json.value().find(member)) {
        all += std::string(value->text()) + " ";
      }
    }
    return all;
  }

  // Puts more like a stored one into the store, until there are so many.
  void fill_up_like(std::string_view id, std::size_t count) {
    ApprovalRecord approval = *must(world.engine().state())->approvals.find("t", id);
    const auto transaction = must(world.engine().store().begin_write());
    for (std::size_t i = 1; i < count; ++i) {
      approval.approval_id = policy::ApprovalId(fmt::format("apr_{}", i));
      approval.request_hash = canon::HexDigest(fmt::format("{:064}", i));
      must(transaction->put_document(row_of(approval, world.now)));
    }
    must(transaction->commit());
    world.reopen();
  }

  // The decisionHash that a decision about `request` must have.
  static std::string hash_of(const Reply& decision, std::string_view request) {
    const canon::Json asked = must(canon::Json::parse(request));
    const auto part = [&](std::string_view name, std::string_view otherwise) {
      const canon::Value* value = asked.value().find(name);
      return value == nullptr ? std::string(otherwise) : canon::canonical(*value);
    };
    const std::string material = fmt::format(
        R"({{"policyHash":"{}","op":{},"resource":{},"labels":{},"purpose":{},"ruleIds":{},)"
        R"("allow":{},"obligations":{}}})",
        decision["/policyHash"], part("op", ""), part("resource", "null"), part("labels", "[]"),
        part("purpose", "null"), decision["/ruleIds"], decision["/allow"],
        decision["/obligations"]);
    return canon::sha256_hex(canon::canonical(must(canon::Json::parse(material)).value()));
  }

  World world;
};

}  // namespace writ::ops
