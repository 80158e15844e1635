// How fast texts are read for what a profile forbids: all patterns at once and then those that are
// there, beside each of them on its own. The texts are a report's prose of 64 KiB, with nothing
// forbidden in it and with something every 4 KiB.
#include <benchmark/benchmark.h>

#include <string>
#include <string_view>
#include <utility>

#include "bench/ratios.h"
#include "redaction/reading.h"
#include "redaction/redact.h"

namespace {

namespace redaction = writ::redaction;

constexpr std::size_t size = 64 << 10;
constexpr int medical_strict = 1;  // the place of the profile with the most detectors

constexpr std::string_view prose =
    "Ward 3B had two nurses on shift from 07:00 and a third from 12:30. Of 41 orders 39 were "
    "given in time; order 18-204 waited for the pharmacy (version 2.4.1 of its queue), and 7 beds "
    "stood empty. The rate of 0.87 to 1.04 is within what was agreed in section 4.2, and what was "
    "measured rests on the roster: sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6. ";

std::string clean_text() {
  std::string text;
  while (text.size() < size) text += prose;
  return text;
}

std::string text_with_cards() {
  std::string text;
  while (text.size() < size) {
    for (int i = 0; i < 11; ++i) text += prose;
    text += "Paid with 4111 1111 1111 1111. ";
  }
  return text;
}

const redaction::Profiles& profiles() { return **redaction::Profiles::built_in(); }

const redaction::Profile& profile(benchmark::State& state) {
  return *profiles().all()[static_cast<std::size_t>(state.range(0))];
}

void count(benchmark::State& state, std::string_view text) {
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
  state.SetLabel(profile(state).text.name);
}

void looking(benchmark::State& state, const std::string& text, auto find) {
  const redaction::Reading reading(text, profiles().replacements());
  for (auto _ : state) benchmark::DoNotOptimize(find(profile(state).matcher, reading.view()));
  count(state, text);
}

void at_once(benchmark::State& state) {
  looking(state, clean_text(), [](const auto& matcher, auto view) { return matcher.find(view); });
}
BENCHMARK(at_once)->Arg(medical_strict);

void one_by_one(benchmark::State& state) {
  looking(state, clean_text(),
          [](const auto& matcher, auto view) { return matcher.find_one_by_one(view); });
}
BENCHMARK(one_by_one)->Arg(medical_strict);

void redacting(benchmark::State& state, const std::string& text) {
  const redaction::Profile* const with[] = {&profile(state)};
  for (auto _ : state) {
    benchmark::DoNotOptimize(redaction::redact(with, profiles().replacements(), text));
  }
  count(state, text);
}

void redacting_clean(benchmark::State& state) { redacting(state, clean_text()); }
BENCHMARK(redacting_clean)->DenseRange(0, 3);

void redacting_cards(benchmark::State& state) { redacting(state, text_with_cards()); }
BENCHMARK(redacting_cards)->DenseRange(0, 3);

}  // namespace

int main(int count, char** arguments) {
  return writ::bench::run(
      count, arguments,
      {{"one_by_one", "at_once", "each pattern on its own, to all of them at once"}});
}
