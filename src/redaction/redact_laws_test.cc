// Laws of redaction, on texts that are put together of what detectors look for.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "redaction/reading.h"
#include "redaction/test_redaction.h"

namespace writ::redaction {
namespace {

rc::Gen<std::string> piece() {
  return rc::gen::weightedOneOf<std::string>(
      {{6, rc::gen::element<std::string>(
               "4111", "1111 1111 1111", "4111111111111111", "378282246310005", "943 476 5919",
               "1234567893", "521-44-9183", "021000021", "GB82WEST12345698765432", "a@b.example",
               "CVV", "password: ", "MRN", "DOB ", "PIN is", "account", "https://", "Bearer ",
               "AKIAIOSFODNN7EXAMPLE", "eyJhbGciOiJI.eyJzdWIi", "2026-11-23", "10.0.0.1", "::1",
               "privileged and confidential", "Docket No. ", "[redacted:card 1111]",
               "[redacted:", "-----BEGIN PRIVATE KEY-----", "Mr. ", "Patient: ")},
       {4, rc::gen::element<std::string>(" ", "-", ".", ":", "\n", "/", "]", "@", "=", "\u00AD",
                                         "\u200B", "\u00A0", "é", "１", "日本", "😀", "0", "7", "A",
                                         "xyz")},
       {1, rc::gen::map(rc::gen::inRange(0, 100'000), [](int n) { return std::to_string(n); })}});
}

std::string text_of() {
  std::string text;
  for (const std::string& one : *rc::gen::container<std::vector<std::string>>(piece())) text += one;
  return text;
}

std::vector<const Profile*> some_profiles() {
  const int chosen = *rc::gen::inRange(1, 16);
  std::vector<const Profile*> profiles;
  for (int i = 0; i < 4; ++i) {
    if ((chosen >> i & 1) != 0) profiles.push_back(built_in().all()[i].get());
  }
  return profiles;
}

RC_GTEST_PROP(RedactionLaws, what_was_redacted_holds_nothing_more, ()) {
  const std::vector profiles = some_profiles();
  const Redacted once = redacted(profiles, text_of());
  const Redacted twice = redacted(profiles, once.text);
  RC_ASSERT(twice.spans.empty());
  RC_ASSERT(twice.text == once.text);
  const Reading reading(once.text, built_in().replacements());
  for (const Profile* one : profiles) {
    RC_ASSERT(one->matcher.find_one_by_one(reading.view()).empty());
  }
}

RC_GTEST_PROP(RedactionLaws, outside_of_spans_nothing_changes, ()) {
  const std::string before = text_of();
  const Redacted made = redacted(some_profiles(), before);
  std::string rebuilt;
  std::size_t at = 0;
  for (const Span& span : made.spans) {
    RC_ASSERT(at <= span.begin);
    RC_ASSERT(span.begin < span.end);
    rebuilt += before.substr(at, span.begin - at) + span.replacement;
    at = span.end;
  }
  RC_ASSERT(made.text == rebuilt + before.substr(at));
}

RC_GTEST_PROP(RedactionLaws, looking_for_all_at_once_finds_what_looking_for_each_does, ()) {
  const std::string text = text_of();
  const Reading reading(text, built_in().replacements());
  for (const auto& one : built_in().all()) {
    RC_ASSERT(one->matcher.find(reading.view()) == one->matcher.find_one_by_one(reading.view()));
  }
}

RC_GTEST_PROP(RedactionLaws, more_profiles_leave_no_more, ()) {
  const std::string text = text_of();
  const std::vector some = some_profiles();
  std::vector<const Profile*> all;
  for (const auto& one : built_in().all()) all.push_back(one.get());
  RC_ASSERT(redacted(some, redacted(all, text).text).spans.empty());
}

RC_GTEST_PROP(RedactionLaws, a_card_is_found_whatever_stands_between_its_digits, ()) {
  const auto between = rc::gen::element<std::string>("", " ", "-", ".", "\u200B", "\u00AD",
                                                     "\u2060", "\u00A0", "\u2011", "\n");
  const std::string prefix = *rc::gen::element<std::string>("", "x", "Zoë ", "12: ", "2026\n");
  std::string text = prefix;
  for (const char digit : std::string("5555555555554444")) text += digit + *between;
  RC_ASSERT(redacted("default", text + "z").text.starts_with(prefix + "[redacted:card"));
}

}  // namespace
}  // namespace writ::redaction
