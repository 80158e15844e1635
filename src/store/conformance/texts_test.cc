// Texts come back byte for byte, and stay what they are: never a part of a question.
#include <array>

#include "store/conformance/conformance.h"

namespace writ::store::conformance {
namespace {

using std::string_view_literals::operator""sv;

constexpr auto odd_texts = std::to_array<std::string_view>({
    "'; DROP TABLE bundles; --",
    "\" OR \"\"=\"",
    "' OR '1'='1",
    "?1",
    ":name",
    "$1",
    "@x",
    "%s",
    "%",
    "_",
    "*",
    "\\",
    "\\'",
    "`x`",
    "[x]",
    "NULL",
    "null",
    "0",
    "-1",
    "1e3",
    "0x10",
    " leading",
    "trailing ",
    "two\nlines",
    "tab\there",
    "\x01\x1f\x7f",
    "caf\u00e9",
    "cafe\u0301",
    "\u0130stanbul",
    "stra\u00dfe",
    "STRASSE",
    "\U0001F3E5",
    "\uFEFF",
    "\u202E",
    "\U0010FFFF",
});

TEST_P(StoreConformance, OddTextsAreKeptAsTheyAreAndApart) {
  write([&](Transaction& to) {
    for (const std::string_view text : odd_texts) {
      const std::string odd(text);
      BundleRow row = bundle(odd, odd, odd);
      row.signed_bundle = row.head.policy_hash = row.head.key_id = odd;
      must(to.insert_bundle(row));
      PolicyRow active = policy(row, 1);
      active.high_water = active.pin = odd;
      must(to.put_policy(active));
      must(to.bump_state_generation(odd, odd));
      must(to.put_document(
          {.kind = odd, .tenant = odd, .id = odd, .record = odd, .updated_at = {1}}));
      must(to.put_documents(std::vector<DocumentRow>{
          {.kind = odd, .tenant = odd, .id = odd + "+", .record = odd, .updated_at = {1}}}));
      must(to.put_key({.key_id = odd, .record = odd, .updated_at = {1}}));
      must(to.insert_token({.token_id = odd, .sha256 = odd, .record = odd, .revoked_at = {}}));
    }
  });
  reopen();
  for (const std::string_view odd : odd_texts) {
    const auto snapshot = read();
    const auto found = must(snapshot->find_bundle(odd, odd, odd));
    ASSERT_TRUE(found) << odd;
    EXPECT_EQ(found->signed_bundle, odd);
    EXPECT_EQ(found->head.tenant, odd);
    EXPECT_EQ(must(snapshot->bundles(odd, std::nullopt)).size(), 1U) << odd;
    EXPECT_EQ(must(snapshot->find_policy(odd, odd))->pin, odd);
    EXPECT_EQ(must(snapshot->policies(odd)).size(), 1U) << odd;
    EXPECT_EQ(must(snapshot->state_generation(odd, odd)), 1) << odd;
    EXPECT_EQ(must(snapshot->find_document(odd, odd, odd))->record, odd);
    const std::string next = std::string(odd) + "+";
    EXPECT_EQ(must(snapshot->find_document(odd, odd, next))->record, odd);
    EXPECT_EQ(must(snapshot->find_key(odd))->record, odd);
    EXPECT_EQ(must(snapshot->find_token_by_sha256(odd))->token_id, odd);
  }
  EXPECT_EQ(must(read()->keys()).size(), odd_texts.size());
}

TEST_P(StoreConformance, AnEmptyTextIsATextLikeAnyOther) {
  write(
      [&](Transaction& to) { must(to.put_key({.key_id = "", .record = "", .updated_at = {1}})); });
  const auto found = must(read()->find_key(std::string_view()));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->record, "");
}

TEST_P(StoreConformance, WhatIsNotUtf8WithoutNulIsRefused) {
  for (const std::string_view bad : {"\0"sv, "a\0"sv, "a\0b"sv, "\xff"sv, "\xc3"sv,
                                     "a\xed\xa0\x80"sv, "\xc0\x80"sv, "\xf4\x90\x80\x80"sv}) {
    const std::string text(bad);
    EXPECT_EQ(refusal([&](Transaction& to) { return to.put_key(key(text)); }),
              fault::bad_text.name);
    EXPECT_EQ(refusal([&](Transaction& to) {
                BundleRow row = bundle("clinic", "default", "1.0.0");
                row.signed_bundle = text;
                return to.insert_bundle(row);
              }),
              fault::bad_text.name);
    EXPECT_EQ(refusal([&](Transaction& to) {
                PolicyRow row{.tenant = "clinic", .name = "default", .updated_at = {1}};
                row.pin = text;
                return to.put_policy(row);
              }),
              fault::bad_text.name);
    EXPECT_EQ(code_of(read()->find_key(text)), fault::bad_text.name);
    EXPECT_EQ(code_of(read()->bundles("clinic", text)), fault::bad_text.name);
  }
  EXPECT_TRUE(must(read()->keys()).empty());
}

TEST_P(StoreConformance, ATextWithANulIsNotTheTextBeforeIt) {
  write([&](Transaction& to) {
    must(to.put_key(key("a")));
    must(to.insert_token(token("a")));
  });
  EXPECT_EQ(code_of(read()->find_key("a\0"sv)), fault::bad_text.name);
  EXPECT_EQ(code_of(read()->find_token_by_sha256("sha256 of a\0x"sv)), fault::bad_text.name);
}

TEST_P(StoreConformance, TenantsAreApartWhateverTheirNamesJoinTo) {
  const BundleRow one = bundle("a", "bc", "1.0.0");
  const BundleRow other = bundle("ab", "c", "1.0.0");
  write([&](Transaction& to) {
    must(to.insert_bundle(one));
    must(to.insert_bundle(other));
    must(to.put_policy(policy(one, 3)));
    must(to.append_activation(activation(one, 3)));
    must(to.bump_state_generation("a", "bc"));
  });
  const auto snapshot = read();
  EXPECT_EQ(must(snapshot->find_bundle("a", "c", "1.0.0")), std::nullopt);
  EXPECT_EQ(must(snapshot->find_policy("ab", "c")), std::nullopt);
  EXPECT_TRUE(must(snapshot->policies("ab")).empty());
  EXPECT_TRUE(must(snapshot->activations("ab", "c", 0, 9)).empty());
  EXPECT_EQ(must(snapshot->state_generation("ab", "c")), 0);
  EXPECT_EQ(must(snapshot->bundles("a", std::nullopt)).size(), 1U);
}

}  // namespace
}  // namespace writ::store::conformance
