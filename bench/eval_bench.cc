// eval_bench: what it costs to run a script of ten lines in a worker process of its own, a thousand
// times, one after another; beside starting and waiting for `/bin/true` as often.
#include <spawn.h>
#include <sys/wait.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <numeric>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "script/evaluation.h"

namespace writ {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int rounds = 1'000;
constexpr std::string_view ten_lines = R"((define (square x) (* x x))
(define (mean xs) (/ (apply + xs) (length xs)))
(define xs (vector->list (inputs)))
(define m (mean xs))
(define (deviation x) (square (- x m)))
(define variance (mean (map deviation xs)))
(define sorted (sort xs <))
`(("mean" . ,(exact->inexact m))
  ("variance" . ,(exact->inexact variance))
  ("least" . ,(car sorted))))";

std::vector<double> times_of(const std::function<void()>& run) {
  std::vector<double> times;
  for (int i = 0; i < rounds; ++i) {
    const auto start = Clock::now();
    run();
    times.push_back(std::chrono::duration<double, std::milli>(Clock::now() - start).count());
  }
  std::ranges::sort(times);
  return times;
}

double mean(const std::vector<double>& times) {
  return std::accumulate(times.begin(), times.end(), 0.0) / static_cast<double>(times.size());
}

void print(std::string_view what, const std::vector<double>& times) {
  fmt::print("{:<9} {} times: mean {:.2f} ms, median {:.2f} ms, p99 {:.2f} ms, longest {:.2f} ms\n",
             what, rounds, mean(times), times[rounds / 2], times[rounds * 99 / 100], times.back());
}

[[noreturn]] void fail(std::string_view why) {
  fmt::print(stderr, "bench: {}\n", why);
  std::exit(1);
}

void spawn_true() {
  char name[] = "/bin/true";
  char* arguments[] = {name, nullptr};
  pid_t pid = 0;
  int status = 0;
  const bool done = ::posix_spawn(&pid, name, nullptr, nullptr, arguments, nullptr) == 0 &&
                    ::waitpid(pid, &status, 0) == pid && status == 0;
  if (!done) fail("`/bin/true` cannot be run");
}

void evaluate_once(script::Nursery& nursery, const canon::Json& context) {
  const script::Limits limits;
  Result<script::Worker> worker = nursery.raise(script::cpu_seconds(limits));
  if (!worker) fail(describe(worker.error()));
  const auto outcome = script::evaluate(
      *std::move(worker), {ten_lines, context}, limits,
      [](const script::HostCall&) -> Result<canon::Json> { return canon::Json(); });
  if (!outcome) fail(describe(outcome.error()));
  if (!outcome->value) fail(outcome->message);
}

void run() {
  const auto context = canon::Json::parse(R"({"inputs":[3,1,4,1,5,9,2,6]})");
  if (!context) fail(describe(context.error()));
  const auto start = Clock::now();
  script::Nursery nursery(WRIT_EVAL);
  evaluate_once(nursery, *context);
  fmt::print("the first, which loads Guile: {:.1f} ms\n",
             std::chrono::duration<double, std::milli>(Clock::now() - start).count());
  const auto scripts = times_of([&] { evaluate_once(nursery, *context); });
  const auto processes = times_of(spawn_true);
  print("scripts", scripts);
  print("/bin/true", processes);
  fmt::print("ratio of the medians: {:.1f}\n", scripts[rounds / 2] / processes[rounds / 2]);
}

}  // namespace
}  // namespace writ

int main() { writ::run(); }
