#include "lint/lint.h"

#include <algorithm>
#include <iterator>
#include <tuple>

#include "lint/lines.h"

namespace writ::lint {
namespace {

// Says of each finding, which are by source, on which line it is.
void add_lines(const RecordSet& records, std::vector<Finding>& findings) {
  for (const RecordSet::Document& document : records.documents()) {
    auto [first, last] = std::ranges::equal_range(findings, document.source, {}, &Finding::source);
    if (first == last || document.text.empty()) continue;
    Lines lines;
    for (auto one = first; one != last; ++one) lines.want(one->pointer);
    lines.find(document.text);
    for (auto one = first; one != last; ++one) one->line = lines.of(one->pointer);
  }
}

}  // namespace

std::vector<Finding> run(const RecordSet& records) {
  std::vector<Finding> all;
  for (const Lint* lint : lints()) {
    Findings findings(*lint);
    lint->check(records, findings);
    std::ranges::move(std::move(findings).take(), std::back_inserter(all));
  }
  std::ranges::stable_sort(all, [](const Finding& a, const Finding& b) {
    return std::tie(a.source, a.pointer) < std::tie(b.source, b.pointer);
  });
  for (Finding& finding : all) finding.line = finding.source.line;
  add_lines(records, all);
  return all;
}

}  // namespace writ::lint
