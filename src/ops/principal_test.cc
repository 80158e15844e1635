// The directory of principals, and whose word counts for who asks.
#include <gtest/gtest.h>

#include "ops/test_world.h"

namespace writ::ops {
namespace {

constexpr std::string_view sure_nurses =
    R"({"id":"nurses","description":"d","priority":1,"op":"read","effect":"allow",)"
    R"("when":{"subject":{"rolesAny":["nurse"],"assuranceAtLeast":"aal2"},)"
    R"("attributes":[{"left":"/ctx/principal/ward","test":"equals","right":{"value":7}}]}})";

class Principals : public testing::Test {
 protected:
  Principals() { EXPECT_EQ(world.install(bundle("1.0.0", sure_nurses)).outcome(), "done"); }

  Reply put(std::string_view principal, std::string_view tenant = "t") {
    return world.ask("principal.put",
                     fmt::format(R"({{"tenantId":"{}","principal":{}}})", tenant, principal));
  }
  void put_ann() {
    EXPECT_EQ(put(R"({"id":"ann","roles":["nurse"],"assurance":"aal2","attributes":{"ward":7}})")
                  .outcome(),
              "done");
  }
  std::string allowed(std::string_view principal, const Caller& caller = operator_caller()) {
    return world.decide(fmt::format(R"({{"op":"read","ctx":{{"principal":{}}}}})", principal),
                        caller)["/allow"];
  }
  static Caller network(bool speaks_for_tenant) {
    return {.principal = "host",
            .tenant = "t",
            .capabilities = {Capability::decide},
            .identity = policy::RequestPrincipal{.id = "host"},
            .speaks_for_tenant = speaks_for_tenant};
  }
  World world;
};

TEST_F(Principals, WhoIsNamedNeedNotAssertRoles) {
  EXPECT_EQ(allowed(R"({"id":"ann"})"), "false");
  put_ann();
  EXPECT_EQ(allowed(R"({"id":"ann"})"), "true");
  EXPECT_EQ(allowed(R"({"id":"bob"})"), "false");
  world.reopen();
  EXPECT_EQ(allowed(R"({"id":"ann"})"), "true");
}

TEST_F(Principals, WhatABelievedCallerTellsGoesBeforeTheDirectory) {
  put_ann();
  EXPECT_EQ(allowed(R"({"id":"ann","roles":["clerk"]})"), "false");
  EXPECT_EQ(allowed(R"({"id":"ann","roles":null})"), "true");
  EXPECT_EQ(allowed(R"({"id":"ann","ward":8})"), "false");
}

TEST_F(Principals, ANetworkCallerNamesOthersOnlyWhereItSpeaksForTheTenant) {
  put_ann();
  EXPECT_EQ(allowed(R"({"id":"ann"})", network(true)), "true");
  EXPECT_EQ(allowed(R"({"id":"ann"})", network(false)), "false");  // asks for itself
  const std::string asserted = R"({"id":"bob","roles":["nurse"],"assurance":"aal3","ward":7})";
  EXPECT_EQ(allowed(asserted, network(true)), "false");
  EXPECT_EQ(allowed(asserted, network(false)), "false");
}

TEST_F(Principals, AreOfOneTenant) {
  EXPECT_EQ(put(R"({"id":"ann","roles":["nurse"]})", "u").outcome(), "done");
  EXPECT_EQ(allowed(R"({"id":"ann"})"), "false");
  EXPECT_EQ(world.ask("principal.get", R"({"tenantId":"t","id":"ann"})").code(),
            "ops.unknown_principal");
}

TEST_F(Principals, WhatIsPutTakesTheWholePlace) {
  put_ann();
  EXPECT_EQ(put(R"({"id":"ann"})")["/created"], "false");
  EXPECT_EQ(world.ask("principal.get", R"({"tenantId":"t","id":"ann"})").text(), R"({"id":"ann"})");
  EXPECT_EQ(allowed(R"({"id":"ann"})"), "false");
}

TEST_F(Principals, WhoIsDeletedIsAStranger) {
  put_ann();
  const std::string ann = R"({"tenantId":"t","id":"ann"})";
  EXPECT_EQ(world.ask("principal.delete", ann).outcome(), "done");
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(allowed(R"({"id":"ann"})"), "false");
    EXPECT_EQ(world.ask("principal.get", ann).code(), "ops.unknown_principal");
    world.reopen();
  }
}

// What may narrow an answer moves the generation that answers rest on.
TEST_F(Principals, EveryChangeMovesTheEffectiveState) {
  const auto generation = [&] {
    return must(world.engine().state())->state_generation("t", "default");
  };
  const auto before = generation();
  put_ann();
  EXPECT_GT(generation(), before);
  const auto put = generation();
  world.ask("principal.delete", R"({"tenantId":"t","id":"ann"})");
  EXPECT_GT(generation(), put);
}

TEST_F(Principals, AreListedAPageAtATime) {
  for (const char* id : {"c", "a", "b"}) put(fmt::format(R"({{"id":"{}"}})", id));
  const Reply page = world.ask("principal.list", R"({"tenantId":"t","limit":2})");
  EXPECT_EQ(page["/principals"], R"([{"id":"a"},{"id":"b"}])");
  EXPECT_EQ(
      world.ask("principal.list", fmt::format(R"({{"tenantId":"t","after":"{}"}})", page["/next"]))
          .text(),
      R"({"principals":[{"id":"c"}]})");
  EXPECT_EQ(world.ask("principal.list", R"({"tenantId":"t","limit":0})").code(), "record.invalid");
}

TEST_F(Principals, AttributesAreAnObjectOfOtherNames) {
  for (const char* wrong : {"[]", R"({"roles":["nurse"]})", R"({"id":"bob"})"}) {
    EXPECT_EQ(put(fmt::format(R"({{"id":"ann","attributes":{}}})", wrong)).code(), "record.invalid")
        << wrong;
  }
}

}  // namespace
}  // namespace writ::ops
