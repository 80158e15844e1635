#include "redaction/redact.h"

#include <array>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "redaction/fault.h"
#include "redaction/test_redaction.h"

namespace writ::redaction {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

struct Case {
  std::string_view profile;
  std::string_view before;
  std::string_view after;
};

class Redacting : public testing::TestWithParam<Case> {};

TEST_P(Redacting, takes_out_what_is_forbidden_and_leaves_the_rest) {
  const auto [profile, before, after] = GetParam();
  EXPECT_EQ(redacted(profile, before).text, after);
}

constexpr Case by_default[] = {
    {"default", "All is well on ward 3B.", "All is well on ward 3B."},
    {"default", "write to ann.b+c@clinic.example.org.", "write to [redacted:email]."},
    {"default", "müller@klinik.example, then", "[redacted:email], then"},
    {"default", "an @ sign, a@b", "an @ sign, a@b"},
    {"default", "call +44 20 7946 0958 now", "call [redacted:phone] now"},
    {"default", "call (212) 555-0187.", "call [redacted:phone]."},
    {"default", "Tel: 2125550187", "Tel: [redacted:phone]"},
    {"default", "2125550187 items", "2125550187 items"},
    {"default", "his SSN is 123456789", "his SSN is [redacted:ssn]"},
    {"default", "521-44-9183", "[redacted:ssn]"},
    {"default", "666-44-9183, 000-44-9183, 521-00-9183, 521-44-0000",
     "666-44-9183, 000-44-9183, 521-00-9183, 521-44-0000"},
    {"default", "912-71-9183 is a taxpayer's, 912-49-9183 nobody's",
     "[redacted:ssn] is a taxpayer's, 912-49-9183 nobody's"},
    {"default", "4111 1111 1111 1111", "[redacted:card 1111]"},
    {"default", "card_4111111111111111x", "card_[redacted:card 1111]x"},
    {"default", "4111111111111112", "4111111111111112"},
    {"default", "0000 0000 0000 0000", "0000 0000 0000 0000"},
    {"default", "2026-11-23 4111-1111-1111-1111 12", "2026-11-23 [redacted:card 1111] 12"},
    {"default", "3782 822463 10005; 30569309025904; 6304000000000000",
     "[redacted:card 0005]; [redacted:card 5904]; [redacted:card 0000]"},
    {"default", "order 94111111111111111", "order 94111111111111111"},
    {"default", "GB82 WEST 1234 5698 7654 32 AND MORE", "[redacted:iban] AND MORE"},
    {"default", "de89370400440532013000", "[redacted:iban]"},
    {"default", "GB83 WEST 1234 5698 7654 32", "GB83 WEST 1234 5698 7654 32"},
    {"default", "Authorization: Bearer 0123456789abcdef",
     "Authorization: Bearer [redacted:bearer-token]"},
    {"default", "the bearer acknowledges", "the bearer acknowledges"},
    {"default", "AKIAIOSFODNN7EXAMPLE", "[redacted:aws-access-key]"},
    {"default", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-DEF_1", "[redacted:token]"},
    {"default", "ghp_0123456789012345678901234567890123456", "[redacted:token]"},
    {"default", "password = \"hunter2!\"", "password = \"[redacted:password]\""},
    {"default", "a password is needed", "a password is needed"},
    {"default", "postgres://me:s3cret@host/db", "postgres://[redacted:password]@host/db"},
    {"default", "-----BEGIN RSA PRIVATE KEY-----\nMIIEow+/=\nabc=\n-----END RSA PRIVATE KEY-----.",
     "[redacted:private-key]."},
    {"default", "-----BEGIN CERTIFICATE-----\nMIIE", "-----BEGIN CERTIFICATE-----\nMIIE"}};
INSTANTIATE_TEST_SUITE_P(by_default, Redacting, testing::ValuesIn(by_default));

constexpr Case medical[] = {
    {"medical-strict", "MRN: 00482-A", "MRN: [redacted:mrn]"},
    {"medical-strict", "medical record no. 4471234", "medical record no. [redacted:mrn]"},
    {"medical-strict", "two patients, three records", "two patients, three records"},
    {"medical-strict", "NHS 401 023 2137", "NHS [redacted:nhs-number]"},
    {"medical-strict", "NHS 401 023 2138", "NHS 401 023 2138"},
    {"medical-strict", "1234567893", "[redacted:npi]"},
    {"medical-strict", "1234567894", "1234567894"},
    {"medical-strict", "DEA AB1234563 / AB1234564", "DEA [redacted:dea-number] / AB1234564"},
    {"medical-strict", "1EG4-TE5-MK73", "[redacted:medicare-number]"},
    {"medical-strict", "DOB 3 March 1981", "DOB [redacted:date-of-birth]"},
    {"medical-strict", "seen 2026-11-23, 11/23/2026, Nov. 23rd, 2026 and in 2026",
     "seen [redacted:date], [redacted:date], [redacted:date] and in 2026"},
    {"medical-strict", "a 93-year-old and a 47-year-old", "a [redacted:age] and a 47-year-old"},
    {"medical-strict", "Boston, MA 02139-4307", "Boston, MA [redacted:zip]"},
    {"medical-strict", "SW1A 1AA", "[redacted:zip]"},
    {"medical-strict", "at 12 Old Mill Road since", "at [redacted:address] since"},
    {"medical-strict", "from 10.20.30.40 and 2001:db8::1",
     "from [redacted:ip-address] and [redacted:ip-address]"},
    {"medical-strict", "at 12:30:45, version 300.1.2.3", "at 12:30:45, version 300.1.2.3"},
    {"medical-strict", "00:1B:44:11:3a:b7", "[redacted:mac-address]"},
    {"medical-strict", "see https://portal.example/p?id=1.", "see [redacted:url]"},
    {"medical-strict", "1M8GDM9AXKP042788, 1M8GDM9A1KP042788",
     "[redacted:vehicle], 1M8GDM9A1KP042788"},
    {"medical-strict", "Serial no. PM-77123", "Serial no. [redacted:device]"},
    {"medical-strict", "Patient: Ann Miller was seen by Dr. Bob",
     "Patient: [redacted:name] was seen by Dr. [redacted:name]"},
    {"medical-strict", "member ID: XJ4471", "member ID: [redacted:health-plan]"}};
INSTANTIATE_TEST_SUITE_P(medical, Redacting, testing::ValuesIn(medical));

constexpr Case others[] = {
    {"legal-privileged", "PRIVILEGED AND CONFIDENTIAL: memo", "[redacted:privilege-marker]: memo"},
    {"legal-privileged", "an attorney-client communication", "an [redacted:privilege-marker]"},
    {"legal-privileged", "a privileged container", "a privileged container"},
    {"legal-privileged", "in 1:21-cv-04567-ABC", "in [redacted:docket-number]"},
    {"legal-privileged", "Docket No. 2021-CA-0457", "Docket No. [redacted:docket-number]"},
    {"legal-privileged", "in any case 12 of them", "in any case 12 of them"},
    {"legal-privileged", "State Bar No. 204117", "State Bar No. [redacted:bar-number]"},
    {"legal-privileged", "a bar of 12345 grams", "a bar of 12345 grams"},
    {"legal-privileged", "Matter No. 10442-0007", "Matter No. [redacted:matter-number]"},
    {"legal-privileged", "ACME_0001234", "[redacted:bates-number]"},
    {"finance-pci", "CVV: 123", "CVV: [redacted:card-code]"},
    {"finance-pci", "room 123", "room 123"},
    {"finance-pci", "valid thru 09/27", "valid thru [redacted:card-expiry]"},
    {"finance-pci", "PIN is 4471", "PIN is [redacted:card-pin]"},
    {"finance-pci", "021000021, 021000022", "[redacted:routing-number], 021000022"},
    {"finance-pci", "routing 021000022", "routing [redacted:routing-number]"},
    {"finance-pci", "account number 00123456", "account number [redacted:account-number]"},
    {"finance-pci", "sort code 20-32-06", "sort code [redacted:sort-code]"},
    {"finance-pci", "%B4111111111111111^MILLER/ANN^27091011000?", "[redacted:card-track]"},
    {"finance-pci", ";4111111111111111=27091011000?", "[redacted:card-track]"},
    {"finance-pci", "BIC: DEUTDEFF500", "BIC: [redacted:swift-code]"}};
INSTANTIATE_TEST_SUITE_P(others, Redacting, testing::ValuesIn(others));

// Each is 4111 1111 1111 1111 to who reads it.
TEST(Redacting, is_not_misled_by_how_digits_are_written) {
  for (const std::string_view card :
       {"４１１１１１１１１１１１１１１１",                // full-width
        "٤١١١ ١١١١ ١١١١ ١١١١",                             // Arabic-Indic
        "𝟜𝟙𝟙𝟙𝟙𝟙𝟙𝟙𝟙𝟙𝟙𝟙𝟙𝟙𝟙𝟙",                                // mathematical
        "④①①①①①①①①①①①①①①①",                                // in circles
        "4111\u200B1111\u200C1111\u20601111",              // zero-width
        "41\u00AD1111\u00AD1111\u00AD1111\u00AD11",        // soft hyphens
        "4111\u00A01111\u00A01111\u00A01111",              // spaces that do not break
        "4111\u20111111\u20111111\u20111111",              // hyphens that do not break
        "4111\u20131111\u20141111\u22121111",              // other dashes
        "4111\u30001111\u202F1111\u20091111",              // other spaces
        "4111\n1111\t1111\r\n1111",                        // lines
        "4\uFE0F\u20E31\u03361\u03361\u0336111111111111",  // marks
        "4111\u202E1111\u202C1111\uFEFF1111",              // directions, a byte order mark
        "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", "4111.1111.1111.1111", "4111/1111_1111-1111"}) {
    EXPECT_EQ(redacted("default", fmt::format("see {}.", card)).text, "see [redacted:card 1111].")
        << card;
  }
  EXPECT_EQ(redacted("default", "a\u200Bnn＠clinic．example").text, "[redacted:email]");
  EXPECT_EQ(redacted("default", "𝐩𝐚𝐬𝐬𝐰𝐨𝐫𝐝: hunter2").text, "𝐩𝐚𝐬𝐬𝐰𝐨𝐫𝐝: [redacted:password]");
}

TEST(Redacting, says_where_something_was_and_not_what) {
  const std::string_view before = "Zoë: 4111 1111 1111 1111";
  const Redacted made = redacted("default", before);
  ASSERT_EQ(made.spans.size(), 1u);
  const Span& span = made.spans.front();
  EXPECT_EQ(before.substr(span.begin, span.end - span.begin), "4111 1111 1111 1111");
  EXPECT_EQ(span.detector->id.text(), "card-16");
  EXPECT_EQ(span.replacement, "[redacted:card 1111]");
}

TEST(Redacting, takes_out_as_one_what_overlaps_and_keeps_nothing_of_it) {
  EXPECT_EQ(redacted("default", "4111111111111111@shop.example").text, "[redacted:email]");
  EXPECT_EQ(redacted("medical-strict", "https://x.example/4111111111111111/ann@b.example").text,
            "[redacted:url]");
  EXPECT_EQ(redacted("finance-pci", "account 4111111111111111").text, "account [redacted:card]");
}

TEST(Redacting, by_several_profiles_is_by_all_of_them) {
  const std::string_view text = "CVV 123, MRN 12345, 4111111111111111";
  const std::vector both = {&profile("finance-pci"), &profile("medical-strict")};
  EXPECT_EQ(redacted(both, text).text,
            "CVV [redacted:card-code], MRN [redacted:mrn], [redacted:card 1111]");
}

TEST(Redacting, leaves_what_it_has_put_there) {
  const std::string once =
      redacted("finance-pci", "CVV 123, password: abcdef, PIN [redacted:card 1111]").text;
  EXPECT_THAT(redacted("finance-pci", once).spans, testing::IsEmpty());
  EXPECT_EQ(redacted("finance-pci", "[redacted:whatever 4111111111111111]").text,
            "[redacted:whatever [redacted:card 1111]]");
  EXPECT_THAT(redacted("default", "[redacted:card 4111111111111111]").text, HasSubstr("card [red"));
  EXPECT_THAT(redacted("default", "[redacted:email ann@b.example]").text, Not(HasSubstr("ann")));
}

std::string_view code_of(const Result<Redacted>& made) {
  return made ? std::string_view("done") : made.error().code.name;
}

TEST(Redacting, refuses_what_it_cannot_read) {
  const std::vector with = {&profile("default")};
  const Replacements& known = built_in().replacements();
  EXPECT_EQ(code_of(redact(with, known, "a\xFF")), "redaction.not_utf8");
  EXPECT_EQ(code_of(redact(with, known, "\xED\xA0\x80")), "redaction.not_utf8");
  EXPECT_EQ(code_of(redact(with, known, std::string(max_text + 1, 'a'))), "redaction.too_large");
  EXPECT_EQ(code_of(redact({}, known, "a")), "redaction.no_profile");
  EXPECT_EQ(built_in().find("none").error().code.name, "redaction.unknown_profile");
  EXPECT_EQ(Redactor::by(std::array<std::string_view, 2>{"default", "none"}).error().code.name,
            "redaction.unknown_profile");
  EXPECT_EQ(Redactor::by({}).error().code.name, "redaction.no_profile");
}

}  // namespace
}  // namespace writ::redaction
