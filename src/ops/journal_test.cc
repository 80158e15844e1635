// Every decision and every change has its entry, and the entries tell the truth.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include "canon/digest.h"
#include "journal/fault.h"
#include "journal/tile_directory.h"
#include "ops/test_world.h"
#include "tlog/audit.h"
#include "tlog/receipt.h"

namespace writ::ops {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// Op and outcome of every entry.
std::vector<std::string> told(World& world) {
  std::vector<std::string> lines;
  for (const std::string& text :
       must(world.engine().journal().entries(0, world.engine().journal().size()))) {
    const canon::Json json = must(canon::Json::parse(text));
    const auto entry = must(canon::decode<journal::Entry>(json));
    lines.push_back(fmt::format("{} {}", entry.op, entry.outcome));
    if (entry.reason) lines.back() += ' ' + *entry.reason;
    EXPECT_EQ(static_cast<std::size_t>(entry.sequence.value), lines.size() - 1);
  }
  return lines;
}

tlog::AuditReport audit(World& world) {
  must(world.engine().journal().publish());
  journal::TileDirectory tiles(world.path() / "journal");
  const auto keys = must(world.engine().journal_keys());
  return tlog::audit_log(tiles, {.trusted = keys});
}

TEST(Journal, TellsOfEveryDecisionAndChange) {
  World world;
  world.install(bundle("1.0.0"));
  world.decide();
  world.decide(R"({"op":"write"})");
  world.install(bundle("1.1.0", shut_door));
  world.decide();
  world.put(world.sign(bundle("1.0.5")));
  world.ask("policy.rollback", R"({"tenantId":"t"})");
  world.ask("policy.pin", R"({"tenantId":"t","version":"1.0.0"})");
  world.ask("policy.explain", R"({"tenantId":"t","request":{"op":"read"}})");
  world.ask("policy.decide", R"({"tenantId":"u","request":{"op":"read"}})");
  world.ask("keys.rotate", R"({"purpose":"audit"})");
  world.ask("credential.create", R"({"principal":"p","capabilities":["decide"]})");
  EXPECT_THAT(
      told(world),
      ElementsAre("keys.new done",  // the journal's own
                  "keys.new done", "policy.sign done", "policy.put done", "policy.decide allow",
                  "policy.decide deny DEFAULT_DENY", "policy.sign done", "policy.put done",
                  "policy.decide deny SHUT", "policy.sign done",
                  "policy.put refused version-rollback", "keys.new done", "policy.rollback done",
                  "policy.pin done", "policy.explain allow", "policy.decide deny UNKNOWN_POLICY",
                  "keys.rotate done", "credential.create done"));
  EXPECT_TRUE(audit(world).verified());
}

TEST(Journal, AnEntryHasTheHashesOfWhatWasAskedAndAnswered) {
  World world;
  world.install(bundle("1.0.0"));
  const std::string request = R"({"op":"read","resource":"r","ctx":{"riskTier":"low"}})";
  const Reply decided = world.decide(request);
  const std::string index = std::to_string(world.engine().journal().size() - 1);
  const Reply shown = world.ask("journal.show", fmt::format(R"({{"index":{}}})", index));
  const std::string body = canon::canonical(must(canon::Json::parse(request)).value());
  EXPECT_EQ(shown["/entry/requestHash"], canon::sha256_hex(body));
  EXPECT_EQ(shown["/body"], body);
  EXPECT_EQ(shown["/bodyState"], "kept");
  EXPECT_EQ(shown["/entry/decisionHash"], decided["/decisionHash"]);
  EXPECT_EQ(shown["/entry/policyHash"], decided["/policyHash"]);
  EXPECT_EQ(shown["/entry/ruleIds"], decided["/ruleIds"]);
  EXPECT_EQ(shown["/entry/tenant"], "t");
  EXPECT_EQ(shown["/entry/principal"], "operator");
  EXPECT_EQ(shown["/entry/time"], "2026-11-23T12:00:00.000Z");

  const Reply erased =
      world.ask("journal.erase", fmt::format(R"({{"requestHash":"{}"}})", canon::sha256_hex(body)));
  EXPECT_EQ(erased["/erased"], "1");
  const Reply gone = world.ask("journal.show", fmt::format(R"({{"index":{}}})", index));
  EXPECT_EQ(gone["/bodyState"], "erased");
  EXPECT_EQ(gone["/body"], "(absent)");
  EXPECT_EQ(gone["/entry"], shown["/entry"]);
  EXPECT_TRUE(audit(world).verified());
}

// What a caller may not say of itself is not what counts, nor what is journalled.
TEST(Journal, HoldsTheRequestThatCounted) {
  World world;
  world.install(bundle("1.0.0"));
  Caller nora = operator_caller();
  nora.principal = "nora";
  nora.identity = policy::RequestPrincipal{.id = "nora"};
  world.decide(R"({"op":"read","ctx":{"principal":{"id":"root","roles":["admin"]}}})", nora);
  const Reply shown = world.ask(
      "journal.show", fmt::format(R"({{"index":{}}})", world.engine().journal().size() - 1));
  EXPECT_EQ(shown["/entry/principal"], "nora");
  EXPECT_EQ(shown["/body/ctx/principal"], R"({"id":"nora"})");
}

TEST(Journal, SecretsAreNotKept) {
  World world, other;
  const std::string made = other.new_key();
  std::ifstream file(other.path() / "keys" / (made + ".pem"));
  const std::string pem(std::istreambuf_iterator<char>(file), {});
  std::string text;
  canon::append_text(text, pem);
  const Reply imported =
      world.ask("keys.import", fmt::format(R"({{"purpose":"audit","pem":{}}})", text));
  ASSERT_FALSE(imported.problem()) << imported.text();
  const Reply shown = world.ask(
      "journal.show", fmt::format(R"({{"index":{}}})", world.engine().journal().size() - 1));
  EXPECT_EQ(shown["/entry/op"], "keys.import");
  EXPECT_EQ(shown["/entry/keyId"], imported["/key/keyId"]);
  EXPECT_EQ(shown["/bodyState"], "none");
}

TEST(Journal, AReceiptIsGoodForWhoHasTheKey) {
  World world;
  world.install(bundle("1.0.0"));
  world.decide();
  const std::string last = std::to_string(world.engine().journal().size() - 1);
  const Reply proof = world.ask("journal.prove", fmt::format(R"({{"index":{}}})", last));
  const auto key = must(tlog::VerifierKey::parse(world.ask("journal.head", "{}")["/keys/0"]));
  const auto verified = must(tlog::verify_receipt(proof["/receipt"], {&key, 1}));
  EXPECT_THAT(verified.entry, HasSubstr(R"("op":"policy.decide")"));
  EXPECT_EQ(world.ask("journal.prove", R"({"index":1000})").code(), journal::fault::no_entry.name);
}

TEST(Journal, ReplayFindsTheDecisionsThatComeOutDifferently) {
  World world;
  world.install(bundle("1.0.0"));
  world.decide();
  world.install(bundle("1.1.0", shut_door));
  world.decide();
  world.ask("policy.decide", R"({"tenantId":"u","request":{"op":"read"}})");
  const Reply same = world.ask("journal.replay", "{}");
  EXPECT_EQ(same["/ok"], "true") << same.text();
  EXPECT_EQ(same["/replayed"], "3");
  world.tamper(R"(DROP TRIGGER bundles_never_change;
      UPDATE bundles SET signed_bundle = replace(signed_bundle, '"deny"', '"allow"');)");
  const Reply differs = world.ask("journal.replay", "{}");
  EXPECT_EQ(differs["/ok"], "false");
  EXPECT_THAT(differs["/differences/0/what"], HasSubstr("not stored, or changed"));
  EXPECT_EQ(differs["/differences/1"], "(absent)");
}

TEST(Journal, EverythingAfterARotatedKeyIsSignedByTheNewOne) {
  World world;
  world.install(bundle("1.0.0"));
  must(world.engine().journal().publish());
  world.ask("keys.rotate", R"({"purpose":"journal"})");
  must(world.engine().journal().publish());
  const auto keys = must(world.engine().journal_keys());
  ASSERT_EQ(keys.size(), 2u);
  journal::TileDirectory tiles(world.path() / "journal");
  int good = 0;
  for (const tlog::VerifierKey& key : keys) {
    good += tlog::audit_log(tiles, {.trusted = {&key, 1}}).verified() ? 1 : 0;
  }
  EXPECT_EQ(good, 1);
  world.reopen();
  EXPECT_TRUE(audit(world).verified());
}

// --- a crash between the store and the journal ---------------------------------------------------

std::string pending_entry(int number) {
  return fmt::format(R"(INSERT INTO pending_entries (journal_size, entry, body) VALUES ({}, )"
                     R"('{{"op":"policy.pin","outcome":"done","sequence":0,)"
                     R"("time":"2026-11-23T12:00:00Z"}}', '{{}}');)",
                     number);
}

TEST(Journal, AChangeThatACrashCutOffFromItsEntryGetsIt) {
  World world;
  world.install(bundle("1.0.0"));
  const auto before = told(world);
  world.close();
  world.tamper(pending_entry(0).c_str());
  world.reopen();
  auto after = told(world);
  ASSERT_EQ(after.size(), before.size() + 1);
  EXPECT_EQ(after.back(), "policy.pin done");
  world.reopen();
  EXPECT_EQ(told(world), after);
  world.install(bundle("1.1.0"));
  EXPECT_TRUE(audit(world).verified());
}

// The crash came after the entry and before it was forgotten: it has the number of the change.
TEST(Journal, AChangeThatHasItsEntryGetsNoSecondOne) {
  World world;
  world.install(bundle("1.0.0"));
  const auto before = told(world);
  const std::int64_t last = [&] {
    std::int64_t change = 0;
    for (const std::string& text : must(world.engine().journal().entries(0, 100))) {
      const auto entry = must(canon::decode<journal::Entry>(must(canon::Json::parse(text))));
      if (entry.change) change = entry.change->value;
    }
    return change;
  }();
  world.close();
  world.tamper(
      fmt::format("UPDATE sqlite_sequence SET seq = {}; {}", last - 1, pending_entry(0)).c_str());
  world.reopen();
  EXPECT_EQ(told(world), before);
}

// --- a journal that cannot be written
// --------------------------------------------------------------

class BrokenDisk final : public journal::Disk {
 public:
  std::atomic<bool> full = false;
  long write(int file, const void* bytes, std::size_t size) const override {
    if (!full) return Disk::write(file, bytes, size);
    errno = ENOSPC;
    return -1;
  }
};

TEST(Journal, WithoutRoomForTheEntryNothingIsDecidedOrChanged) {
  BrokenDisk disk;
  World world;
  world.journal_options.disk = &disk;
  world.reopen();
  world.install(bundle("1.0.0"));
  const std::string content = world.sign(bundle("1.1.0", shut_door));
  const std::string standing = world.standing();
  disk.full = true;
  EXPECT_TRUE(world.decide().problem());
  EXPECT_TRUE(world.decide().problem());
  const Reply put = world.put(content);
  EXPECT_EQ(put.code(), journal::fault::full.name) << put.text();
  EXPECT_EQ(world.standing(), standing);
  EXPECT_NE(world.ask("journal.head", "{}")["/failure"], "(absent)");
  disk.full = false;
  std::this_thread::sleep_for(std::chrono::milliseconds(600));
  EXPECT_EQ(world.decide()["/allow"], "true");
  EXPECT_EQ(world.put(content).outcome(), "done");
  EXPECT_EQ(world.ask("journal.head", "{}")["/failure"], "(absent)");
  EXPECT_TRUE(audit(world).verified());
  world.close();
}

// The disk fills up between the commit and the entry: the change is in force and its entry follows.
TEST(Journal, ACommittedChangeIsJournalledAsSoonAsThereIsRoom) {
  BrokenDisk disk;
  World world;
  world.journal_options.disk = &disk;
  world.reopen();
  world.install(bundle("1.0.0"));
  const std::string content = world.sign(bundle("1.1.0", shut_door));
  disk.full = true;
  EXPECT_EQ(world.put(content).code(), journal::fault::full.name);
  disk.full = false;
  std::this_thread::sleep_for(std::chrono::milliseconds(600));
  EXPECT_EQ(world.decide()["/reason"], "SHUT");
  world.ask("policy.pin", R"({"tenantId":"t","version":"1.1.0"})");
  const auto lines = told(world);
  ASSERT_GE(lines.size(), 3u);
  EXPECT_EQ(lines[lines.size() - 2], "policy.put done");
  EXPECT_EQ(lines.back(), "policy.pin done");
  world.close();
}

}  // namespace
}  // namespace writ::ops
