#include "lint/lint.h"

#include <algorithm>
#include <iterator>
#include <tuple>

namespace writ::lint {

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
  return all;
}

}  // namespace writ::lint
