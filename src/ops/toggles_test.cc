// Toggles, and what moves with them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ops/test_world.h"

namespace writ::ops {
namespace {

using testing::HasSubstr;

class RuntimeState : public testing::Test {
 protected:
  void SetUp() override {
    world.install(bundle("1.0.0", R"({"id":"c","description":"d","priority":1,)"
                                  R"("op":"memory.collect","effect":"allow","memory":{}})"));
  }

  Reply set(std::string_view toggle, bool on, std::string_view more = "") {
    return world.ask("state.set", fmt::format(R"({{"tenant_id":"t","toggle":"{}","on":{}{}}})",
                                              toggle, on, more));
  }
  Reply get(std::string_view more = "") {
    return world.ask("state.get", fmt::format(R"({{"tenant_id":"t"{}}})", more));
  }
  std::string key() { return get()["/freshness_key"]; }
  std::string positions(std::string_view more = "") {
    const Reply reply = get(more);
    return fmt::format("{} {} {}", reply["/toggles/0/on"], reply["/toggles/1/on"],
                       reply["/toggles/2/on"]);
  }
  Reply collect(std::string_view more = "") {
    return world.ask(
        "memory.evaluate",
        fmt::format(R"({{"tenant_id":"t","object_ref":"m","action":"collect",)"
                    R"("principal":{{"id":"ann"}},"exposure_context_ref":"screen",)"
                    R"("model_class":"same_machine_local_model","client_kind":"interactive_user",)"
                    R"("interaction_mode":"interactive","object_is_new":true{}}})",
                    more));
  }

  World world;
};

constexpr std::string_view chat = R"(,"surface_ref":"chat")";
constexpr std::string_view mail = R"(,"surface_ref":"mail")";

TEST_F(RuntimeState, NothingIsNarrowedThatNobodySet) {
  EXPECT_EQ(positions(), "true false true");
  EXPECT_EQ(get()["/narrowings"], "[]");
  EXPECT_EQ(collect()["/permitted"], "true");
}

TEST_F(RuntimeState, IncognitoAndASurfaceThatCollectsNothingTakeNothingIn) {
  for (const auto& [toggle, narrow] :
       {std::pair("incognito", true), {"surface_collection", false}}) {
    EXPECT_EQ(set(toggle, narrow)["/changed"], "true");
    EXPECT_EQ(collect()["/permitted"], "false") << toggle;
    EXPECT_THAT(collect().text(), HasSubstr("policy.collection_suppressed"));
    EXPECT_EQ(set(toggle, !narrow)["/changed"], "true");
    EXPECT_EQ(collect()["/permitted"], "true") << toggle;
  }
}

TEST_F(RuntimeState, NothingIsDoneWhereTheApplicationIsOff) {
  set("application", false);
  EXPECT_EQ(collect()["/permitted"], "false");
  EXPECT_THAT(collect().text(), HasSubstr("policy.application_off"));
}

TEST_F(RuntimeState, AToggleOfASurfaceLeavesTheOthersAlone) {
  set("incognito", true, chat);
  EXPECT_EQ(positions(chat), "true true true");
  EXPECT_EQ(positions(mail), "true false true");
  EXPECT_EQ(collect(chat)["/permitted"], "false");
  EXPECT_EQ(collect(mail)["/permitted"], "true");
  EXPECT_EQ(get()["/narrowings/0/surface_ref"], "chat");
}

TEST_F(RuntimeState, WhoLeavesTheSurfaceOutIsOnTheMostCarefulOfThem) {
  set("incognito", true, chat);
  EXPECT_EQ(collect()["/permitted"], "false");
}

TEST_F(RuntimeState, AToggleOfTheTenantCountsOnEverySurface) {
  set("incognito", true);
  EXPECT_EQ(collect(mail)["/permitted"], "false");
  set("incognito", false, mail);  // it is not what narrows
  EXPECT_EQ(collect(mail)["/permitted"], "false");
}

TEST_F(RuntimeState, TheEffectiveStateMovesWithEveryChangeAndNeverBack) {
  std::vector<std::string> keys = {key()};
  for (const bool on : {true, false, true}) {
    set("incognito", on);
    EXPECT_THAT(keys, testing::Not(testing::Contains(key())));
    keys.push_back(key());
  }
  EXPECT_EQ(set("incognito", true)["/changed"], "false");
  EXPECT_EQ(key(), keys.back()) << "nothing changed";
  world.reopen();
  EXPECT_EQ(key(), keys.back());
  EXPECT_EQ(positions(), "true true true");
}

TEST_F(RuntimeState, ItMovesWhereThereIsNoPolicyYet) {
  const auto key_of_nobody = [&] {
    return world.ask("state.get", R"({"tenant_id":"u","name":"later"})")["/freshness_key"];
  };
  const std::string before = key_of_nobody();
  world.ask("state.set", R"({"tenant_id":"u","toggle":"application","on":false})");
  EXPECT_NE(key_of_nobody(), before);
}

TEST_F(RuntimeState, AnotherTenantIsNotConcerned) {
  const std::string before = key();
  world.ask("state.set", R"({"tenant_id":"u","toggle":"application","on":false})");
  EXPECT_EQ(key(), before);
  EXPECT_EQ(collect()["/permitted"], "true");
}

TEST_F(RuntimeState, AnUnknownToggleIsRefused) {
  EXPECT_EQ(set("gravity", false).code(), "record.invalid");
}

}  // namespace
}  // namespace writ::ops
