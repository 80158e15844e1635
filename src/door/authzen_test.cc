// The OpenID Authorization API without a network: requests as the server hands them over. What its
// specification demands word by word is in tests/end_to_end/authzen_test.py.
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "door/api.h"
#include "door/authzen_page.h"
#include "door/authzen_request.h"
#include "ops/test_world.h"

namespace writ::door {
namespace {

using ops::bundle;
using ops::must;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view host = "127.0.0.1:8421";
constexpr std::string_view single = "/access/v1/evaluation";
constexpr std::string_view many = "/access/v1/evaluations";
constexpr std::string_view question = R"({"subject":{"type":"user","id":"ann"},)"
                                      R"("action":{"name":"read"},)"
                                      R"("resource":{"type":"record","id":"1"}})";

canon::Json json(std::string_view text) { return must(canon::Json::parse(text)); }

class AuthzenTest : public testing::Test {
 protected:
  AuthzenTest() {
    world.install(bundle("1.0.0"));
    token = "Bearer " + world.ask("credential.create",
                                  R"({"principal":"pep","tenantId":"t",)"
                                  R"("capabilities":["decide","read"]})")["/token"];
  }

  Api api() {
    return Api(
        world.engine(),
        {.hosts = {std::string(host)}, .authzen = on, .on_problem = [this](const Problem& problem) {
           logged.push_back(problem.message);
         }});
  }
  Response ask(std::string_view target, std::string_view body, bool local = false) {
    const std::vector<Header> headers = {
        {"Host", host}, {"Authorization", token}, {"Content-Type", "application/json"}};
    Response response = api().handle(
        {.method = "POST", .target = target, .body = body, .headers = headers, .local = local});
    if (response.ticket) must(world.engine().journal().wait(*response.ticket));
    return response;
  }
  std::uint64_t journal_size() { return world.engine().journal().size(); }

  ops::World world;
  std::string token;
  bool on = true;
  std::vector<std::string> logged;
};

TEST_F(AuthzenTest, AnAnswerIsOneBooleanAndWaitsForItsEntry) {
  const std::uint64_t before = journal_size();
  const Response response = ask(single, question);
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, R"({"decision":true})");
  ASSERT_TRUE(response.ticket);
  EXPECT_EQ(response.ticket->index, before);
  EXPECT_EQ(response.header("Writ-Journal-Index"), std::to_string(before));
}

TEST_F(AuthzenTest, ABatchWaitsForTheLastOfItsEntries) {
  std::string body(question);
  body.back() = ',';
  body += R"("evaluations":[{})";
  for (int i = 1; i < 1000; ++i) body += ",{}";
  const Response response = ask(many, body + "]}");
  ASSERT_TRUE(response.ticket);
  EXPECT_EQ(response.ticket->index + 1, journal_size());
  EXPECT_LT(journal_size(), 100u);
}

TEST_F(AuthzenTest, NothingOfARequestThatDoesNotReadIsJournalled) {
  const std::uint64_t before = journal_size();
  EXPECT_EQ(ask(single, "{}").status, 400);
  EXPECT_EQ(ask(many, R"({"evaluations":[{}],"subject":1})").status, 400);
  EXPECT_EQ(journal_size(), before);
}

TEST_F(AuthzenTest, WhatTheDirectoriesHoldCountsAtOnce) {
  world.install(bundle("1.1.0", R"({"id":"r","description":"d","priority":1,"op":"read",
      "effect":"allow","when":{"subject":{"rolesAny":["nurse"]},"labels":{"none":["phi"]}}})"));
  const auto allows = [&] { return ask(single, question).body == R"({"decision":true})"; };
  EXPECT_FALSE(allows());
  world.ask("principal.put", R"({"tenantId":"t","principal":{"id":"ann","roles":["nurse"]}})");
  EXPECT_TRUE(allows());
  world.ask("resource.put",
            R"({"tenantId":"t","resource":{"type":"record","id":"1","labels":["phi"]}})");
  EXPECT_FALSE(allows());
  world.ask("resource.delete", R"({"tenantId":"t","type":"record","id":"1"})");
  EXPECT_TRUE(allows());
  world.ask("principal.put", R"({"tenantId":"t","principal":{"id":"ann","type":"robot",
                                 "roles":["nurse"]}})");
  EXPECT_FALSE(allows());
}

TEST_F(AuthzenTest, TheSocketIsTheOperatorWhoMustNameATenant) {
  EXPECT_EQ(ask(single, question, true).status, 400);
  EXPECT_EQ(ask("/access/v1/evaluation?tenant=t", question, true).body, R"({"decision":true})");
  EXPECT_EQ(ask("/access/v1/evaluation?tenant=u", question, true).body, R"({"decision":false})");
}

TEST_F(AuthzenTest, OurOwnFaultsAreLoggedAndNotToldToTheNetwork) {
  world.close();
  world.tamper(R"(DROP TRIGGER bundles_never_change;
      UPDATE bundles SET signed_bundle = replace(signed_bundle, 'ann', 'eve');)");
  world.reopen();
  const Response response = ask(single, question);
  EXPECT_EQ(response.status, 500);
  EXPECT_EQ(response.content_type, "text/plain; charset=utf-8");
  EXPECT_THAT(response.body, Not(HasSubstr("tampered")));
  ASSERT_EQ(logged.size(), 1u);
  EXPECT_THAT(logged[0], HasSubstr("tampered"));
}

TEST_F(AuthzenTest, KnowsWhatMayTakeLong) {
  EXPECT_FALSE(api().is_heavy({.target = single}));
  EXPECT_FALSE(api().is_heavy({.target = "/access/v1/evaluation?policy=x"}));
  EXPECT_TRUE(api().is_heavy({.target = many}));
  EXPECT_TRUE(api().is_heavy({.target = "/access/v1/search/subject"}));
}

TEST_F(AuthzenTest, IsNotThereWhereItIsSwitchedOff) {
  on = false;
  const Response response = ask(single, question);
  EXPECT_EQ(response.status, 404);
  EXPECT_EQ(response.content_type, "application/problem+json");
}

// --- reading -------------------------------------------------------------------------------------

TEST(AuthzenRequests, EveryFaultIsToldWithItsPlace) {
  const auto read = authzen::read_evaluation(json(R"({"subject":{"id":7},"action":"read"})"));
  ASSERT_FALSE(read);
  std::vector<std::string> places;
  for (const Fault& fault : read.error().faults) places.push_back(fault.pointer);
  EXPECT_THAT(places, testing::ElementsAre("/action", "/resource", "/subject/id", "/subject/type"));
}

TEST(AuthzenRequests, AnElementLacksOnlyWhatNothingElseHas) {
  const auto read = must(authzen::read_evaluations(
      json(R"({"action":{"name":"a"},"evaluations":[{},{"subject":{"type":"t","id":"i"},)"
           R"("resource":{"type":"t","id":"i"}}]})")));
  const auto& batch = std::get<authzen::Batch>(read);
  const auto first = authzen::read_element(batch, 0);
  ASSERT_FALSE(first);
  ASSERT_EQ(first.error().faults.size(), 2u);
  EXPECT_EQ(first.error().faults[0].pointer, "/resource");
  EXPECT_EQ(first.error().faults[1].pointer, "/subject");
  const auto second = must(authzen::read_element(batch, 1));
  EXPECT_FALSE(second.action);
  EXPECT_EQ(second.subject->value.id, "i");
}

TEST(AuthzenRequests, NullIsAbsent) {
  EXPECT_TRUE(authzen::read_evaluation(
      json(R"({"subject":{"type":"t","id":"i","properties":null},"action":{"name":"a"},)"
           R"("resource":{"type":"t","id":"i","properties":{"labels":null}},"context":null})")));
  EXPECT_FALSE(authzen::read_evaluation(
      json(R"({"subject":null,"action":{"name":"a"},"resource":{"type":"t","id":"i"}})")));
}

// --- pages ---------------------------------------------------------------------------------------

authzen::PageRequest with_token(std::string token) {
  authzen::PageRequest request;
  request.token = std::move(token);
  return request;
}

TEST(AuthzenPages, ATokenLeadsToWhereThePageBeforeEnded) {
  const std::string token = authzen::token_of({.after = "x\n\"y", .limit = 7}, "a search");
  authzen::Page page = must(authzen::read_page(with_token(token), "a search"));
  EXPECT_EQ(page.after, "x\n\"y");
  EXPECT_EQ(page.limit, 7u);
  page = must(authzen::read_page(with_token(authzen::token_of({}, "s")), "s"));
  EXPECT_EQ(page.after, "");
  EXPECT_FALSE(page.limit);
}

TEST(AuthzenPages, ATokenIsOfOneSearchAndOneLimit) {
  const std::string token = authzen::token_of({.after = "x", .limit = 7}, "a search");
  EXPECT_FALSE(authzen::read_page(with_token(token), "another"));
  authzen::PageRequest request = with_token(token);
  request.limit.emplace().value = 8;
  EXPECT_FALSE(authzen::read_page(request, "a search"));
  request.limit->value = 7;
  EXPECT_TRUE(authzen::read_page(request, "a search"));
}

TEST(AuthzenPages, WhatIsNoTokenIsRefused) {
  for (const char* token : {"", "x", "e30=", "bm90aGluZw==", "eyJhZnRlciI6MX0="}) {
    EXPECT_FALSE(authzen::read_page(with_token(token), "a search")) << token;
  }
}

}  // namespace
}  // namespace writ::door
