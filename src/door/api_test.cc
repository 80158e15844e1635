// The door without a network: requests as the server hands them over.
#include "door/api.h"

#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ops/test_world.h"

namespace writ::door {
namespace {

using ops::bundle;
using ops::Reply;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view host = "127.0.0.1:8421";

class ApiTest : public testing::Test {
 protected:
  ApiTest() { world.install(bundle("1.0.0")); }

  Api api(bool believe = false) {
    return Api(world.engine(), {.hosts = {std::string(host)},
                                .origins = {"https://ward.example"},
                                .believe_principals = believe,
                                .on_problem = [this](const Problem& problem) {
                                  logged.push_back(problem.message);
                                }});
  }
  std::string token(std::string_view more = R"("capabilities":["decide"])") {
    return world.ask("credential.create",
                     fmt::format(R"({{"principal":"bob",{}}})", more))["/token"];
  }

  struct Asked {
    std::string_view target = "/v1/policy.decide";
    std::string_view body = R"({"tenantId":"t","request":{"op":"read"}})";
    std::string_view method = "POST";
    std::vector<Header> headers;
    std::string authorization;
    bool local = false;
  };
  Response handle(Asked asked, bool believe = false) {
    if (!asked.local) asked.headers.push_back({"Host", host});
    if (!asked.authorization.empty()) {
      asked.headers.push_back({"Authorization", asked.authorization});
    }
    return api(believe).handle({.method = asked.method,
                                .target = asked.target,
                                .body = asked.body,
                                .headers = asked.headers,
                                .local = asked.local});
  }
  static std::string code_of(const Response& response) {
    return Reply(Result<std::string>(response.body))["/type"].substr(17);
  }

  ops::World world;
  std::vector<std::string> logged;
};

TEST_F(ApiTest, DecidesForAToken) {
  const Response response = handle({.authorization = "Bearer " + token()});
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, world.decide().text());
  EXPECT_EQ(response.header("Cache-Control"), "no-store");
}

TEST_F(ApiTest, TheSchemeIsReadInAnyCase) {
  EXPECT_EQ(handle({.authorization = "bearer " + token()}).status, 200);
  EXPECT_EQ(handle({.authorization = "Bearer  " + token()}).status, 401);
  EXPECT_EQ(handle({.authorization = "Bearer" + token()}).status, 401);
}

TEST_F(ApiTest, TheSocketIsTheOperatorWhateverItSays) {
  EXPECT_EQ(handle({.target = "/v1/keys.list", .body = "{}", .local = true}).status, 200);
  EXPECT_EQ(handle({.authorization = "Bearer nonsense", .local = true}).status, 200);
}

// The clock of the door is the system's: far from it on either side.
TEST_F(ApiTest, ATokenEndsAtItsTime) {
  const Response past = handle(
      {.authorization =
           "Bearer " + token(R"("capabilities":["decide"],"expiresAt":"2001-01-01T00:00:00Z")")});
  EXPECT_EQ(past.status, 401);
  EXPECT_EQ(code_of(past), "http.expired_credential");
  EXPECT_EQ(past.header("WWW-Authenticate"), "Bearer realm=\"writ\"");
}

TEST_F(ApiTest, WhoAsksIsWhoseTokenItIs) {
  world.install(bundle("1.1.0", R"({"id":"r","description":"d","priority":1,"op":"read",
      "effect":"allow","when":{"subject":{"rolesAny":["nurse"]}}})"));
  constexpr std::string_view claim = R"({"tenantId":"t","request":{"op":"read",
      "ctx":{"principal":{"id":"nora","roles":["nurse"]}}}})";
  const std::string clerk = "Bearer " + token(R"("capabilities":["decide"],"roles":["clerk"])");
  const std::string nurse = "Bearer " + token(R"("capabilities":["decide"],"roles":["nurse"])");
  const auto allowed = [&](const std::string& authorization, bool believe) {
    return Reply(Result<std::string>(
        handle({.body = claim, .authorization = authorization}, believe).body))["/allow"];
  };
  EXPECT_EQ(allowed(clerk, false), "false");
  EXPECT_EQ(allowed(nurse, false), "true");
  EXPECT_EQ(allowed(clerk, true), "true");
}

TEST_F(ApiTest, AForeignHostOrOriginIsRefusedBeforeAnythingElse) {
  const auto status = [&](std::vector<Header> headers) {
    headers.push_back({"Authorization", "Bearer nonsense"});
    return code_of(api().handle({.method = "POST", .target = "/v1/x", .headers = headers}));
  };
  EXPECT_EQ(status({}), "http.foreign_host");
  EXPECT_EQ(status({{"Host", "127.0.0.1"}}), "http.foreign_host");
  EXPECT_EQ(status({{"Host", "127.0.0.1:8421."}}), "http.foreign_host");
  EXPECT_EQ(status({{"Host", host}, {"Origin", "null"}}), "http.foreign_origin");
  EXPECT_EQ(status({{"Host", host}, {"Origin", ""}}), "http.foreign_origin");
  EXPECT_EQ(status({{"Host", host}, {"Origin", "https://ward.example"}}),
            "http.unknown_credential");
}

TEST_F(ApiTest, WithoutACredentialNothingIsTold) {
  for (const char* target : {"/v1/policy.decide", "/v1/none.such", "/openapi.json", "/", "*", ""}) {
    EXPECT_EQ(code_of(handle({.target = target})), "http.no_credential") << target;
  }
  EXPECT_EQ(handle({.target = "/healthz?x=1", .method = "GET"}).body, R"({"status":"ok"})");
}

TEST_F(ApiTest, StatusesOfTheDoorItself) {
  const std::string bearer = "Bearer " + token();
  const Response method = handle({.method = "GET", .authorization = bearer});
  EXPECT_EQ(method.status, 405);
  EXPECT_EQ(method.header("Allow"), "POST");
  EXPECT_EQ(handle({.headers = {{"Content-Type", "text/plain"}}, .authorization = bearer}).status,
            415);
  EXPECT_EQ(handle({.target = "/v1/none.such", .authorization = bearer}).status, 404);
  EXPECT_EQ(handle({.target = "/V1/policy.decide", .authorization = bearer}).status, 404);
  EXPECT_EQ(handle({.target = "/v1/keys.new", .body = "{}", .authorization = bearer}).status, 403);
  EXPECT_EQ(handle({.target = "/v1/policy.list", .body = "{", .authorization = bearer}).status,
            403);
  EXPECT_EQ(handle({.body = "{", .authorization = bearer}).status, 400);
}

TEST_F(ApiTest, OurOwnFaultsAreLoggedAndNotToldToTheNetwork) {
  world.close();
  world.tamper(R"(DROP TRIGGER bundles_never_change;
      UPDATE bundles SET signed_bundle = replace(signed_bundle, 'ann', 'eve');)");
  world.reopen();
  const Response remote = handle({.authorization = "Bearer " + token()});
  EXPECT_EQ(remote.status, 500);
  EXPECT_THAT(remote.body, Not(HasSubstr("tampered")));
  ASSERT_EQ(logged.size(), 1u);
  EXPECT_THAT(logged[0], HasSubstr("tampered"));
  const Response local = handle({.local = true});
  EXPECT_EQ(local.status, 500);
  EXPECT_THAT(local.body, HasSubstr("tampered"));
}

TEST_F(ApiTest, KnowsWhatMayTakeLong) {
  const auto heavy = [&](std::string_view target) { return api().is_heavy({.target = target}); };
  EXPECT_FALSE(heavy("/v1/policy.decide"));
  EXPECT_FALSE(heavy("/v1/policy.decide?x"));
  EXPECT_TRUE(heavy("/v1/policy.put"));
  EXPECT_TRUE(heavy("/v1/none.such"));
  EXPECT_TRUE(heavy("/openapi.json"));
}

}  // namespace
}  // namespace writ::door
