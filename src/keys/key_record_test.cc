#include "keys/key_record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "canon/base64.h"

namespace writ::keys {
namespace {

using testing::ElementsAre;

Result<KeyRecord> read(std::string_view text) {
  WRIT_TRY(const canon::Json json, canon::Json::parse(text));
  return canon::decode<KeyRecord>(json, "the key");
}

std::vector<std::string> fault_pointers(std::string_view text) {
  const auto record = read(text);
  std::vector<std::string> pointers;
  if (!record) {
    for (const Fault& fault : record.error().faults) pointers.push_back(fault.pointer);
  }
  return pointers;
}

// The public key of RFC 8032's TEST 1.
constexpr std::string_view active =
    R"({"alg":"ed25519","createdAt":"2026-01-01T00:00:00Z","keyId":"audit-1",)"
    R"("publicKey":"11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=","purpose":"audit",)"
    R"("state":"active"})";

std::string with(std::string_view member, std::string_view in = active) {
  return "{" + std::string(member) + "," + std::string(in.substr(1));
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  EXPECT_NE(at, text.npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(KeyRecord, IsWrittenAsItWasRead) {
  const auto record = read(active);
  ASSERT_TRUE(record) << describe(record.error());
  EXPECT_EQ(canon::encode(*record), active);
}

TEST(KeyRecord, ADefaultOneIsGoodForNothing) { EXPECT_EQ(KeyRecord().state, State::revoked); }

TEST(KeyRecord, EachStateHasTheTimesThatBelongToIt) {
  const std::string at = R"(:"2026-02-01T00:00:00Z")";
  const std::string retired =
      replaced(std::string(active), R"("state":"active")", R"("state":"retired")");
  const std::string revoked =
      replaced(std::string(active), R"("state":"active")", R"("state":"revoked")");
  EXPECT_TRUE(read(with("\"retiredAt\"" + at, retired)));
  EXPECT_TRUE(read(with("\"revokedAt\"" + at, revoked)));
  EXPECT_TRUE(read(with("\"revokedAt\"" + at + ",\"retiredAt\"" + at, revoked)));

  EXPECT_THAT(fault_pointers(with("\"retiredAt\"" + at)), ElementsAre("/retiredAt"));
  EXPECT_THAT(fault_pointers(with("\"revokedAt\"" + at)), ElementsAre("/revokedAt"));
  EXPECT_THAT(fault_pointers(retired), ElementsAre("/retiredAt"));
  EXPECT_THAT(fault_pointers(revoked), ElementsAre("/revokedAt"));
  EXPECT_THAT(fault_pointers(with("\"revokedAt\"" + at + ",\"retiredAt\"" + at, retired)),
              ElementsAre("/revokedAt"));
}

TEST(KeyRecord, OnlyEd25519HasAPublicKeyAndItMustBeSound) {
  const std::string_view member = R"("publicKey":"11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",)";
  const std::string text(active);
  EXPECT_THAT(fault_pointers(replaced(text, member, "")), ElementsAre("/publicKey"));
  const std::string low_order = canon::to_base64(std::string(32, '\0'));
  const std::string spki =
      canon::to_base64(canon::Ed25519PrivateKey::generate().public_key().spki());
  for (const std::string& bad : {std::string("x"), std::string(), low_order, spki}) {
    EXPECT_THAT(fault_pointers(replaced(text, member, "\"publicKey\":\"" + bad + "\",")),
                ElementsAre("/publicKey"))
        << bad;
  }
  const std::string hmac = replaced(text, R"("ed25519")", R"("hmac-sha256")");
  EXPECT_THAT(fault_pointers(hmac), ElementsAre("/publicKey"));
  EXPECT_TRUE(read(replaced(hmac, member, "")));
}

TEST(KeyRecord, TheIdCannotLeaveTheDirectoryOrHideInIt) {
  KeyId id;
  for (const char* good : {"a", "9", "audit-0123456789abcdef", "Key_1.v2"}) {
    EXPECT_TRUE(id.set(good)) << good;
  }
  EXPECT_TRUE(id.set(std::string(128, 'a')));
  for (const char* bad :
       {"", ".", "..", ".key", "-key", "_key", "a/b", "../a", "a b", "a\n", "é"}) {
    EXPECT_FALSE(id.set(bad)) << bad;
  }
  EXPECT_FALSE(id.set(std::string(129, 'a')));
  EXPECT_FALSE(id.set(std::string_view("a\0", 2)));
}

TEST(KeyRecord, AnAbsentListTrustsForAllAndAnEmptyOneForNobody) {
  KeyRecord key;
  EXPECT_TRUE(key.trusted_for("clinic"));
  EXPECT_TRUE(key.trusted_for(""));
  key.tenants.emplace();
  EXPECT_FALSE(key.trusted_for("clinic"));
  EXPECT_FALSE(key.trusted_for(""));
  key.tenants->emplace_back("clinic");
  EXPECT_TRUE(key.trusted_for("clinic"));
  EXPECT_FALSE(key.trusted_for("clinic2"));
  EXPECT_FALSE(key.trusted_for("Clinic"));
  EXPECT_FALSE(key.trusted_for(""));
}

TEST(KeyRecord, ATenantWithoutANameCannotBeRead) {
  EXPECT_THAT(fault_pointers(with(R"("tenants":[""])")), ElementsAre("/tenants/0"));
}

TEST(SignatureBlock, AnotherAlgorithmCannotBeRead) {
  const auto read_block = [](std::string_view text) {
    return canon::decode<SignatureBlock>(*canon::Json::parse(text), "the signature");
  };
  EXPECT_TRUE(read_block(R"({"alg":"hmac-sha256","keyId":"k","sig":""})"));
  EXPECT_FALSE(read_block(R"({"alg":"none","keyId":"k","sig":""})"));
}

}  // namespace
}  // namespace writ::keys
