// What the tests of policy/ make bundles and requests with.
#pragma once

#include <string_view>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "policy/any_bundle.h"

namespace writ::policy {

inline canon::Json json(std::string_view text) {
  Result<canon::Json> parsed = canon::Json::parse(text);
  EXPECT_TRUE(parsed) << text;
  return parsed ? *parsed : canon::Json();
}

// A bundle of the tenant `t` with these rules, which are separated by commas.
inline PolicyBundle bundle(std::string_view rules) {
  Result<PolicyBundle> read = bundle_of(json(fmt::format(
      R"({{"schemaVersion":1,"tenantId":"t","name":"default","version":"1.0.0",
           "issuedAt":"2026-11-23T14:08:00Z","issuedBy":"ann","rules":[{}]}})",
      rules)));
  EXPECT_TRUE(read) << (read ? "" : describe(read.error()));
  return read ? *read : PolicyBundle();
}

}  // namespace writ::policy
