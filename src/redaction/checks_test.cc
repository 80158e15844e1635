#include "redaction/checks.h"

#include <gtest/gtest.h>

namespace writ::redaction {
namespace {

struct Case {
  Check check;
  std::string_view right;
  std::string_view wrong;
};

class Checks : public testing::TestWithParam<Case> {};

TEST_P(Checks, tell_what_is_issued_from_what_is_not) {
  EXPECT_EQ(accepted(GetParam().check, GetParam().right), GetParam().right.size());
  EXPECT_FALSE(accepted(GetParam().check, GetParam().wrong));
}

// Published examples: of card networks, SWIFT's registry, the NHS Data Dictionary, CMS, 49 CFR 565.
INSTANTIATE_TEST_SUITE_P(
    published, Checks,
    testing::Values(
        Case{Check::luhn, "4111 1111 1111 1111", "4111 1111 1111 1121"},
        Case{Check::luhn, "378282246310005", "378282246310050"},
        Case{Check::luhn, "6011000990139424", "0000000000000000"},
        Case{Check::iban, "GB29 NWBK 6016 1331 9268 19", "GB29 NWBK 6016 1331 9268 91"},
        Case{Check::iban, "NO9386011117947", "NO938601111794"},
        Case{Check::iban, "MT84MALT011000012345MTLCAST001S", "XX84MALT011000012345MTLCAST001S"},
        Case{Check::nhs, "943 476 5919", "943 476 5991"},
        Case{Check::nhs, "4010232137", "0000000000"}, Case{Check::npi, "1234567893", "1234567839"},
        Case{Check::dea, "F91234563", "F91234565"}, Case{Check::aba, "111000025", "111000052"},
        Case{Check::aba, "021000021", "991000027"}, Case{Check::ssn, "521-44-9183", "666-44-9183"},
        Case{Check::ssn, "900-70-0001", "900-93-0001"},
        Case{Check::vin, "1M8GDM9AXKP042788", "1M8GDM9AXKP042789"},
        Case{Check::vin, "5GZCZ43D13S812715", "11111111111111111"},
        Case{Check::ipv6, "2001:db8::1", "2001:db8:1"}, Case{Check::ipv6, "::1", "::"},
        Case{Check::ipv6, "1:2:3:4:5:6:7:8", "1::2::3"},
        Case{Check::ipv6, "fe80::", ":1:2:3:4:5:6:7"}, Case{Check::mixed, "abc123", "abcdef"},
        Case{Check::mixed, "1a", "123456"}));

TEST(Checks, an_iban_ends_where_its_country_ends_it) {
  EXPECT_EQ(accepted(Check::iban, "GB29 NWBK 6016 1331 9268 19 AND MORE"), 27u);
}

TEST(Checks, where_there_is_none_everything_counts) { EXPECT_EQ(accepted(Check::none, "x"), 1u); }

}  // namespace
}  // namespace writ::redaction
