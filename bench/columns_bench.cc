// The meet of ten million objects' decisions in columns, against reading the same bytes and against
// comparing axis by axis; and what restamping ten million stamps would come to.
#include <algorithm>
#include <array>
#include <chrono>
#include <functional>
#include <numeric>
#include <random>
#include <span>
#include <vector>

#include <fmt/format.h>

#include "memory/capability.h"
#include "memory/columns.h"
#include "stamp/columns.h"

namespace writ {
namespace {

using Clock = std::chrono::steady_clock;

// What the compiler must not leave out.
volatile std::uint64_t kept = 0;

// The best of several runs, in seconds: the others were held up by something.
double best_of(int runs, const std::function<void()>& work) {
  double best = 1e9;
  for (int i = 0; i < runs; ++i) {
    const auto start = Clock::now();
    work();
    best = std::min(best, std::chrono::duration<double>(Clock::now() - start).count());
  }
  return best;
}

constexpr std::size_t objects = 10'000'000;
constexpr int runs = 7;

std::uint32_t any_word(std::mt19937& random) {
  const auto level = [&](unsigned levels) { return random() % levels; };
  using memory::Capability;
  return (Capability::cap(static_cast<memory::ContentFidelity>(level(5))) &
          Capability::cap(static_cast<memory::Locality>(level(3))) &
          Capability::cap(static_cast<memory::LearningScope>(level(6))) &
          Capability::cap(static_cast<memory::MutationAuthority>(level(4))))
      .word();
}

std::vector<std::uint32_t> words(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<std::uint32_t> made(1024);
  std::ranges::generate(made, [&] { return any_word(random); });
  std::vector<std::uint32_t> all(count);
  std::ranges::generate(all, [&] { return made[random() % made.size()]; });
  return all;
}

// Twelve levels a decision, each compared on its own.
struct Levels {
  std::array<std::uint8_t, 12> of;
};

Levels lower(const Levels& a, const Levels& b) {
  Levels met{};
  for (std::size_t i = 0; i < met.of.size(); ++i) met.of[i] = std::min(a.of[i], b.of[i]);
  return met;
}

double axis_by_axis() {
  std::vector<Levels> decisions(4 * objects);
  std::mt19937 random(9);
  for (Levels& levels : decisions) levels.of.fill(static_cast<std::uint8_t>(random() % 5));
  std::vector<Levels> result(objects);
  return best_of(3, [&] {
    for (std::size_t i = 0; i < objects; ++i) {
      const Levels* of = &decisions[4 * i];
      result[i] = lower(lower(of[0], of[1]), lower(of[2], of[3]));
    }
    kept = kept + result[objects / 2].of[0];
  });
}

double sum_of(const std::vector<memory::Words>& columns) {
  return best_of(runs, [&] {
    std::uint32_t sum = 0;
    for (const memory::Words column : columns) {
      for (const std::uint32_t word : column) sum += word;
    }
    kept = kept + sum;
  });
}

// The meet's time, and that of summing the same bytes: the words, and where each row begins.
struct Ragged {
  double met = 0;
  double sum = 0;
};

Ragged ragged() {
  std::mt19937 random(10);
  std::vector<std::uint32_t> begins{0};
  for (std::size_t i = 0; i < objects; ++i) {
    begins.push_back(begins.back() + static_cast<std::uint32_t>(random() % 9));
  }
  const std::vector<std::uint32_t> decisions = words(begins.back(), 11);
  std::vector<std::uint32_t> result(objects);
  const double met = best_of(runs, [&] {
    memory::meet_ragged(decisions, begins, result);
    kept = kept + result[objects / 2];
  });
  return {met, sum_of({decisions, begins})};
}

// Stamps of one item, with the time of planning them and that of summing the same bytes.
void measure_plan() {
  const std::vector<std::uint32_t> ceiling = words(objects, 12);
  const std::vector<std::uint32_t> other = words(objects, 13);
  std::vector<std::uint32_t> fresh(objects);
  for (std::size_t i = 0; i < objects; ++i) fresh[i] = i % 2 == 0 ? ceiling[i] : other[i];
  std::vector<std::uint32_t> begins(objects + 1);
  std::iota(begins.begin(), begins.end(), 0);
  std::vector<stamp::RestampDisposition> result(objects);
  const double planned = best_of(runs, [&] {
    const auto estimate = stamp::compare_columns(ceiling, fresh, begins, result);
    kept = kept + static_cast<std::uint64_t>(estimate.block);
  });
  const double sum = sum_of({ceiling, fresh, begins});
  fmt::print("ten million stamps\n");
  fmt::print("  what would change, by axis            {:6.0f} ms  ({:.2f} times summing them)\n",
             planned * 1e3, planned / sum);
}

void measure_columns() {
  std::vector<std::vector<std::uint32_t>> columns;
  for (unsigned i = 0; i < 4; ++i) columns.push_back(words(objects, i));
  const std::vector<memory::Words> all(columns.begin(), columns.end());
  std::vector<std::uint32_t> result(objects);
  const double sum = sum_of(all);
  const double met = best_of(runs, [&] {
    memory::meet_columns(all[0], std::span(all).subspan(1), result);
    kept = kept + result[objects / 2];
  });
  const Ragged uneven = ragged();
  const double compared = axis_by_axis();
  const auto rate = [](double seconds) { return objects / seconds / 1e6; };
  fmt::print("ten million objects\n");
  fmt::print("  sum of the bytes of four columns      {:6.0f} million objects a second\n",
             rate(sum));
  fmt::print("  meet of four columns                  {:6.0f}  ({:.2f} times the sum's rate)\n",
             rate(met), sum / met);
  fmt::print("  meet of 0 to 8 decisions an object    {:6.0f}  ({:.2f} times its own sum's)\n",
             rate(uneven.met), uneven.sum / uneven.met);
  fmt::print("  axis by axis, four decisions          {:6.0f}  ({:.2f} times)\n", rate(compared),
             sum / compared);
}

}  // namespace
}  // namespace writ

int main() {
  writ::measure_columns();
  writ::measure_plan();
  return 0;
}
