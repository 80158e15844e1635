#include "redaction/map.h"

#include <array>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "canon/digest.h"
#include "redaction/test_redaction.h"

namespace writ::redaction {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Redactor by(std::string_view name) { return *Redactor::by(std::array{name}); }

RedactionMap map_of(std::string_view name) { return map_by(by(name)); }

bool is_covered(const RedactionMap& map, std::string_view asked) {
  return covers(map, profile(asked), built_in());
}

TEST(RedactTexts, each_text_is_redacted_by_itself) {
  const RedactedTexts made =
      *redact_texts({"card 4111 1111", "1111 1111", "日 a@b.example"}, by("default"));
  EXPECT_THAT(made.texts, ElementsAre("card 4111 1111", "1111 1111", "日 [redacted:email]"));
  ASSERT_EQ(made.map.places.size(), 1u);
  EXPECT_EQ(made.map.places[0].pointer, "/2");
  EXPECT_EQ(made.map.places[0].offset.value, 2);
  EXPECT_EQ(made.map.places[0].length.value, 11);
}

TEST(RedactTexts, the_map_names_the_texts_as_they_are_now) {
  const RedactedTexts made = *redact_texts({"a@b.example", "\""}, by("default"));
  EXPECT_EQ(made.map.texts_hash->text(), canon::sha256_hex(R"(["[redacted:email]","\""])"));
  EXPECT_FALSE(made.map.report_hash);
  const RedactedTexts other = *redact_texts({"c@d.example", "\""}, by("default"));
  EXPECT_EQ(hash_of(other.map), hash_of(made.map)) << "what was taken out is not in it";
}

TEST(RedactTexts, no_text_is_no_list_of_one) {
  EXPECT_EQ(redact_texts({}, by("default"))->map.texts_hash->text(), canon::sha256_hex("[]"));
  EXPECT_THAT(redact_texts({}, by("default"))->map.places, IsEmpty());
}

TEST(RedactTexts, what_cannot_be_read_is_redacted_by_nobody) {
  EXPECT_EQ(redact_texts({"a", "\xFF"}, by("default")).error().code.name, "redaction.not_utf8");
}

TEST(Covers, what_every_detector_of_was_used) {
  EXPECT_TRUE(is_covered(map_of("default"), "default"));
  EXPECT_TRUE(is_covered(map_of("finance-pci"), "default"));
  EXPECT_FALSE(is_covered(map_of("default"), "finance-pci"));
  EXPECT_FALSE(is_covered(map_of("finance-pci"), "medical-strict"));
}

TEST(Covers, several_profiles_cover_together) {
  RedactionMap map = map_of("finance-pci");
  map.profiles.push_back(map_of("medical-strict").profiles[0]);
  EXPECT_TRUE(is_covered(map, "medical-strict"));
  EXPECT_TRUE(is_covered(map, "finance-pci"));
  EXPECT_FALSE(is_covered(map, "legal-privileged"));
}

TEST(Covers, nothing_by_a_profile_that_is_not_what_it_was_or_that_nobody_knows) {
  RedactionMap map = map_of("default");
  map.profiles[0].hash = canon::HexDigest(std::string(64, '0'));
  EXPECT_FALSE(is_covered(map, "default"));
  map = map_of("default");
  map.profiles[0].profile = "none";
  EXPECT_FALSE(is_covered(map, "default"));
  EXPECT_FALSE(is_covered({}, "default"));
}

}  // namespace
}  // namespace writ::redaction
