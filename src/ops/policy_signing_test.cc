// From an author's bundle to a signature that anybody can check: policy.finalize, policy.sign,
// policy.verify, signature.verify, canon.canonicalize.
#include <algorithm>

#include <gtest/gtest.h>

#include "canon/base64.h"
#include "canon/digest.h"
#include "ops/test_world.h"

namespace writ::ops {
namespace {

std::string canonical_of(std::string_view json) {
  return canon::canonical(must(canon::Json::parse(json)).value());
}

// The same document as another program might write it: members the other way round, with blanks and
// escapes.
std::string written_otherwise(const canon::Value& value) {
  if (value.is(canon::Value::Kind::array)) {
    std::string out = "[ ";
    for (const canon::Value& item : value.items()) {
      out += (out.size() > 2 ? " ,\n\t" : "") + written_otherwise(item);
    }
    return out + " ]";
  }
  if (value.is(canon::Value::Kind::object)) {
    std::string out;
    for (const canon::Member& member : value.members()) {
      out = fmt::format("\"\\u{:04x}{}\" :\r\n {}{}{}", static_cast<int>(member.name.front()),
                        member.name.substr(1), written_otherwise(member.value),
                        out.empty() ? "" : " , ", out);
    }
    return "{ " + out + " }";
  }
  if (value.is(canon::Value::Kind::number)) return fmt::format("{:.1f}e0", value.number());
  return canon::canonical(value);
}

TEST(PolicyFinalize, TheHashIsThatOfTheRestAndStable) {
  World world;
  const std::string finalized = world.finalize(bundle("1.0.0"));
  EXPECT_EQ(Reply(finalized)["/policyHash"],
            canon::sha256_hex(canonical_of(without(finalized, "/policyHash"))));
  EXPECT_EQ(world.finalize(finalized), finalized);
  EXPECT_EQ(world.finalize(with(finalized, "/policyHash", fmt::format("\"{:064}\"", 1))),
            finalized);
  const canon::Json source = must(canon::Json::parse(bundle("1.0.0")));
  EXPECT_EQ(world.finalize(written_otherwise(source.value())), finalized);
}

TEST(PolicyFinalize, KeepsTextsAsTheyAre) {
  World world;
  std::string odd = with(bundle("1.0.0"), "/issuedAt", R"("2026-11-01T01:00:00.120+01:00")");
  odd = with(odd, "/rules/0/description", R"("é \ufffd \u0000 \ud83d\ude00")");
  odd = with(odd, "/rules/0/priority", "-1.5e-7");
  const std::string finalized = world.finalize(odd);
  EXPECT_EQ(without(finalized, "/policyHash"), canonical_of(odd));
}

TEST(PolicyFinalize, RefusesWhatIsNoBundle) {
  World world;
  const Reply reply = world.ask("policy.finalize", R"({"bundle":{"rules":[{}]}})");
  ASSERT_TRUE(reply.problem());
  EXPECT_EQ(reply.problem()->faults.front().pointer, "/bundle/issuedAt");
}

TEST(PolicySign, RefusesWhatIsNotFinalized) {
  World world;
  const Reply bare = world.ask("policy.sign", fmt::format(R"({{"bundle":{}}})", bundle("1.0.0")));
  ASSERT_TRUE(bare.problem());
  EXPECT_EQ(bare.problem()->faults.at(0).pointer, "/bundle/policyHash");
  const std::string changed = with(world.finalize(bundle("1.0.0")), "/issuedBy", R"("mallory")");
  const Reply stale = world.ask("policy.sign", fmt::format(R"({{"bundle":{}}})", changed));
  ASSERT_TRUE(stale.problem());
  EXPECT_EQ(stale.problem()->faults.at(0).pointer, "/bundle/policyHash");
  EXPECT_EQ(world.ask("keys.list", R"({"purpose":"audit"})").text(),
            R"({"keys":[]})");  // and made no key
}

TEST(PolicySign, TheBundleInTheAnswerIsTheOneThatWasHandedIn) {
  World world;
  const std::string finalized = world.finalize(bundle("1.0.0"));
  EXPECT_EQ(Reply(world.sign(bundle("1.0.0")))["/bundle"], finalized);
}

TEST(PolicySign, AnybodyCanCheckTheSignatureWithThePublicKey) {
  World world;
  const std::string content = world.sign(bundle("1.0.0"));
  const Reply sealed(content);
  const Reply key =
      world.ask("keys.export", fmt::format(R"({{"keyId":"{}"}})", sealed["/signature/keyId"]));
  const std::string message = canon::sha256_hex(sealed["/bundle"]);
  const auto verify = [&](std::string_view alg, std::string_view text, std::string_view sig) {
    return world
        .ask("signature.verify",
             fmt::format(R"({{"alg":"{}","publicKey":"{}","message":"{}","signature":"{}"}})", alg,
                         key["/key/publicKey"], canon::to_base64(text), sig))
        .text();
  };
  EXPECT_EQ(verify("ed25519", message, sealed["/signature/sig"]), R"({"ok":true})");
  EXPECT_EQ(verify("ed25519", message + "0", sealed["/signature/sig"]),
            R"({"ok":false,"reason":"signature-invalid"})");
  EXPECT_EQ(verify("hmac-sha256", message, sealed["/signature/sig"]).substr(0, 11),
            R"({"ok":false)");
  EXPECT_EQ(verify("none", message, sealed["/signature/sig"]),
            R"({"ok":false,"reason":"unknown-alg"})");
  // The same key as an SPKI, taken out of the PEM.
  std::string spki = key["/pem"];
  spki = spki.substr(spki.find('\n') + 1);
  spki = spki.substr(0, spki.find("-----"));
  std::erase(spki, '\n');
  EXPECT_EQ(world
                .ask("signature.verify",
                     fmt::format(R"({{"alg":"ed25519","publicKey":"{}","message":"{}",)"
                                 R"("signature":"{}"}})",
                                 spki, canon::to_base64(message), sealed["/signature/sig"]))
                .text(),
            R"({"ok":true})");
}

TEST(PolicyVerify, TakesABundleHoweverItIsWritten) {
  World world;
  const std::string content = world.sign(bundle("1.0.0"));
  const std::string otherwise = written_otherwise(must(canon::Json::parse(content)).value());
  ASSERT_NE(otherwise, content);
  EXPECT_EQ(world.ask("policy.verify", otherwise).text(), R"({"ok":true})");
  EXPECT_EQ(world.put(otherwise).outcome(), "done");
  EXPECT_EQ(world.ask("policy.get", R"({"tenantId":"t"})").text(), content);
}

constexpr std::string_view rich = R"({"id":"rich","description":"d","priority":2.5,"op":"send",
    "effect":"allow","reasonCode":"R","when":{"subject":{"rolesAny":["a"],"rolesAll":[],
    "assuranceAtLeast":"aal2"},"resource":{"glob":"a/**","notGlob":"b"},"labels":{"any":["x"],
    "none":["y"]},"purpose":{"anyOf":["p"]},"riskTierAny":["low"],"attributes":[
    {"left":"/ctx/n","test":"atMost","right":{"value":10}}]},
    "obligations":[{"kind":"token-cap","maxTokens":5}]})";

// Whatever one changes, takes away or adds, it is found out.
TEST(PolicyVerify, CatchesTamperingWithEveryMember) {
  World world;
  std::string source = with(bundle("1.0.0", rich), "/expiresAt", R"("2027-01-01T00:00:00Z")");
  source = with(source, "/changelog", R"("c")");
  const std::string content = world.sign(source);
  ASSERT_EQ(world.ask("policy.verify", content).text(), R"({"ok":true})");
  int tried = 0;
  for (const std::string& pointer : pointers_in(content)) {
    const std::string now = Reply(content)[pointer];
    for (const char* other : {R"("aal3")", R"("1.0.1")", R"("2026-11-01T00:00:01Z")", "3", "[]",
                              "{}", "null", R"("deny")", R"("z")", R"(["low","high"])"}) {
      const std::string changed = with(content, pointer, other);
      if (changed == content) continue;
      EXPECT_EQ(world.ask("policy.verify", changed)["/ok"], "false") << pointer << " = " << other;
      ++tried;
    }
    EXPECT_EQ(world.ask("policy.verify", without(content, pointer))["/ok"], "false")
        << pointer << " taken away, was " << now;
    EXPECT_EQ(world.ask("policy.verify", with(content, pointer + "/added", "1"))["/ok"],
              with(content, pointer + "/added", "1") == content ? "true" : "false")
        << pointer;
  }
  EXPECT_GT(tried, 300);
}

TEST(PolicyVerify, CatchesEveryChangedByteOfTheSignature) {
  World world;
  const std::string content = world.sign(bundle("1.0.0"));
  const std::string sig = Reply(content)["/signature/sig"];
  for (std::size_t i = 0; i < sig.size(); ++i) {
    std::string other = sig;
    other[i] = other[i] == 'A' ? 'B' : 'A';
    EXPECT_EQ(world.ask("policy.verify", with(content, "/signature/sig", '"' + other + '"'))["/ok"],
              "false")
        << i;
  }
}

TEST(PolicyVerify, DoesNotAskForTheTime) {
  World world;
  const std::string content =
      world.sign(with(bundle("1.0.0"), "/expiresAt", R"("2026-11-24T00:00:00Z")"));
  world.now = at("2036-01-01T00:00:00Z");
  EXPECT_EQ(world.ask("policy.verify", content).text(), R"({"ok":true})");
}

TEST(PolicyVerify, KnowsNoKeyInAnotherDirectory) {
  World world, other;
  const std::string content = world.sign(bundle("1.0.0"));
  EXPECT_EQ(other.ask("policy.verify", content)["/reason"], "unknown-key");
  const Reply key = world.ask(
      "keys.export", fmt::format(R"({{"keyId":"{}"}})", Reply(content)["/signature/keyId"]));
  std::string pem;
  canon::append_text(pem, key["/pem"]);
  const auto import = [&](std::string_view purpose) {
    return other.ask("keys.import", fmt::format(R"({{"purpose":"{}","keyId":"{}","pem":{}}})",
                                                purpose, key["/key/keyId"], pem));
  };
  ASSERT_FALSE(import("audit").problem()) << describe(*import("audit").problem());
  EXPECT_EQ(other.ask("policy.verify", content).text(), R"({"ok":true})");
  EXPECT_EQ(other.put(content).outcome(), "done");
  // A public key signs nothing, and none is made in its stead.
  EXPECT_EQ(
      other.ask("policy.sign", fmt::format(R"({{"bundle":{}}})", other.finalize(bundle("1.1.0"))))
          .code(),
      "keys.no_current_key");
}

TEST(SharedSecret, SignsAndVerifiesWhereItIs) {
  World world;
  const std::string content = world.sign(bundle("1.0.0"), R"(,"alg":"hmac-sha256")");
  EXPECT_EQ(Reply(content)["/signature/alg"], "hmac-sha256");
  EXPECT_EQ(world.ask("policy.verify", content).text(), R"({"ok":true})");
  EXPECT_EQ(world.put(content).outcome(), "done");
  EXPECT_EQ(world.put(with(content, "/signature/alg", R"("ed25519")")).outcome(),
            "alg-mismatch at /signature");
  world.reopen();
  EXPECT_EQ(world.decide()["/allow"], "true");
  EXPECT_EQ(world
                .ask("keys.export",
                     fmt::format(R"({{"keyId":"{}"}})", Reply(content)["/signature/keyId"]))
                .code(),
            "keys.no_public_key");
}

TEST(Canonicalize, AnswersTheTextAndItsHash) {
  World world;
  const Reply reply = world.ask("canon.canonicalize",
                                R"({"json":" {\"b\": 1.0, \"a\": [\"\\u00e9\", -0, 1e21]} "})");
  EXPECT_EQ(reply["/canonical"], R"({"a":["é",0,1e+21],"b":1})");
  EXPECT_EQ(reply["/sha256"], canon::sha256_hex(reply["/canonical"]));
  const Reply twice = world.ask("canon.canonicalize", R"({"json":"{\"a\":1,\"a\":2}"})");
  EXPECT_EQ(twice.code(), "json.duplicate_name");
  EXPECT_EQ(twice.problem()->faults.at(0).offset, 7u);
}

}  // namespace
}  // namespace writ::ops
