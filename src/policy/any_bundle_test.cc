#include "policy/any_bundle.h"

#include <string>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "canon/canonical.h"
#include "policy/signing.h"

namespace writ::policy {
namespace {

using testing::HasSubstr;

canon::Json json(std::string_view text) {
  Result<canon::Json> parsed = canon::Json::parse(text);
  EXPECT_TRUE(parsed) << text;
  return parsed ? *parsed : canon::Json();
}

std::string bare(std::string_view more = "") {
  return fmt::format(R"({{"schemaVersion":1,"tenantId":"clinic","name":"default",
      "version":"1.0.0","issuedAt":"2026-11-23T14:08:00Z","issuedBy":"ann","rules":[]{}}})",
                     more);
}

std::string with_hash(std::string_view hash) {
  return bare(fmt::format(R"(,"policyHash":"{}")", hash));
}

std::string signed_with(std::string_view bundle) {
  return fmt::format(R"({{"bundle":{},"signature":{{"keyId":"k","alg":"ed25519","sig":"AAAA"}}}})",
                     bundle);
}

TEST(AnyBundle, ABareBundleGetsTheHashThatFinalizingGives) {
  const Result<PolicyBundle> bundle = bundle_of(json(bare()));
  ASSERT_TRUE(bundle);
  EXPECT_EQ(bundle->policy_hash->text(), finalize(*bundle).policy_hash->text());
  EXPECT_EQ(bundle->tenant_id.text(), "clinic");
}

TEST(AnyBundle, ASignedBundleIsReadWhateverItsSignature) {
  const std::string hash = policy_hash(json(bare()).value());
  for (const std::string& inner : {bare(), with_hash(hash)}) {
    const Result<PolicyBundle> bundle = bundle_of(json(signed_with(inner)));
    ASSERT_TRUE(bundle) << (bundle ? "" : bundle.error().message);
    EXPECT_EQ(bundle->policy_hash->text(), hash);
  }
}

TEST(AnyBundle, AHashOfOtherContentIsRefusedWithItsPlace) {
  const std::string wrong(64, '0');
  const Result<PolicyBundle> plain = bundle_of(json(with_hash(wrong)));
  ASSERT_FALSE(plain);
  EXPECT_EQ(plain.error().code.name, fault::hash_mismatch.name);
  EXPECT_EQ(plain.error().faults.at(0).pointer, "/policyHash");
  EXPECT_THAT(plain.error().message, HasSubstr(wrong));

  const Result<PolicyBundle> with_signature = bundle_of(json(signed_with(with_hash(wrong))));
  ASSERT_FALSE(with_signature);
  EXPECT_EQ(with_signature.error().faults.at(0).pointer, "/bundle/policyHash");
}

TEST(AnyBundle, FaultsPointIntoTheWholeDocument) {
  const std::string faulty = bare(R"(,"colour":"red")");
  EXPECT_EQ(bundle_of(json(faulty)).error().faults.at(0).pointer, "/colour");
  EXPECT_EQ(bundle_of(json(signed_with(faulty))).error().faults.at(0).pointer, "/bundle/colour");
}

TEST(AnyBundle, WhatIsNeitherIsRefused) {
  for (const std::string_view text :
       {"null", "[]", "{}", R"("bundle")", R"({"bundle":null})", R"({"bundle":{}})", "17"}) {
    EXPECT_FALSE(bundle_of(json(text))) << text;
  }
  EXPECT_FALSE(bundle_of(json(fmt::format(R"({{"bundle":{}}})", bare()))));  // no signature
}

}  // namespace
}  // namespace writ::policy
