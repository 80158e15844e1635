// Runs the benchmarks of a program and then says how they compare. A time alone says little: it
// changes with the machine and with what else runs there. Both sides of a ratio are of one run.
#pragma once

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <map>
#include <string>
#include <vector>

namespace writ::bench {

struct Ratio {
  std::string of;    // a benchmark's name
  std::string to;    // its baseline's
  std::string what;  // "strict decoding to a DOM of Boost.JSON"
};

class Times : public benchmark::ConsoleReporter {
 public:
  void ReportRuns(const std::vector<Run>& runs) override {
    ConsoleReporter::ReportRuns(runs);
    for (const Run& run : runs) {
      if (run.error_occurred || run.run_type != Run::RT_Iteration) continue;
      // Of several repetitions the quickest: the others were held up by something.
      const double time = run.GetAdjustedCPUTime();
      const auto [known, added] = times_.emplace(run.run_name.function_name, time);
      if (!added) known->second = std::min(known->second, time);
    }
  }

  void print(const Ratio& ratio) const {
    const auto of = times_.find(ratio.of);
    const auto to = times_.find(ratio.to);
    if (of == times_.end() || to == times_.end()) return;  // filtered out
    fmt::print("{}: {:.2f} times\n", ratio.what, of->second / to->second);
  }

 private:
  std::map<std::string, double> times_;
};

// The body of main().
inline int run(int count, char** arguments, std::initializer_list<Ratio> ratios) {
  benchmark::Initialize(&count, arguments);
  if (benchmark::ReportUnrecognizedArguments(count, arguments)) return 1;
  Times times;
  benchmark::RunSpecifiedBenchmarks(&times);
  for (const Ratio& ratio : ratios) times.print(ratio);
  return 0;
}

}  // namespace writ::bench
