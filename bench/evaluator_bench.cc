// The rule index against the linear evaluator that says what it must answer.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <memory>
#include <random>

#include "bench/ratios.h"
#include "policy/decision.h"
#include "policy/evaluator.h"
#include "spec/evaluate.h"

namespace {

namespace canon = writ::canon;
namespace policy = writ::policy;

constexpr std::size_t rules = 10'000;

std::string rule_text(std::size_t number, std::mt19937_64& random) {
  const auto below = [&](std::size_t bound) { return random() % bound; };
  return fmt::format(
      R"({{"id":"rule-{}","description":"","priority":{},"op":"op-{}","effect":"{}","when":)"
      R"({{"subject":{{"rolesAny":["role-{}","role-{}"]}},"resource":{{"glob":"area-{}/**"}},)"
      R"("labels":{{"none":["label-{}"]}},"purpose":{{"anyOf":["purpose-{}"]}}}}}})",
      number, below(1000), below(20), below(2) == 0 ? "allow" : "deny", below(50), below(50),
      below(20), below(30), below(10));
}

const policy::PolicyBundle& bundle() {
  static const policy::PolicyBundle made = [] {
    std::mt19937_64 random(1);
    std::string text =
        R"({"schemaVersion":1,"tenantId":"t","name":"n","version":"1.0.0","issuedBy":"b",)"
        R"("issuedAt":"2026-01-01T00:00:00Z","rules":[)";
    for (std::size_t i = 0; i < rules; ++i) text += (i == 0 ? "" : ",") + rule_text(i, random);
    policy::PolicyBundle read =
        *canon::decode<policy::PolicyBundle>(*canon::Json::parse(text + "]}"), "the bundle");
    read.policy_hash = canon::HexDigest(std::string(64, '0'));
    return read;
  }();
  return made;
}

using Requests = std::vector<canon::Sourced<policy::PDPRequest>>;

const Requests& requests() {
  static const Requests made = [] {
    std::mt19937_64 random(2);
    const auto below = [&](std::size_t bound) { return random() % bound; };
    Requests all;
    for (int i = 0; i < 1000; ++i) {
      const canon::Json json = *canon::Json::parse(
          fmt::format(R"({{"ctx":{{"principal":{{"roles":["role-{}","role-{}"]}}}},"op":"op-{}",)"
                      R"("resource":"area-{}/x/y","labels":["label-{}"],"purpose":"purpose-{}"}})",
                      below(50), below(50), below(20), below(20), below(30), below(10)));
      all.push_back({*canon::decode<policy::PDPRequest>(json), json});
    }
    return all;
  }();
  return made;
}

const policy::CompiledPolicy& compiled() {
  static const auto made = policy::CompiledPolicy::compile(bundle());
  return *made;
}

template <class Ask>
void ask_in_turn(benchmark::State& state, Ask&& ask) {
  const Requests& all = requests();
  std::size_t next = 0;
  for (auto _ : state) {
    const auto& request = all[next++ % all.size()];
    benchmark::DoNotOptimize(ask(*request, request.source.value()));
  }
}

void index_winner(benchmark::State& state) {
  ask_in_turn(state, [](const auto& request, const canon::Value& root) {
    return compiled().winner(request, root);
  });
}
BENCHMARK(index_winner);

void linear_winner(benchmark::State& state) {
  ask_in_turn(state, [](const auto& request, const canon::Value& root) {
    return writ::spec::evaluate(bundle(), request, root);
  });
}
BENCHMARK(linear_winner);

void decision_with_hash(benchmark::State& state) {
  ask_in_turn(state, [](const auto& request, const canon::Value& root) {
    return policy::decide(compiled(), request, root);
  });
}
BENCHMARK(decision_with_hash);

}  // namespace

int main(int count, char** arguments) {
  return writ::bench::run(
      count, arguments,
      {{"index_winner", "linear_winner", "the index at 10,000 rules, to the linear evaluator"},
       {"decision_with_hash", "index_winner", "a decision with its hash, to the winner alone"}});
}
