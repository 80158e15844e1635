// The engine over time: what it keeps, what it makes of a store that somebody changed behind its
// back, and what other threads see of a change.
#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "journal/fault.h"
#include "keys/fault.h"
#include "ops/test_world.h"

namespace writ::ops {
namespace {

using testing::HasSubstr;

TEST(Engine, KeepsEverythingWhenItIsOpenedAgain) {
  World world;
  world.install(bundle("1.0.0", shut_door));
  world.install(bundle("1.1.0"));
  world.ask("policy.pin", R"({"tenantId":"t","version":"^1.0.0"})");
  world.ask("credential.create", R"({"principal":"bob","capabilities":["decide"]})");
  const auto picture = [&] {
    return world.ask("policy.list", R"({"tenantId":"t"})").text() +
           world.ask("policy.get", R"({"tenantId":"t"})").text() +
           world.ask("keys.list", "{}").text() + world.ask("credential.list", "{}").text() +
           world.decide().text();
  };
  const std::string before = picture();
  world.reopen();
  EXPECT_EQ(picture(), before);
  EXPECT_THAT(before, HasSubstr(R"("allow":true)"));
}

TEST(Engine, SignsOnAfterItIsOpenedAgain) {
  World world;
  world.install(bundle("1.0.0"));
  const std::string keys = world.ask("keys.list", "{}").text();
  world.reopen();
  EXPECT_EQ(world.install(bundle("1.1.0")).outcome(), "done");
  EXPECT_EQ(world.ask("keys.list", "{}").text(), keys);
}

// --- a store that was tampered with ----------------------------------------------------------

class Tampered : public testing::Test {
 protected:
  Tampered() {
    world.install(bundle("1.0.0", shut_door));
    world.install(bundle("1.1.0", with(shut_door, "/reasonCode", R"("LATER")")));
    EXPECT_EQ(world.decide()["/reason"], "LATER");
    world.close();
  }

  // Neither an allow nor an answer that looks like one: the engine does not open, or every decision
  // is a problem of ours.
  void expect_no_decision(const char* sql) {
    world.tamper(sql);
    const auto engine = world.open(std::nullopt);
    if (!engine) {
      EXPECT_EQ(engine.error().code.category, Category::internal) << describe(engine.error());
      return;
    }
    world.reopen();
    const Reply reply = world.decide();
    ASSERT_TRUE(reply.problem()) << reply.text();
    EXPECT_EQ(reply.code(), store::fault::corrupt.name) << describe(*reply.problem());
    EXPECT_TRUE(
        world.ask("policy.explain", R"({"tenantId":"t","request":{"op":"read"}})").problem());
    const auto warmed = world.engine().warm();
    ASSERT_TRUE(warmed);
    EXPECT_FALSE(warmed->empty());
  }
  World world;
};

TEST_F(Tampered, ARuleChangedInTheBundle) {
  expect_no_decision(R"(DROP TRIGGER bundles_never_change;
      UPDATE bundles SET signed_bundle = replace(signed_bundle, '"deny"', '"allow"');)");
}

TEST_F(Tampered, AnotherVersionUnderTheNameOfTheOneInForce) {
  expect_no_decision(R"(DROP TRIGGER bundles_never_change;
      UPDATE bundles SET signed_bundle =
        (SELECT signed_bundle FROM bundles WHERE version = '1.0.0') WHERE version = '1.1.0';)");
}

TEST_F(Tampered, ABundleThatIsNoJson) {
  expect_no_decision(R"(DROP TRIGGER bundles_never_change;
      UPDATE bundles SET signed_bundle = substr(signed_bundle, 1, 100);)");
}

TEST_F(Tampered, ABundleOfAnotherTenant) {
  expect_no_decision(R"(
      INSERT INTO bundles SELECT 'u', name, version, policy_hash, key_id, recorded_at,
        signed_bundle FROM bundles WHERE version = '1.0.0';
      INSERT INTO policies SELECT 'u', name, '1.0.0',
        (SELECT policy_hash FROM bundles WHERE tenant = 'u'), 1, '1.0.0', NULL, 0, updated_at
        FROM policies;
      DROP TRIGGER bundles_never_change;
      UPDATE bundles SET signed_bundle = '{}' WHERE version = '1.1.0';)");
  if (world.open(std::nullopt)) {
    EXPECT_EQ(world.ask("policy.decide", R"({"tenantId":"u","request":{"op":"read"}})").code(),
              store::fault::corrupt.name);
  }
}

TEST_F(Tampered, APolicyRowThatPointsAtNothing) {
  expect_no_decision(R"(PRAGMA foreign_keys = OFF;
      DROP TRIGGER policies_change_moves;
      UPDATE policies SET active_version = '9.9.9';)");
}

TEST_F(Tampered, AVersionThatIsNone) {
  expect_no_decision(R"(UPDATE policies SET high_water = 'latest';)");
}

TEST_F(Tampered, AKeyRecordThatDoesNotRead) {
  expect_no_decision(R"(UPDATE keys SET record = replace(record, '"audit"', '"any"');)");
}

// The row says another key signed it: what the bundle itself says counts when it is verified.
TEST_F(Tampered, ATakenAwayKeyTakesItsPoliciesWithIt) {
  world.tamper("DELETE FROM keys WHERE key_id NOT LIKE 'journal-%';");
  world.reopen();
  EXPECT_EQ(world.decide()["/allow"], "false");
  EXPECT_EQ(world.decide()["/reason"], "POLICY_KEY_REVOKED");
}

// Without the key that signed it, the journal is as good as another's.
TEST_F(Tampered, WithoutTheJournalsKeyNothingOpens) {
  world.tamper("DELETE FROM keys;");
  const auto engine = world.open(std::nullopt);
  ASSERT_FALSE(engine);
  EXPECT_EQ(engine.error().code.name, journal::fault::corrupt.name);
}

TEST(TamperedKeys, APublicKeyInThePlaceOfAnother) {
  World world, other;
  world.install(bundle("1.0.0"));
  other.new_key();
  const std::string foreign = other.ask("keys.list", "{}")["/keys/0/publicKey"];
  const std::string own = world.ask("keys.list", "{}")["/keys/0/publicKey"];
  world.close();
  world.tamper(
      fmt::format("UPDATE keys SET record = replace(record, '{}', '{}');", own, foreign).c_str());
  const auto engine = world.open(std::nullopt);
  EXPECT_FALSE(engine);
}

// --- private keys -------------------------------------------------------------------------------

TEST(Passphrase, WithoutItPoliciesDecideAndNothingIsSigned) {
  World world("a passphrase");
  ASSERT_EQ(world.install(bundle("1.0.0")).outcome(), "done");
  const std::string key_id = world.key_id();
  std::ifstream file(world.path() / "keys" / (key_id + ".pem"));
  EXPECT_THAT(std::string(std::istreambuf_iterator<char>(file), {}),
              HasSubstr("ENCRYPTED PRIVATE KEY"));

  world.close();
  const auto wrong = world.open("another");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code.name, canon::pem::passphrase_wrong.name);

  world.use_passphrase(std::nullopt);
  world.reopen();
  EXPECT_EQ(world.decide()["/allow"], "true");
  const std::string ready =
      fmt::format(R"({{"bundle":{}}})", world.finalize(bundle("1.1.0", shut_door)));
  EXPECT_EQ(world.ask("policy.sign", ready).code(), "keys.no_current_key");
  EXPECT_EQ(world.ask("keys.list", R"({"purpose":"audit"})")["/keys/1"], "(absent)");

  world.use_passphrase("a passphrase");
  world.reopen();
  EXPECT_EQ(world.install(bundle("1.1.0", shut_door)).outcome(), "done");
}

// A shared secret verifies too: without it nothing that it signed can be relied on.
TEST(Passphrase, WithoutItNothingIsDecidedThatASharedSecretSigned) {
  World world("a passphrase");
  ASSERT_EQ(world.put(world.sign(bundle("1.0.0"), R"(,"alg":"hmac-sha256")")).outcome(), "done");
  world.use_passphrase(std::nullopt);
  world.reopen();
  const Reply reply = world.decide();
  EXPECT_EQ(reply.code(), keys::fault::private_part_missing.name) << reply.text();
  EXPECT_THAT(reply.problem()->message, HasSubstr("--passphrase-file"));
  world.use_passphrase("a passphrase");
  world.reopen();
  EXPECT_EQ(world.decide()["/allow"], "true");
}

TEST(PrivateFiles, ALostPrivateKeyStopsSigningAndNothingElse) {
  World world;
  world.install(bundle("1.0.0"));
  std::filesystem::remove(world.path() / "keys" / (world.key_id() + ".pem"));
  world.reopen();
  EXPECT_EQ(world.decide()["/allow"], "true");
  EXPECT_EQ(
      world.ask("policy.sign", fmt::format(R"({{"bundle":{}}})", world.finalize(bundle("1.1.0"))))
          .code(),
      "keys.no_current_key");
}

TEST(PrivateFiles, AKeyFileThatOthersCanReadIsRefused) {
  World world;
  world.install(bundle("1.0.0"));
  const auto file = world.path() / "keys" / (world.key_id() + ".pem");
  world.close();
  keys::set_mode(file, 0640);
  const auto engine = world.open(std::nullopt);
  ASSERT_FALSE(engine);
  EXPECT_EQ(engine.error().code.name, keys::fault::exposed.name);
  EXPECT_THAT(engine.error().message, HasSubstr(file.string()));
}

TEST(PrivateFiles, AnotherKeysFileIsRefused) {
  World world;
  world.install(bundle("1.0.0"));
  const std::string first = world.key_id();
  const std::string second = world.ask("keys.rotate", R"({"purpose":"audit"})")["/key/keyId"];
  const auto folder = world.path() / "keys";
  world.close();
  std::filesystem::copy_file(folder / (first + ".pem"), folder / (second + ".pem"),
                             std::filesystem::copy_options::overwrite_existing);
  const auto engine = world.open(std::nullopt);
  ASSERT_FALSE(engine);
  EXPECT_EQ(engine.error().code.name, keys::fault::private_part_mismatch.name);
}

// --- threads ------------------------------------------------------------------------------------

// One thread puts versions that deny and allow in turn; the others only ever see one of them, none
// older than what they saw before, and what was acknowledged is what counts from then on.
TEST(EngineThreads, EveryAnswerIsOfOneVersionAndNoneGoesBack) {
  constexpr int versions = 40;
  World world;
  std::vector<std::string> hashes, contents;
  for (int i = 0; i < versions; ++i) {
    contents.push_back(world.sign(bundle(fmt::format("1.0.{}", i), i % 2 ? open_door : shut_door)));
    hashes.push_back(Reply(contents.back())["/bundle/policyHash"]);
  }
  ASSERT_EQ(world.put(contents[0]).outcome(), "done");

  std::atomic<int> acknowledged = 0;
  std::atomic<bool> done = false;
  std::atomic<int> faults = 0, seen_new = 0;
  const auto ask = [&] {
    int last = 0;
    while (!done) {
      const int at_least = acknowledged;
      const Reply reply = world.decide();
      const auto found = std::ranges::find(hashes, reply["/policyHash"]);
      const int version = static_cast<int>(found - hashes.begin());
      const bool allow = reply["/allow"] == "true";
      if (found == hashes.end() || version < last || version < at_least ||
          allow != (version % 2 == 1)) {
        ++faults;
      }
      if (version > last) ++seen_new;
      last = version;
    }
  };
  std::vector<std::thread> askers;
  for (int i = 0; i < 3; ++i) askers.emplace_back(ask);
  for (int i = 1; i < versions; ++i) {
    EXPECT_EQ(world.put(contents[i]).outcome(), "done");
    acknowledged = i;
  }
  done = true;
  for (std::thread& asker : askers) asker.join();
  EXPECT_EQ(faults, 0);
  EXPECT_GT(seen_new, 0);
}

TEST(EngineThreads, TwoPutsOfOneVersionDoNotBothTakeEffect) {
  World world;
  for (int round = 0; round < 10; ++round) {
    const std::string version = fmt::format("1.{}.0", round);
    const std::string a = world.sign(bundle(version)), b = world.sign(bundle(version, shut_door));
    std::string first, second;
    std::thread other([&] { first = world.put(a).outcome(); });
    second = world.put(b).outcome();
    other.join();
    EXPECT_EQ((first == "done") + (second == "done"), 1) << first << ", " << second;
    EXPECT_EQ(world.decide()["/allow"], first == "done" ? "true" : "false");
  }
}

}  // namespace
}  // namespace writ::ops
