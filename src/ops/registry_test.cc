// Vocabularies with versions, as components of the freshness key.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ops/test_world.h"

namespace writ::ops {
namespace {

class Registries : public testing::Test {
 protected:
  void SetUp() override { world.install(bundle("1.0.0")); }

  Reply put(std::string_view registry, std::string_view version, std::string_view values = "") {
    return world.ask("registry.put",
                     fmt::format(R"({{"tenant_id":"t","registry":"{}","version":"{}",)"
                                 R"("values":[{}]}})",
                                 registry, version, values));
  }
  Reply get(std::string_view registry, std::string_view more = "") {
    return world.ask("registry.get",
                     fmt::format(R"({{"tenant_id":"t","registry":"{}"{}}})", registry, more));
  }
  Reply state() { return world.ask("state.get", R"({"tenant_id":"t"})"); }

  World world;
};

constexpr std::string_view ward = R"({"value_id":"ward","description":"A ward."})";
constexpr std::string_view bed = R"({"value_id":"bed"})";

TEST_F(Registries, EachIsAComponentOfTheKey) {
  const std::vector<std::pair<std::string_view, std::string_view>> components = {
      {"domain_profile", "/freshness_key/domain_profile_registry_version"},
      {"reason_code", "/freshness_key/reason_code_registry_version"},
      {"safe_label_vocabulary", "/freshness_key/safe_label_vocabulary_version"}};
  for (const auto& [registry, component] : components) {
    EXPECT_EQ(state()[component], "1");
    EXPECT_EQ(put(registry, "2", ward)["/changed"], "true");
    EXPECT_EQ(state()[component], "2") << registry;
  }
}

TEST_F(Registries, TheEffectiveStateMovesToo) {
  const std::string component = "/freshness_key/effective_state_generation_id";
  const std::string before = state()[component];
  put("reason_code", "2");
  const std::string second = state()[component];
  EXPECT_NE(second, before);
  put("reason_code", "1");  // and back
  EXPECT_NE(state()[component], before);
  EXPECT_NE(state()[component], second);
}

TEST_F(Registries, AVersionNeverChanges) {
  put("reason_code", "2", ward);
  const Reply other = put("reason_code", "2", bed);
  EXPECT_EQ(other.outcome(), "registry.version_taken at /version");
  EXPECT_EQ(put("reason_code", "1", bed).outcome(), "registry.version_taken at /version")
      << "it is part of the program";
  EXPECT_EQ(get("reason_code")["/content/values/0/value_id"], "ward");
  EXPECT_EQ(put("reason_code", "2", ward)["/changed"], "false");
}

TEST_F(Registries, EveryVersionCanBeRead) {
  put("reason_code", "2", ward);
  put("reason_code", "3", bed);
  world.reopen();
  EXPECT_EQ(get("reason_code")["/content/version"], "3");
  EXPECT_EQ(get("reason_code", R"(,"version":"2")")["/content/values/0/description"], "A ward.");
  EXPECT_EQ(get("reason_code", R"(,"version":"2")")["/in_use"], "false");
  EXPECT_EQ(get("reason_code", R"(,"version":"4")").code(), "ops.unknown_registry_version");
  EXPECT_EQ(get("domain_profile").text(),
            R"({"content":{"registry":"domain_profile","tenant_id":"t","values":[],)"
            R"("version":"1"},"in_use":true})");
}

TEST_F(Registries, AValueStandsOnceInAVersion) {
  EXPECT_EQ(put("reason_code", "2", fmt::format("{},{}", ward, ward)).code(), "record.invalid");
}

}  // namespace
}  // namespace writ::ops
