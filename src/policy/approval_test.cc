// Who meets which terms, when an approval ends, and the decision that it leaves.
#include "policy/approval.h"

#include <gtest/gtest.h>

#include "policy/decision.h"

namespace writ::policy {
namespace {

ApprovalPolicy terms(std::vector<std::string> roles, std::optional<MinAssurance> assurance = {},
                     std::int64_t seconds = 60) {
  return {.allowed_roles = std::move(roles),
          .min_assurance = assurance,
          .expires_in_seconds = {seconds}};
}

Approver somebody(std::vector<std::string> roles, std::optional<Assurance> assurance = {}) {
  return {.id = "dora", .roles = std::move(roles), .assurance = assurance};
}

TEST(Approval, OneOfTheRolesIsEnoughAndAnEmptyListTakesNobody) {
  EXPECT_TRUE(meets(somebody({"x", "doctor"}), {terms({"doctor", "board"})}));
  EXPECT_FALSE(meets(somebody({"Doctor", "doc"}), {terms({"doctor"})}));
  EXPECT_FALSE(meets(somebody({}), {terms({"doctor"})}));
  EXPECT_FALSE(meets(somebody({"doctor"}), {terms({})}));
  EXPECT_FALSE(meets(somebody({"doctor"}), {}));
}

TEST(Approval, TheAssuranceIsThatOrBetter) {
  for (const auto& [least, first_good] :
       {std::pair{MinAssurance::aal2, Assurance::aal2}, {MinAssurance::aal3, Assurance::aal3}}) {
    EXPECT_FALSE(meets(somebody({"doctor"}), {terms({"doctor"}, least)}));
    for (const Assurance held : {Assurance::aal1, Assurance::aal2, Assurance::aal3}) {
      EXPECT_EQ(meets(somebody({"doctor"}, held), {terms({"doctor"}, least)}), held >= first_good);
    }
  }
}

TEST(Approval, AllTermsMustBeMet) {
  const std::vector<ApprovalPolicy> both = {terms({"doctor"}), terms({"board"})};
  EXPECT_FALSE(meets(somebody({"doctor"}), both));
  EXPECT_FALSE(meets(somebody({"board"}), both));
  EXPECT_TRUE(meets(somebody({"board", "doctor"}), both));
}

TEST(Approval, TermsAreTheSameOnlyAsAWhole) {
  const std::vector<ApprovalPolicy> own = {terms({"doctor"}, MinAssurance::aal2)};
  EXPECT_TRUE(same_terms(own, own));
  EXPECT_FALSE(same_terms(own, {}));
  EXPECT_FALSE(same_terms(own, {terms({"doctor"})}));
  EXPECT_FALSE(same_terms(own, {terms({"doctor"}, MinAssurance::aal2, 61)}));
  EXPECT_FALSE(same_terms(own, {terms({"board"}, MinAssurance::aal2)}));
}

TEST(Approval, TheShortestTermCounts) {
  const Instant from = *Instant::parse("2026-11-23T12:00:00Z");
  EXPECT_EQ(end_of({terms({}, {}, 60), terms({}, {}, 30)}, from).text(),
            "2026-11-23T12:00:30.000Z");
  EXPECT_EQ(end_of({terms({}, {}, canon::max_exact_integer)}, from).text(),
            "9999-12-31T23:59:59.999Z");
}

PDPDecision owing(bool allow) {
  PDPDecision decision;
  decision.allow = allow;
  decision.obligations = {RequireApproval{.policy = terms({"doctor"})}, TokenCap{.max_tokens = {7}},
                          RequireApproval{.policy = terms({"board"})}};
  return decision;
}

TEST(Approval, DischargingLeavesTheOtherObligationsAndHashesAnew) {
  const PDPRequest request{.op = "send"};
  const PDPDecision left = discharge_approvals(request, owing(true));
  ASSERT_EQ(left.obligations.size(), 1u);
  EXPECT_TRUE(std::holds_alternative<TokenCap>(left.obligations[0]));
  EXPECT_FALSE(owes_approval(left));
  EXPECT_TRUE(left.allow);
  EXPECT_NE(left.decision_hash.text(), owing(true).decision_hash.text());
}

TEST(Approval, ARefusalOwesNothingAndStaysARefusal) {
  EXPECT_FALSE(owes_approval(owing(false)));
  EXPECT_TRUE(approval_terms(owing(false)).empty());
  EXPECT_EQ(approval_terms(owing(true)).size(), 2u);
  const PDPDecision left = discharge_approvals({.op = "send"}, owing(false));
  EXPECT_FALSE(left.allow);
  EXPECT_EQ(left.obligations.size(), 3u);
}

}  // namespace
}  // namespace writ::policy
