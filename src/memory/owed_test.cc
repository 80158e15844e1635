#include "memory/owed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include <fmt/format.h>

#include "memory/obligation_parameters.h"
#include "memory/test_question.h"

namespace writ::memory {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using enum ObligationKind;

// The kinds of the conflicts among obligations, with the ids of each: `kind: o1 o2`.
std::vector<std::string> conflicts(const std::vector<PolicyObligation>& obligations) {
  std::vector<Owed> owed(obligations.begin(), obligations.end());
  OwedList list;
  for (const Owed& one : owed) list.push_back(&one);
  std::vector<std::string> texts;
  for (const Conflict& conflict : find_conflicts(unite(Action::retrieve, list))) {
    std::string text(wire_names(conflict.kind)[static_cast<std::size_t>(conflict.kind)]);
    text += ':';
    for (const Owed* one : conflict.obligations) text += " " + one->record->id.text();
    texts.push_back(std::move(text));
  }
  return texts;
}

TEST(Conflicts, what_is_hidden_cannot_be_shown_warned_of_redacted_receipted_or_confirmed) {
  const PolicyObligation hide = test_obligation(hide_existence, "h");
  EXPECT_THAT(conflicts({hide, test_obligation(require_ui_warning, "o")}),
              ElementsAre("disclosure_vs_ui_notice: h o"));
  EXPECT_THAT(conflicts({hide, test_obligation(show_generic_existence_only, "o")}),
              ElementsAre("disclosure_vs_ui_notice: h o"));
  EXPECT_THAT(conflicts({hide, test_obligation(require_redaction, "o")}),
              ElementsAre("redaction_vs_hide_existence: h o"));
  EXPECT_THAT(conflicts({hide, test_obligation(receipt_required, "o")}),
              ElementsAre("receipt_vs_suppressed_manifest: h o"));
  EXPECT_THAT(conflicts({hide, test_obligation(require_user_confirmation, "o")}),
              ElementsAre("confirmation_prompt_would_leak: h o"));
}

TEST(Conflicts, each_kind_agrees_with_itself_and_with_a_kind_that_hides_nothing) {
  for (std::size_t i = 0; i < obligation_kinds; ++i) {
    const auto kind = static_cast<ObligationKind>(i);
    EXPECT_THAT(conflicts({test_obligation(kind, "a")}), IsEmpty());
    EXPECT_THAT(conflicts({test_obligation(kind, "a"), test_obligation(kind, "b"),
                           test_obligation(require_restamp_before_action, "c")}),
                IsEmpty())
        << name_of(kind);
  }
}

TEST(Conflicts, one_kind_has_one_owner) {
  PolicyObligation other = test_obligation(require_redaction, "b");
  other.owner = EnforcementOwner::doc86;
  EXPECT_THAT(conflicts({test_obligation(require_redaction, "a"), other}),
              ElementsAre("enforcement_owner_conflict: a b"));
}

TEST(Conflicts, parameters_disagree_unless_they_name_more_to_do) {
  const auto two = [](ObligationKind kind, std::string_view a, std::string_view b) {
    return conflicts({test_obligation(kind, "a", a), test_obligation(kind, "b", b)});
  };
  EXPECT_THAT(two(partition_learning, R"({"partition_ref":"x"})", R"({"partition_ref":"y"})"),
              ElementsAre("parameter_conflict: a b"));
  EXPECT_THAT(two(partition_learning, R"({"partition_ref":"x"})", R"({"partition_ref":"x"})"),
              IsEmpty());
  EXPECT_THAT(two(require_review_queue, R"({"queue_kind":"privacy_review"})",
                  R"({"queue_kind":"source_revocation_review"})"),
              IsEmpty());
  EXPECT_THAT(
      two(require_redaction, R"({"redaction_map_required":true,"redaction_profile":"default"})",
          R"({"redaction_map_required":true,"redaction_profile":"finance-pci"})"),
      IsEmpty());
  EXPECT_THAT(two(receipt_required, R"({"receipt_kind":"egress_attestation"})",
                  R"({"receipt_kind":"ui_notice_receipt"})"),
              IsEmpty());
}

TEST(Conflicts, absent_parameters_are_empty_ones) {
  EXPECT_THAT(conflicts({test_obligation(partition_learning, "a"),
                         test_obligation(partition_learning, "b", "{}")}),
              IsEmpty());
}

TEST(Conflicts, a_kind_that_nobody_knows_conflicts_by_itself) {
  PolicyObligation unknown = test_obligation(require_redaction, "a");
  unknown.kind.set("require_magic");
  EXPECT_THAT(conflicts({unknown}), ElementsAre("unknown_conflict: a"));
}

TEST(Unite, identical_obligations_merge_and_the_smallest_id_stays) {
  PolicyObligation later = test_obligation(require_redaction, "c");
  later.recorded_at = text<canon::Timestamp>("2027-01-01T00:00:00.000Z");
  PolicyObligation other = test_obligation(require_redaction, "b");
  other.reason_code = ReasonCodeId("another");
  const std::vector<PolicyObligation> obligations{later, other,
                                                  test_obligation(require_redaction, "a")};
  const std::vector<Owed> owed(obligations.begin(), obligations.end());
  const OwedList united = unite(Action::retrieve, {&owed[0], &owed[1], &owed[2]});
  ASSERT_EQ(united.size(), 2u);
  EXPECT_EQ(united[0]->record->id.text(), "a");
  EXPECT_EQ(united[1]->record->id.text(), "b");
}

TEST(KnownObligations, are_found_whole_and_two_of_one_id_are_none) {
  const std::string_view parameters = R"({"partition_ref":"x"})";
  const std::vector<PolicyObligation> obligations{
      test_obligation(partition_learning, "c", parameters),
      test_obligation(hide_existence, "b"),
      test_obligation(require_ui_warning, "b"),
      test_obligation(partition_learning, "a", parameters),
      test_obligation(hide_existence, "d"),
      test_obligation(hide_existence, "d")};
  const KnownObligations known(obligations);
  for (const char* id : {"a", "c"}) {
    const Owed* found = known.find(PolicyObligationRef(id));
    ASSERT_NE(found, nullptr) << id;
    EXPECT_EQ(found->record->id.text(), id);
    EXPECT_EQ(found->parameters, parameters);
  }
  EXPECT_EQ(known.find(PolicyObligationRef("b")), nullptr);
  EXPECT_NE(known.find(PolicyObligationRef("d")), nullptr) << "the same twice is one";
  EXPECT_EQ(known.find(PolicyObligationRef("e")), nullptr);
}

TEST(Unite, ten_thousand_obligations_are_no_more_than_sorting_them) {
  std::vector<PolicyObligation> obligations;
  for (int i = 0; i < 10'000; ++i) {
    obligations.push_back(test_obligation(partition_learning, fmt::format("o{}", i),
                                          fmt::format(R"({{"partition_ref":"{}"}})", i)));
  }
  EXPECT_EQ(conflicts(obligations).size(), 1u);
}

// --- parameters --------------------------------------------------------------------------------

std::vector<std::string> faults(std::string_view kind, std::string_view parameters) {
  PolicyObligation obligation = test_obligation(require_redaction);
  obligation.kind.set(kind);
  std::string json = canon::encode(obligation);
  if (!parameters.empty()) {
    json.insert(json.find(R"("reason_code")"), fmt::format(R"("parameters":{},)", parameters));
  }
  const auto read = canon::decode<PolicyObligation>(canon::Json::parse(json).value());
  if (read) return {};
  std::vector<std::string> list;
  for (const Fault& fault : read.error().faults) {
    list.push_back(fmt::format("{} {}", fault.pointer, fault.code));
  }
  return list;
}

TEST(Parameters, are_those_of_the_kind) {
  EXPECT_THAT(faults("require_redaction", R"({"redaction_map_required":true})"), IsEmpty());
  EXPECT_THAT(faults("require_redaction", R"({"redaction_map_required":false})"),
              ElementsAre("/parameters/redaction_map_required record.wrong_value"));
  EXPECT_THAT(faults("require_redaction", ""), ElementsAre("/parameters record.missing_member"));
  EXPECT_THAT(faults("receipt_required", R"({"receipt_kind":"none"})"),
              ElementsAre("/parameters/receipt_kind record.wrong_value"));
  EXPECT_THAT(faults("hide_existence", R"({"a":1})"),
              ElementsAre("/parameters/a record.unknown_member"));
  EXPECT_THAT(faults("hide_existence", "1"), ElementsAre("/parameters record.wrong_type"));
  EXPECT_THAT(faults("hide_existence", ""), IsEmpty());
  EXPECT_THAT(faults("require_magic", R"({"wand":1})"), IsEmpty()) << "it blocks";
}

TEST(Parameters, every_kind_has_its_own_record) {
  for (std::size_t i = 0; i < obligation_kinds; ++i) {
    const KindRules& rules = rules_of(static_cast<ObligationKind>(i));
    ASSERT_NE(rules.parameters, nullptr);
    ASSERT_NE(rules.check, nullptr);
    EXPECT_FALSE(faults(name_of(static_cast<ObligationKind>(i)), R"({"unheard of":1})").empty());
  }
}

}  // namespace
}  // namespace writ::memory
