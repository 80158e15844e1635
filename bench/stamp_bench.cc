// Checking a stamp: what it costs in process, from the parsed request to the entry handed to the
// journal, beside a decision.
#include <stdlib.h>  // NOLINT(modernize-deprecated-headers): mkdtemp

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "bench/bench_world.h"
#include "canon/canonical.h"
#include "ops/test_memory.h"

namespace writ::bench {
namespace {

constexpr std::string_view bundle =
    R"({"schemaVersion":1,"tenantId":"t","name":"default","version":"1.0.0","issuedBy":"b",)"
    R"("issuedAt":"2026-01-01T00:00:00Z","rules":[{"id":"retrieve","description":"d",)"
    R"("priority":1,"op":"memory.retrieve","effect":"allow","memory":{"locality":"local_only"}}]})";

// What the compiler must not leave out.
volatile std::size_t kept = 0;

struct Timing {
  double median = 0;      // microseconds, of single calls, the clock's own time included
  double per_second = 0;  // of calls one after the other
};

// After as much unmeasured work: a journal's memory grows until it holds what comes in its pauses.
Timing timed(const std::function<void()>& work) {
  constexpr int calls = 400'000;
  for (int i = 0; i < calls; ++i) work();
  const auto begin = Clock::now();
  for (int i = 0; i < calls; ++i) work();
  const double whole = seconds_since(begin);
  std::vector<double> times(calls);
  for (double& time : times) {
    const auto start = Clock::now();
    work();
    time = seconds_since(start) * 1e6;
  }
  std::ranges::nth_element(times, times.begin() + calls / 2);
  return {times[calls / 2], calls / whole};
}

canon::Json parsed(const std::string& text) { return must(canon::Json::parse(text)); }

// What to ask to have a stamp checked, with its question in whole and by its id.
struct Checks {
  canon::Json whole;
  canon::Json by_id;
};

Checks issue(World& world) {
  world.install(bundle);
  const canon::Json asked = parsed(world.ask("memory.evaluate", ops::memory_question("retrieve")));
  const canon::Value& key = *asked.value().find("effective_policy")->find("freshness_key");
  const std::string question =
      ops::memory_question("retrieve", ops::where_it_belongs(canon::canonical(key)));
  const canon::Json issued =
      parsed(world.ask("stamp.issue", fmt::format(R"({{"questions":[{}]}})", question)));
  const canon::Value& context = issued.value().find("evaluation_contexts")->items()[0];
  const auto check = [&](std::string_view member, const canon::Value& value) {
    return parsed(fmt::format(
        R"({{"tenant_id":"t","stamp_ref":"{}","object_ref":"m","action":"retrieve","{}":{}}})",
        issued.value().find("stamp")->find("stamp_id")->text(), member, canon::canonical(value)));
  };
  return {check("context", context),
          check("policy_evaluation_context_ref", *context.find("evaluation_context_id"))};
}

void print(std::string_view what, const Timing& timing) {
  fmt::print("  {:<46} {:6.2f} µs median, {:9.0f} a second\n", what, timing.median,
             timing.per_second);
}

void measure_check(World& world, std::string_view what, const canon::Json& request) {
  const ops::Answer first = world.perform(ops::stamp_check, request);
  if (first.json.find(R"("honoured":true)") == std::string::npos) {
    fmt::print(stderr, "stamp_bench: {}\n", first.json);
    std::exit(1);
  }
  print(what, timed([&] { kept = kept + world.perform(ops::stamp_check, request).json.size(); }));
}

void measure(World& world) {
  const Checks checks = issue(world);
  measure_check(world, "stamp.check, its question by id", checks.by_id);
  measure_check(world, "stamp.check, its question in whole", checks.whole);
  print("policy.decide", timed([&] { kept = kept + world.decide().json.size(); }));
}

}  // namespace
}  // namespace writ::bench

int main() {
  std::string pattern =
      (std::filesystem::temp_directory_path() / "writ-stamp-bench-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) return 1;
  {
    writ::bench::World world(std::filesystem::path(pattern) / "data", writ::journal::Mode::async);
    fmt::print("one stamp of one item, one thread, each with its entry in the journal (async)\n");
    writ::bench::measure(world);
  }
  std::filesystem::remove_all(pattern);
  return 0;
}
