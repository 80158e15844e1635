#include "session/binding.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "canon/canonical.h"

namespace writ::session {
namespace {

canon::Json json(std::string_view text) {
  Result<canon::Json> parsed = canon::Json::parse(text);
  if (!parsed) throw std::runtime_error(describe(parsed.error()));
  return *std::move(parsed);
}

template <class R>
canon::Sourced<R> read(std::string_view text) {
  canon::Json source = json(text);
  Result<R> value = canon::decode<R>(source);
  if (!value) throw std::runtime_error(describe(value.error()));
  return {*std::move(value), std::move(source)};
}

class Bindings : public testing::Test {
 protected:
  // The same whether the principal is the session's own or another that counts in its place.
  std::string bound(std::string_view request) {
    const auto ann = read<policy::RequestPrincipal>(R"({"id":"ann","roles":["nurse"],"ward":7})");
    const auto none = read<policy::RequestPrincipal>(R"({"id":"ann"})");
    const std::string own = bound(Binding(session, ann), nullptr, request);
    EXPECT_EQ(bound(Binding(session, none), &ann, request), own);
    return own;
  }
  std::string bound(const Binding& binding, const Principal* other, std::string_view text) {
    auto request = read<policy::PDPRequest>(text);
    const std::string_view refusal = binding.bind(session, other, request);
    if (!refusal.empty()) return std::string(refusal);
    // What was read and what it was read from are the same request.
    const std::string source = canon::canonical(request.source.value());
    EXPECT_EQ(canon::encode(*request), canon::encode(*read<policy::PDPRequest>(source)));
    return source;
  }
  void require(std::initializer_list<std::string_view> members) {
    session.require_members.emplace();
    for (const std::string_view member : members) {
      ASSERT_TRUE(session.require_members->emplace_back().set(member));
    }
  }
  Session session{.principal = json(R"({"id":"ann"})")};
};

constexpr std::string_view principal = R"("principal":{"id":"ann","roles":["nurse"],"ward":7})";

TEST_F(Bindings, ThePrincipalTakesTheRequestsPlace) {
  const std::string expected = R"({"ctx":{)" + std::string(principal) + R"(},"op":"read"})";
  EXPECT_EQ(bound(R"({"op":"read"})"), expected);
  EXPECT_EQ(bound(R"({"op":"read","ctx":{}})"), expected);
  EXPECT_EQ(bound(R"({"op":"read","ctx":{"principal":{"id":"ann","roles":["chief"]}}})"), expected);
  EXPECT_EQ(bound(R"({"op":"read","ctx":{"principal":{"roles":["chief"]}}})"), expected);
  EXPECT_EQ(bound(R"({"op":"read","ctx":{"principal":null}})"), expected);
  EXPECT_EQ(bound(R"({"op":"read","ctx":null})"), expected);
  EXPECT_EQ(bound(R"({"op":"read","ctx":{"principal":{"id":"bob"}}})"), reason::principal);
}

TEST_F(Bindings, WhatTheHostKnowsBesidesStays) {
  EXPECT_EQ(bound(R"({"op":"read","ctx":{"shift":"night"},"labels":["phi"]})"),
            R"({"ctx":{)" + std::string(principal) +
                R"(,"shift":"night"},"labels":["phi"],"op":"read"})");
}

TEST_F(Bindings, ThePurposeMayBeRepeatedAndNotChanged) {
  session.purpose = "care";
  const std::string expected =
      R"({"ctx":{)" + std::string(principal) + R"(},"op":"read","purpose":"care"})";
  EXPECT_EQ(bound(R"({"op":"read"})"), expected);
  EXPECT_EQ(bound(R"({"op":"read","purpose":"care"})"), expected);
  EXPECT_EQ(bound(R"({"op":"read","purpose":""})"), reason::purpose);
}

TEST_F(Bindings, TheRiskTierMayBeRepeatedAndNotChanged) {
  session.risk_tier = policy::RiskTier::high;
  const std::string expected =
      R"({"ctx":{)" + std::string(principal) + R"(,"riskTier":"high"},"op":"read"})";
  EXPECT_EQ(bound(R"({"op":"read"})"), expected);
  EXPECT_EQ(bound(R"({"op":"read","ctx":{"riskTier":null}})"), expected);
  EXPECT_EQ(bound(R"({"op":"read","ctx":null})"), expected);
  EXPECT_EQ(bound(R"({"op":"read","ctx":{"riskTier":"high"}})"), expected);
  EXPECT_EQ(bound(R"({"op":"read","ctx":{"riskTier":"low"}})"), reason::risk_tier);
}

TEST_F(Bindings, WhatIsRequiredMustBeThereAndNotNull) {
  require({"labels", "/ctx/shift"});
  EXPECT_EQ(bound(R"({"op":"read"})"), reason::missing_member);
  EXPECT_EQ(bound(R"({"op":"read","labels":[]})"), reason::missing_member);
  EXPECT_EQ(bound(R"({"op":"read","labels":[],"ctx":{"shift":null}})"), reason::missing_member);
  EXPECT_NE(bound(R"({"op":"read","labels":[],"ctx":{"shift":"day"}})"), reason::missing_member);
}

TEST_F(Bindings, WhatTheSessionFillsInCountsAsThere) {
  session.purpose = "care";
  require({"purpose", "/ctx/principal/roles"});
  EXPECT_NE(bound(R"({"op":"read"})"), reason::missing_member);
}

TEST(RequiredMember, IsANameOrAPointer) {
  RequiredMember member;
  for (const char* good : {"purpose", "/ctx/riskTier", "a~b", "/a~1b"}) {
    EXPECT_TRUE(member.set(good)) << good;
    EXPECT_EQ(member.text(), good);
  }
  for (const char* bad : {"", "/a~2b"}) EXPECT_FALSE(member.set(bad)) << bad;
  ASSERT_TRUE(member.set("a~b"));
  EXPECT_NE(member.pointer().find(json(R"({"a~b":1})").value()), nullptr);
}

}  // namespace
}  // namespace writ::session
