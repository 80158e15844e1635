// What checking a case costs at 10,000 and 100,000 nodes, and reading it before that; what drawing
// one of 200 nodes costs.
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "assurance/check.h"
#include "assurance/dot.h"
#include "assurance/node.h"
#include "canon/canonical.h"
#include "render/graphviz.h"

namespace writ::assurance {
namespace {

using Clock = std::chrono::steady_clock;

double median_ms(int rounds, const std::function<void()>& run) {
  std::vector<double> times;
  for (int i = 0; i < rounds; ++i) {
    const auto start = Clock::now();
    run();
    times.push_back(std::chrono::duration<double, std::milli>(Clock::now() - start).count());
  }
  std::ranges::nth_element(times, times.begin() + rounds / 2);
  return times[rounds / 2];
}

NodeId node(const char* kind, std::size_t i) { return NodeId(fmt::format("{}{}", kind, i)); }

// A tree of goals, four below each, that ends in solutions with two pieces of evidence each; every
// tenth goal has a doubt that is answered.
AssuranceCase tree(std::size_t size) {
  AssuranceCase made{.tenant_id = keys::TenantId("t"),
                     .session_id = CaseSessionId("s"),
                     .policy_hash = canon::HexDigest(std::string(64, '0')),
                     .title = "A tree",
                     .top_goal_id = node("G", 0),
                     .created_at = canon::Timestamp(Instant{})};
  const std::size_t goals = size * 10 / 22;
  const auto solution = [&](std::size_t i) {
    made.nodes.emplace_back(Solution{
        .id = node("Sn", i),
        .statement = "What was measured of it",
        .evidence = {EvidenceId(fmt::format("e{}", i)), EvidenceId(fmt::format("e{}", i / 2))}});
  };
  for (std::size_t i = 0; i < goals; ++i) {
    Goal goal{.id = node("G", i), .statement = "What is claimed about a part of the whole"};
    for (std::size_t j = 4 * i + 1; j <= 4 * i + 4 && j < goals; ++j) {
      goal.supported_by.push_back(node("G", j));
    }
    goal.supported_by.push_back(node("Sn", i));
    made.nodes.emplace_back(std::move(goal));
    solution(i);
    if (i % 10 != 0) continue;
    made.nodes.emplace_back(Defeater{
        .id = node("CG", i), .statement = "It may be otherwise", .challenges = node("G", i)});
    made.nodes.emplace_back(Defeater{.id = node("CSn", i),
                                     .statement = "It is not",
                                     .challenges = node("CG", i),
                                     .evidence = {{EvidenceId("e0")}}});
  }
  return made;
}

Facts all_fresh(const AssuranceCase& content) {
  Facts facts;
  for (const CaseNode& of : content.nodes) {
    for (const EvidenceId& id : evidence_of(of)) {
      facts.evidence.emplace(id.text(), EvidenceFact{.id = id, .fresh = true});
    }
  }
  return facts;
}

double bench_check(std::size_t size) {
  const AssuranceCase content = tree(size);
  const Facts facts = all_fresh(content);
  const std::string text = canon::encode(content);
  canon::Sourced<AssuranceCase> read;
  const double reading = median_ms(15, [&] {
    read.source = *canon::Json::parse(text);
    read.value = *canon::decode<AssuranceCase>(read.source);
  });
  const CaseIndex index(read.value);
  CaseCheckResult result;
  const double checking = median_ms(15, [&] { result = check_case(read, facts); });
  const double standing = median_ms(15, [&] { statuses(index, facts); });
  if (!result.valid) std::exit(1);
  fmt::print(
      "check     {} nodes, {} references: {:.2f} ms with its hash, {:.2f} times reading it "
      "({:.2f} ms); how each node stands alone {:.2f} ms\n",
      content.nodes.size(), index.references().size(), checking, checking / reading, reading,
      standing);
  return checking / static_cast<double>(content.nodes.size());
}

void bench_draw() {
  const AssuranceCase content = tree(200);
  const Facts facts = all_fresh(content);
  const CaseIndex index(content);
  std::string dot;
  const double writing = median_ms(
      15, [&] { dot = dot_of(index, explain_all(index, statuses(index, facts), facts)); });
  for (const auto& [picture, name] :
       {std::pair(render::Picture::svg, "SVG"), std::pair(render::Picture::pdf, "PDF")}) {
    const double drawing = median_ms(5, [&] {
      if (!render::draw(dot, picture)) std::exit(1);
    });
    fmt::print("draw      {} nodes as {}: {:.0f} ms, of which the text for Graphviz {:.2f} ms\n",
               content.nodes.size(), name, drawing, writing);
  }
}

void run() {
  const double small = bench_check(10'000);
  const double large = bench_check(95'000);
  fmt::print("check     a node among nine times as many: {:.2f} times\n", large / small);
  bench_draw();
}

}  // namespace
}  // namespace writ::assurance

int main() { writ::assurance::run(); }
