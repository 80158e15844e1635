#include "assurance/signing.h"

#include <utility>

#include "assurance/away.h"
#include "assurance/test_case.h"
#include "canon/canonical.h"
#include "canon/digest.h"
#include "keys/key_provider.h"
#include "keys/make_key.h"

namespace writ::assurance {
namespace {

// As another implementation would write it, member for member.
constexpr std::string_view plain_case =
    R"({"createdAt":"2026-11-01T00:00:00Z","nodes":[{"id":"g","kind":"goal","statement":"s",)"
    R"("supportedBy":["a"]},{"evidence":["e"],"id":"a","kind":"solution","statement":"s"}],)"
    R"("policyHash":"0000000000000000000000000000000000000000000000000000000000000000",)"
    R"("schemaVersion":1,"sessionId":"ses","tenantId":"t","title":"a case","topGoalId":"g"})";

canon::Sourced<AssuranceCase> read(std::string_view text) {
  canon::Json json = *canon::Json::parse(text);
  return {*canon::decode<AssuranceCase>(json), json};
}

keys::KeyProvider provider(keys::Purpose purpose, std::string& key_id) {
  keys::NewKey key =
      keys::generate_key({.purpose = purpose}, keys::Alg::ed25519, at("2026-11-01T00:00:00Z"));
  key_id = key.record.key_id.text();
  keys::PrivateParts parts;
  parts.emplace(key_id, *std::move(key.private_part));
  return *keys::KeyProvider::make({key.record}, std::move(parts));
}

TEST(Signing, a_case_hashes_as_its_canonical_bytes_without_the_hash) {
  EXPECT_EQ(case_hash(read(plain_case).source.value()), canon::sha256_hex(plain_case));
  const auto finalized = finalize(read(plain_case));
  EXPECT_EQ(case_hash(finalized.source.value()), canon::sha256_hex(plain_case));
  EXPECT_EQ(finalized->case_hash->text(), canon::sha256_hex(plain_case));
}

TEST(Signing, a_case_without_our_members_is_written_as_it_was_read) {
  EXPECT_EQ(canon::encode(read(plain_case).value), plain_case);
}

TEST(Signing, a_signature_holds_for_the_very_case) {
  std::string key_id;
  const keys::KeyProvider keys = provider(keys::Purpose::audit, key_id);
  SignedAssuranceCase made{finalize(read(plain_case)), {}};
  made.signature = *keys.sign(key_id, made.content->case_hash->text());
  EXPECT_TRUE(verify(made, keys.ring()).ok());
  SignedAssuranceCase other = made;
  other.content.source = other.content.source.with("title", canon::Json::of_text("another"));
  EXPECT_EQ(verify(other, keys.ring()).reason(), "case-hash-mismatch");
  other.content = finalize(other.content);
  EXPECT_EQ(verify(other, keys.ring()).reason(), "signature-invalid");
  SignedAssuranceCase draft = made;
  draft.content = read(plain_case);
  EXPECT_EQ(verify(draft, keys.ring()).reason(), "not-finalized");
}

TEST(Signing, a_key_for_something_else_signs_no_case) {
  std::string key_id;
  const keys::KeyProvider keys = provider(keys::Purpose::approval, key_id);
  SignedAssuranceCase made{finalize(read(plain_case)), {}};
  made.signature = *keys.sign(key_id, made.content->case_hash->text());
  EXPECT_EQ(verify(made, keys.ring()).reason(), "key-purpose-mismatch");
}

TEST(Away, goals_of_other_cases_are_known_by_case_and_id) {
  const AssuranceCase low = case_of({goal("h", {"x"}), solution("x", {"e"}), goal("open", {})});
  const std::string low_hash(64, 'a');
  const AssuranceCase middle = case_of({goal("m", {"w"}), away_goal("w", low_hash, "h")});
  const std::string middle_hash(64, 'b');
  const Facts facts = facts_of({"e"});
  // The one that rests on the other comes first.
  const AwayGoals known =
      away_goals({{&middle, middle_hash, {}}, {&low, low_hash, facts.evidence}}, facts.now);
  EXPECT_EQ(known.at(low_hash).at("h"), Status::supported);
  EXPECT_EQ(known.at(low_hash).at("open"), Status::unsupported);
  EXPECT_FALSE(known.at(low_hash).contains("x"));
  EXPECT_EQ(known.at(middle_hash).at("m"), Status::supported);
}

TEST(Away, cases_that_name_one_another_support_nothing) {
  const std::string a_hash(64, 'a'), b_hash(64, 'b');
  const AssuranceCase a = case_of({goal("g", {"w"}), away_goal("w", b_hash, "g")});
  const AssuranceCase b = case_of({goal("g", {"w"}), away_goal("w", a_hash, "g")});
  EXPECT_TRUE(away_goals({{&a, a_hash, {}}, {&b, b_hash, {}}}, facts_of({}).now).empty());
}

TEST(Away, evidence_of_one_case_is_none_of_another) {
  const AssuranceCase low = case_of({goal("h", {"x"}), solution("x", {"e"})});
  const std::string hash(64, 'a');
  EXPECT_EQ(away_goals({{&low, hash, {}}}, facts_of({}).now).at(hash).at("h"), Status::unsupported);
}

}  // namespace
}  // namespace writ::assurance
