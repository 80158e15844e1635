// writ bench decide: what a decision costs, with a bundle and requests of one's own.
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <memory>
#include <sstream>

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/shell.h"
#include "policy/any_bundle.h"
#include "policy/decision.h"
#include "policy/evaluator.h"

namespace writ::cli {
namespace {

using std::chrono::steady_clock;

double nanoseconds_since(steady_clock::time_point start) {
  return static_cast<double>(
      std::chrono::duration_cast<std::chrono::nanoseconds>(steady_clock::now() - start).count());
}

Result<std::vector<canon::Sourced<policy::PDPRequest>>> read_requests(const std::string& path) {
  WRIT_TRY(const std::string text, read_input(path));
  std::vector<canon::Sourced<policy::PDPRequest>> requests;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    const std::string subject = fmt::format("request {} of `{}`", requests.size() + 1, path);
    Result<canon::Json> source = canon::Json::parse(line);
    if (!source) return std::move(source).error().in(subject);
    WRIT_TRY(policy::PDPRequest request, canon::decode<policy::PDPRequest>(*source, subject));
    requests.push_back({std::move(request), *std::move(source)});
  }
  if (requests.empty()) {
    return Problem{fault::bad_file, fmt::format("`{}` holds no request", path)};
  }
  return requests;
}

struct Quantiles {
  double median = 0;
  double p99 = 0;
};

Quantiles quantiles(std::vector<double> samples) {
  std::ranges::sort(samples);
  return {samples[samples.size() / 2], samples[samples.size() * 99 / 100]};
}

// Times `decide` on the requests in turn, each on its own: at least `samples` times, after a round
// that is not counted. What the clock itself takes, some tens of nanoseconds, is in every sample.
template <class Decide>
Quantiles measure(const std::vector<canon::Sourced<policy::PDPRequest>>& requests,
                  std::size_t samples, Decide&& decide) {
  for (const auto& request : requests) decide(request);
  std::vector<double> taken;
  taken.reserve(samples + requests.size());
  while (taken.size() < samples) {
    for (const auto& request : requests) {
      const auto start = steady_clock::now();
      decide(request);
      taken.push_back(nanoseconds_since(start));
    }
  }
  return quantiles(std::move(taken));
}

// Keeps the compiler from leaving out what is measured.
template <class T>
void keep(const T& value) {
  asm volatile("" : : "r,m"(&value) : "memory");
}

double peak_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

Result<int> bench_decide(const std::string& bundle_path, const std::string& requests_path,
                         std::size_t samples) {
  WRIT_TRY(const std::string bundle_text, read_input(bundle_path));
  const auto start = steady_clock::now();
  WRIT_TRY(const canon::Json json, canon::Json::parse(bundle_text));
  WRIT_TRY(policy::PolicyBundle bundle, policy::bundle_of(json));
  const auto compiled = policy::CompiledPolicy::compile(std::move(bundle));
  const double load_ms = nanoseconds_since(start) / 1e6;

  WRIT_TRY(const auto requests, read_requests(requests_path));
  const Quantiles plain = measure(requests, samples, [&](const auto& request) {
    keep(compiled->winner(*request, request.source.value()));
  });
  const Quantiles hashed = measure(requests, samples, [&](const auto& request) {
    keep(policy::decide(*compiled, *request, request.source.value()));
  });

  const std::size_t rounds = std::max<std::size_t>(1, samples / requests.size());
  const auto all = steady_clock::now();
  for (std::size_t round = 0; round < rounds; ++round) {
    for (const auto& request : requests) keep(compiled->winner(*request, request.source.value()));
  }
  const double seconds = nanoseconds_since(all) / 1e9;
  const double decisions = static_cast<double>(rounds * requests.size());
  print_line(fmt::format(
      R"({{"rules":{},"requests":{},"load_ms":{:.3f},"median_ns":{:.0f},"p99_ns":{:.0f},)"
      R"("median_ns_hashed":{:.0f},"p99_ns_hashed":{:.0f},"decisions_per_s":{:.0f},)"
      R"("rss_mb":{:.1f}}})",
      compiled->bundle().rules.size(), requests.size(), load_ms, plain.median, plain.p99,
      hashed.median, hashed.p99, decisions / seconds, peak_megabytes()));
  return exit_ok;
}

}  // namespace

void add_bench(CLI::App& app, Shell& shell) {
  struct Options {
    std::string bundle, requests;
    std::size_t samples = 200'000;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* bench = app.add_subcommand("bench", "Measure on this machine");
  bench->require_subcommand(1);
  CLI::App* command = bench->add_subcommand(
      "decide", "Decide requests in this process, and print one line of JSON with the times");
  command->add_option("--bundle", options->bundle, "a bundle or a signed bundle")->required();
  command->add_option("--requests", options->requests, "a request on every line")->required();
  command->add_option("--samples", options->samples, "decisions to time, at least")
      ->check(CLI::Range(std::size_t{1}, std::size_t{100'000'000}))
      ->capture_default_str();
  command->callback([options, &shell] {
    shell.run([&] { return bench_decide(options->bundle, options->requests, options->samples); });
  });
}

}  // namespace writ::cli
