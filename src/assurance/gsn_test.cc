#include <gmock/gmock.h>

#include "assurance/gsn_export.h"
#include "assurance/gsn_import.h"
#include "assurance/test_case.h"
#include "assurance/yaml_document.h"
#include "canon/canonical.h"

namespace writ::assurance {
namespace {

using Lines = std::vector<std::string>;
using ::testing::ElementsAre;

const GsnImport as{.tenant_id = keys::TenantId("t"),
                   .session_id = CaseSessionId("ses"),
                   .policy_hash = canon::HexDigest(std::string(64, '0')),
                   .created_at = canon::Timestamp(at("2026-11-01T00:00:00Z"))};

// `code at pointer` of every fault, or the problem's own code where it has none.
Lines faults_in(std::string_view yaml, const GsnImport& how = as) {
  const Result<GsnImported> imported = import_gsn(yaml, how);
  if (imported) return {};
  Lines told;
  for (const Fault& fault : imported.error().faults) {
    told.push_back(fmt::format("{} at {}", fault.code, fault.pointer));
  }
  return told.empty() ? Lines{std::string(imported.error().code.name)} : told;
}

std::string nodes_of(const AssuranceCase& content) {
  const canon::Json json = *canon::Json::parse(canon::encode(content));
  return canon::canonical(*json.value().find("nodes"));
}

TEST(GsnImport, elements_become_nodes) {
  const Result<GsnImported> imported = import_gsn(R"(
module:
  name: Braking
  brief: How the brakes are argued
G1:
  text: The brakes hold
  supportedBy: [S1, Sn2]
  inContextOf: [C1, J1, A1]
S1:
  text: |
    By cases of
    the road
  supportedBy: G2
G2: {text: On ice, undeveloped: true, url: "https://example.org/"}
Sn2: {text: Test drive, evidence: [e1, e2], expiresAt: 2027-01-01T00:00:00Z}
C1: {text: A dry road}
A1: {text: Tyres are new}
J1: {text: As the norm asks}
)",
                                                  as);
  ASSERT_TRUE(imported) << describe(imported.error());
  EXPECT_EQ(imported->content.title, "Braking");
  EXPECT_EQ(imported->content.top_goal_id.text(), "G1");
  EXPECT_THAT(imported->left_out, ElementsAre("url"));
  EXPECT_EQ(
      nodes_of(imported->content),
      R"([{"assumptions":["A1"],"context":["C1"],"id":"G1","justifications":["J1"],"kind":"goal",)"
      R"("statement":"The brakes hold","supportedBy":["S1","Sn2"]},)"
      R"({"id":"S1","kind":"strategy","statement":"By cases of\nthe road\n","supportedBy":["G2"]},)"
      R"({"id":"G2","kind":"goal","statement":"On ice","supportedBy":[],"undeveloped":true},)"
      R"({"evidence":["e1","e2"],"expiresAt":"2027-01-01T00:00:00Z","id":"Sn2","kind":"solution",)"
      R"("statement":"Test drive"},{"id":"C1","kind":"context","statement":"A dry road"},)"
      R"({"id":"A1","kind":"assumption","statement":"Tyres are new"},)"
      R"({"id":"J1","kind":"justification","statement":"As the norm asks"}])");
}

TEST(GsnImport, what_challenges_becomes_a_defeater) {
  const Result<GsnImported> imported = import_gsn(R"(
G1: {supportedBy: Sn1, defeated: true}
Sn1: {evidence: e}
CG1: {challenges: G1, supportedBy: CG2}
CG2: {supportedBy: CSn1}
CSn1: {evidence: counter}
CSn2: {challenges: CG1, evidence: answer}
)",
                                                  as);
  ASSERT_TRUE(imported) << describe(imported.error());
  const CaseIndex index(imported->content);
  std::vector<std::string> told;
  for (NodeIndex i = 0; i < index.size(); ++i) told.emplace_back(name(kind_of(index.node(i))));
  EXPECT_THAT(told, ElementsAre("goal", "solution", "defeater", "goal", "solution", "defeater"));
  EXPECT_EQ(statuses(index, facts_of({"e", "counter", "answer"}))[0], Status::supported);
  EXPECT_EQ(statuses(index, facts_of({"e", "counter"}))[0], Status::unsupported);
}

TEST(GsnImport, a_type_may_be_named) {
  const Result<GsnImported> imported =
      import_gsn("top: {nodeType: Goal, supportedBy: proof}\nproof: {nodeType: Solution}", as);
  ASSERT_TRUE(imported) << describe(imported.error());
  EXPECT_EQ(imported->content.top_goal_id.text(), "top");
  EXPECT_EQ(faults_in("X1: {}\nG1: {nodeType: Gaol}"),
            (Lines{"assurance.unknown_element_type at /X1",
                   "assurance.unknown_element_type at /G1/nodeType"}));
}

TEST(GsnImport, a_strategy_on_a_solution_must_be_asked_for) {
  constexpr std::string_view yaml = "G1: {supportedBy: S1}\nS1: {supportedBy: Sn1}\nSn1: {}";
  EXPECT_EQ(faults_in(yaml), Lines{"assurance.wrong_edge at /S1/supportedBy"});
  GsnImport lenient = as;
  lenient.strategies_on_solutions = true;
  EXPECT_EQ(faults_in(yaml, lenient), Lines{});
}

TEST(GsnImport, edges_that_the_standard_does_not_know) {
  EXPECT_EQ(
      faults_in("G1: {supportedBy: [C1, G9], inContextOf: [Sn1]}\nC1: {supportedBy: Sn1}\n"
                "Sn1: {challenges: G1}\nS1: {supportedBy: S2}\nS2: {}"),
      (Lines{"assurance.wrong_edge at /C1/supportedBy", "assurance.wrong_edge at /Sn1/challenges",
             "assurance.wrong_edge at /G1/supportedBy", "assurance.missing_node at /G1/supportedBy",
             "assurance.wrong_edge at /G1/inContextOf",
             "assurance.wrong_edge at /S1/supportedBy"}));
}

TEST(GsnImport, a_defeat_that_nothing_argues_is_refused) {
  EXPECT_EQ(faults_in("G1: {supportedBy: Sn1}\nSn1: {defeated: true}"),
            Lines{"assurance.not_supported_in_yaml at /Sn1/defeated"});
  EXPECT_EQ(faults_in("G1: {supportedBy: G2, defeatedRelation: G2}\nG2: {}\n"
                      "CG1: {challenges: G1 -> G2}"),
            (Lines{"assurance.not_supported_in_yaml at /G1/defeatedRelation",
                   "assurance.not_supported_in_yaml at /CG1/challenges"}));
}

TEST(GsnImport, what_lies_in_other_files_is_missing) {
  EXPECT_EQ(faults_in("module: {name: m, uses: [other.yaml]}\nG1: {}"),
            Lines{"assurance.not_supported_in_yaml at /module/uses"});
}

TEST(GsnImport, an_away_goal_names_its_case) {
  const std::string hash(64, 'a');
  EXPECT_EQ(
      faults_in(fmt::format("G1: {{supportedBy: G2}}\nG2: {{caseHash: {}, goalId: h}}", hash)),
      Lines{});
  EXPECT_EQ(faults_in(fmt::format("G1: {{supportedBy: G2}}\nG2: {{caseHash: {}}}", hash)),
            Lines{"assurance.wrong_edge at /G2/caseHash"});
  EXPECT_EQ(faults_in("G1: {supportedBy: G2}\nG2: {caseHash: A1, goalId: h}"),
            (Lines{"record.wrong_value at /G2/caseHash", "assurance.wrong_edge at /G2/caseHash"}));
}

TEST(GsnImport, one_top_goal) {
  EXPECT_EQ(faults_in("G1: {}\nG2: {}"), Lines{"assurance.no_top_goal at "});
  EXPECT_EQ(faults_in("G1: {supportedBy: G1}"), Lines{"assurance.no_top_goal at "});
  GsnImport named = as;
  named.top_goal_id = node_id("G2");
  EXPECT_EQ(faults_in("G1: {}\nG2: {}", named), Lines{});
}

TEST(Yaml, what_readers_could_take_differently_is_refused) {
  const auto refused = [](std::string_view yaml) {
    const Result<YamlNode> read = read_yaml(yaml);
    return read ? "" : fmt::format("{} {}", read.error().code.name, read.error().message);
  };
  using ::testing::StartsWith;
  EXPECT_THAT(refused("G1: {}\nG1: {}"), StartsWith("assurance.invalid_yaml line 2: `G1` stands"));
  EXPECT_THAT(refused("G1: &a {}\nG2: *a"), StartsWith("assurance.not_supported_in_yaml line 1"));
  EXPECT_THAT(refused("G1: *a"), StartsWith("assurance.not_supported_in_yaml line 1"));
  EXPECT_THAT(refused("G1: !!map {}"), StartsWith("assurance.not_supported_in_yaml line 1"));
  EXPECT_THAT(refused("G1: {}\n---\nG2: {}"), StartsWith("assurance.not_supported_in_yaml line 2"));
  EXPECT_THAT(refused("? [a]\n: b"), StartsWith("assurance.not_supported_in_yaml line 1"));
  EXPECT_THAT(refused("- G1"), StartsWith("assurance.invalid_yaml"));
  EXPECT_THAT(refused("G1: {"), StartsWith("assurance.invalid_yaml line"));
  EXPECT_THAT(refused(""), StartsWith("assurance.invalid_yaml"));
  EXPECT_THAT(refused("G1: \xff"), StartsWith("assurance.invalid_yaml"));
}

TEST(Yaml, what_is_over_a_limit_is_refused) {
  EXPECT_EQ(read_yaml("a: " + std::string(100'000, '[')).error().code.name, "assurance.too_large");
  EXPECT_EQ(read_yaml("a: [b, c]", {.nodes = 4}).error().code.name, "assurance.too_large");
  EXPECT_TRUE(read_yaml("a: [b, c]", {.nodes = 5}));
  EXPECT_EQ(read_yaml("a: b", {.bytes = 3}).error().code.name, "assurance.too_large");
}

TEST(GsnExport, elements_are_written_as_gsn2x_has_them) {
  Goal top = goal("G1", {"S1"});
  top.context = node_ids({"C1"});
  top.justifications = node_ids({"J1"});
  top.statement = "It \"holds\"\n";
  Solution proof = solution("proof", {"e:1", "true"});
  proof.expires_at = canon::Timestamp(at("2027-01-01T00:00:00Z"));
  const AssuranceCase content =
      case_of({top, strategy("S1", {"proof"}), proof, context("C1"), justification("J1"),
               defeater("CG1", "S1", {"x"}), solution("x", {})});
  EXPECT_EQ(*export_gsn(CaseIndex(content)), R"(module:
  name: "a case"
  brief: "a case"
G1:
  text: "It \"holds\"\n"
  supportedBy: [S1]
  inContextOf: [C1, J1]
S1:
  text: "s"
  supportedBy: ["proof"]
"proof":
  nodeType: Solution
  text: "s"
  expiresAt: "2027-01-01T00:00:00.000Z"
  evidence: ["e:1", "true"]
C1:
  text: "s"
J1:
  text: "s"
CG1:
  text: "s"
  supportedBy: ["x"]
  challenges: S1
"x":
  nodeType: CounterSolution
  text: "s"
)");
}

TEST(GsnExport, a_node_named_as_gsn2x_names_modules_is_refused) {
  const AssuranceCase content = case_of({goal("module", {})});
  EXPECT_EQ(export_gsn(CaseIndex(content)).error().code.name, "assurance.not_supported_in_yaml");
}

RC_GTEST_PROP(GsnExport, what_is_written_is_read_again_as_it_was, ()) {
  const AssuranceCase content = sound_case();
  const Result<std::string> yaml = export_gsn(CaseIndex(content));
  RC_ASSERT(yaml.has_value());
  const Result<GsnImported> read = import_gsn(*yaml, as);
  if (!read) RC_FAIL(describe(read.error()) + *yaml);
  RC_ASSERT(canon::encode(read->content) == canon::encode(content));
  RC_ASSERT(read->left_out.empty());
}

}  // namespace
}  // namespace writ::assurance
