// What reading and hashing a record of about 600 bytes costs, beside the least that it could.
#include <benchmark/benchmark.h>

#include <boost/json/parse.hpp>
#include <string>
#include <string_view>

#include "bench/ratios.h"
#include "canon/canonical.h"
#include "canon/digest.h"
#include "canon/json.h"
#include "canon/record.h"
#include "policy/request.h"

namespace {

namespace canon = writ::canon;

// Its members are not in canonical order, as they seldom are.
constexpr std::string_view request =
    R"({"op":"llm.complete","resource":"clinic/west/patients/4711/summary","purpose":"treatment",)"
    R"("labels":["phi","eu","minor"],"ctx":{"principal":{"id":"user:dr-adams@clinic.example",)"
    R"("roles":["clinician","supervisor"],"assurance":"aal2","session":"s-20261123-140800-0042"},)"
    R"("riskTier":"moderate","patient":{"id":"p-4711","age":12,"consent":true,"score":0.8125},)"
    R"("client":{"kind":"interactive_user","address":"10.20.30.40","agent":"desk/4.2"}},)"
    R"("argsSummary":{"model":"local-large","tokens":2048,"temperature":0.2,"tools":[],)"
    R"("prompt":"Summarize the last three visits for \"Müller\"\n"}})";
static_assert(request.size() > 550 && request.size() < 700);

canon::Json parsed() { return *canon::Json::parse(request); }

void decode_strictly(benchmark::State& state) {
  for (auto _ : state) {
    auto json = canon::Json::parse(request);
    benchmark::DoNotOptimize(canon::decode<writ::policy::PDPRequest>(*json));
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(request.size()));
}
BENCHMARK(decode_strictly);

void parse_strictly(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(canon::Json::parse(request));
}
BENCHMARK(parse_strictly);

void boost_dom(benchmark::State& state) {
  const boost::json::string_view text(request.data(), request.size());
  for (auto _ : state) benchmark::DoNotOptimize(boost::json::parse(text));
}
BENCHMARK(boost_dom);

void canonical_and_sha256(benchmark::State& state) {
  const canon::Json json = parsed();
  std::string text;
  for (auto _ : state) {
    text.clear();
    canon::append_canonical(text, json.value());
    benchmark::DoNotOptimize(canon::sha256(text));
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK(canonical_and_sha256);

void sha256_alone(benchmark::State& state) {
  const std::string text = canon::canonical(parsed().value());
  for (auto _ : state) benchmark::DoNotOptimize(canon::sha256(text));
}
BENCHMARK(sha256_alone);

}  // namespace

int main(int count, char** arguments) {
  return writ::bench::run(
      count, arguments,
      {{"decode_strictly", "boost_dom", "reading a record strictly, to a DOM of Boost.JSON"},
       {"parse_strictly", "boost_dom", "parsing strictly, to a DOM of Boost.JSON"},
       {"canonical_and_sha256", "sha256_alone", "canonical JSON and SHA-256, to SHA-256 alone"}});
}
