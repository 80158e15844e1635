// What the tests of cases share: small cases made of a line of text a node, and cases at random.
#pragma once

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "assurance/check.h"
#include "assurance/facts.h"
#include "assurance/node.h"

namespace writ::assurance {

inline Instant at(std::string_view text) { return *Instant::parse(text); }

inline NodeId node_id(std::string_view text) { return NodeId(std::string(text)); }

inline std::vector<NodeId> node_ids(const std::vector<std::string>& texts) {
  std::vector<NodeId> ids;
  for (const std::string& text : texts) ids.emplace_back(text);
  return ids;
}

inline std::vector<EvidenceId> evidence_ids(const std::vector<std::string>& texts) {
  std::vector<EvidenceId> ids;
  for (const std::string& text : texts) ids.emplace_back(text);
  return ids;
}

inline Goal goal(std::string_view id, const std::vector<std::string>& supported_by) {
  return {.id = node_id(id), .statement = "s", .supported_by = node_ids(supported_by)};
}
inline Strategy strategy(std::string_view id, const std::vector<std::string>& supported_by) {
  return {.id = node_id(id), .statement = "s", .supported_by = node_ids(supported_by)};
}
inline Solution solution(std::string_view id, const std::vector<std::string>& evidence) {
  return {.id = node_id(id), .statement = "s", .evidence = evidence_ids(evidence)};
}
inline Context context(std::string_view id) { return {.id = node_id(id), .statement = "s"}; }
inline Assumption assumption(std::string_view id) { return {.id = node_id(id), .statement = "s"}; }
inline Justification justification(std::string_view id) {
  return {.id = node_id(id), .statement = "s"};
}
inline Defeater defeater(std::string_view id, std::string_view challenges,
                         const std::vector<std::string>& supported_by = {}) {
  return {.id = node_id(id),
          .statement = "s",
          .challenges = node_id(challenges),
          .supported_by = node_ids(supported_by)};
}
inline AwayGoal away_goal(std::string_view id, const std::string& case_hash,
                          std::string_view goal_id) {
  return {.id = node_id(id),
          .statement = "s",
          .case_hash = canon::HexDigest(case_hash),
          .goal_id = node_id(goal_id)};
}

// A case of these nodes, the first of which is its top goal.
inline AssuranceCase case_of(std::vector<CaseNode> nodes) {
  return {.tenant_id = keys::TenantId("t"),
          .session_id = CaseSessionId("ses"),
          .policy_hash = canon::HexDigest(std::string(64, '0')),
          .title = "a case",
          .top_goal_id = nodes.empty() ? node_id("none") : id_of(nodes.front()),
          .nodes = std::move(nodes),
          .created_at = canon::Timestamp(at("2026-11-01T00:00:00Z"))};
}

// As it would come on the wire.
inline canon::Sourced<AssuranceCase> sourced(const AssuranceCase& content) {
  return {content, *canon::Json::parse(canon::encode(content))};
}

inline EvidenceFact fresh(std::string_view id) {
  return {.id = EvidenceId(std::string(id)), .fresh = true};
}

// Facts of a world in which this evidence is fresh.
inline Facts facts_of(const std::vector<std::string>& evidence) {
  Facts facts{.now = at("2026-11-23T12:00:00Z")};
  for (const std::string& id : evidence) facts.evidence.emplace(id, fresh(id));
  return facts;
}

// `code at pointer`, of every error.
inline std::vector<std::string> errors_in(const CaseCheckResult& result) {
  std::vector<std::string> told;
  for (const CaseError& error : result.errors) {
    told.push_back(fmt::format("{} at {}", error.code, error.pointer));
  }
  return told;
}
inline std::vector<std::string> errors_in(const AssuranceCase& content, const Facts& facts) {
  return errors_in(check_case(sourced(content), facts));
}

// --- at random -------------------------------------------------------------------------------

// Ids and evidence of a few, so that references often resolve, rings close and evidence is shared;
// now and then what is named is not there.
inline rc::Gen<std::vector<std::string>> some_of(char prefix, int of, int most) {
  return rc::gen::resize(most, rc::gen::container<std::vector<std::string>>(rc::gen::map(
                                   rc::gen::inRange(0, of),
                                   [prefix](int i) { return fmt::format("{}{}", prefix, i); })));
}

inline CaseNode random_node(int i, int size) {
  const std::string id = fmt::format("n{}", i);
  const auto nodes = [&](int most) { return *some_of('n', size + 1, most); };
  switch (
      *rc::gen::weightedElement<int>({{6, 0}, {3, 1}, {5, 2}, {1, 3}, {1, 4}, {4, 6}, {1, 7}})) {
    case 0: {
      Goal made = goal(id, nodes(3));
      if (*rc::gen::inRange(0, 4) == 0) made.context = node_ids(nodes(2));
      if (*rc::gen::inRange(0, 12) == 0) made.undeveloped.emplace();
      return made;
    }
    case 1:
      return strategy(id, nodes(2));
    case 2:
      return solution(id, *some_of('e', 4, 2));
    case 3:
      return context(id);
    case 4:
      return assumption(id);
    case 6: {
      Defeater made = defeater(id, fmt::format("n{}", *rc::gen::inRange(0, size)), nodes(2));
      if (*rc::gen::inRange(0, 3) == 0) made.evidence = evidence_ids({"e0"});
      return made;
    }
    default:
      return away_goal(id, std::string(64, 'a'), "g");
  }
}

inline AssuranceCase random_case() {
  const int size = *rc::gen::inRange(1, 12);
  std::vector<CaseNode> nodes;
  for (int i = 0; i < size; ++i) nodes.push_back(random_node(i, size));
  if (*rc::gen::inRange(0, 8) == 0) nodes.push_back(goal("n0", {"n1"}));
  return case_of(std::move(nodes));
}

inline std::string random_text() {
  return *rc::gen::weightedElement<std::string>({{20, "plain"},
                                                 {1, ""},
                                                 {1, " two\nlines "},
                                                 {1, "\"'\\: - #{}[]"},
                                                 {1, "true"},
                                                 {1, "é\u2028\u00A0😀"},
                                                 {1, "\x01\x7F\uFFFE"}});
}

// A case in which each node refers to later ones only, as the standard lets it, with texts of all
// kinds and some doubts. Its evidence is `x0` to `x4`.
inline AssuranceCase sound_case() {
  const int size = *rc::gen::inRange(1, 10);
  std::vector<CaseNode> nodes;
  for (int i = 0; i < size; ++i) {
    std::vector<std::string> below{fmt::format("e{}", i)};
    if (i + 1 < size) below.push_back(fmt::format("n{}", i + 1));
    Goal made = goal(fmt::format("n{}", i), below);
    made.statement = random_text();
    if (i == 0 || *rc::gen::inRange(0, 3) == 0) made.context = node_ids({"c"});
    nodes.push_back(made);
    std::vector<std::string> evidence = *some_of('x', 5, 3);
    if (*rc::gen::inRange(0, 20) > 0) evidence.emplace_back("x0");
    nodes.push_back(solution(below.front(), evidence));
    if (*rc::gen::inRange(0, 6) == 0) {
      Defeater doubt = defeater(fmt::format("d {}", i), fmt::format("n{}", i));
      doubt.supported_by.reset();
      if (*rc::gen::inRange(0, 2) == 0) doubt.evidence = evidence_ids({"true", "é: #x"});
      if (*rc::gen::inRange(0, 2) == 0) doubt.supported_by = node_ids({below.back()});
      nodes.push_back(doubt);
    }
  }
  nodes.push_back(context("c"));
  return case_of(std::move(nodes));
}

inline Facts random_facts() { return facts_of(*some_of('e', 4, 6)); }

}  // namespace writ::assurance
