// What the journal costs: decisions with a durable entry, against what the device could do at best;
// decisions in async mode; verifying a log of a million entries; an inclusion proof.
//
//   journal_bench [DIRECTORY [durable|async|log]]
//
// measures on the disk of the directory, which is the current one by default.
//
// To be started in the repository's folder, for its example bundle.
#include <fcntl.h>
#include <sys/statfs.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "bench/bench_world.h"
#include "canon/ed25519.h"
#include "journal/tile_directory.h"
#include "journal/tree_writer.h"
#include "tlog/audit.h"
#include "tlog/prover.h"

namespace writ {
namespace {

using bench::Clock;
namespace fs = std::filesystem;

using std::chrono::milliseconds;

constexpr int callers = 64;
constexpr milliseconds burst{1500};
constexpr milliseconds quiet{3000};  // before a burst: the journal makes files ready for it
constexpr milliseconds long_run{10'000};
constexpr int rounds =
    4;  // of the device and of decisions in turns, as the device is never the same

// --- the device ------------------------------------------------------------------------------

double syncs_a_second(const fs::path& directory) {
  const fs::path path = directory / "syncs";
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND, 0600);
  const std::string block(4096, 'x');
  const auto start = Clock::now();
  int count = 0;
  for (; bench::seconds_since(start) < 1; ++count) {
    if (::write(file, block.data(), block.size()) < 0 || ::fdatasync(file) != 0) std::exit(1);
  }
  const double rate = count / bench::seconds_since(start);
  ::close(file);
  fs::remove(path);
  return rate;
}

std::string device(const fs::path& directory) {
  const std::string wanted = fs::absolute(directory).string();
  std::ifstream mounts("/proc/mounts");
  std::string best, text, name, point, type, rest;
  for (; mounts >> name >> point >> type && std::getline(mounts, rest);) {
    if (wanted.starts_with(point) && point.size() >= best.size()) {
      best = point;
      text = fmt::format("{} ({})", name, type);
    }
  }
  return text;
}

// --- decisions -------------------------------------------------------------------------------

struct Rate {
  double decisions = 0;  // a second
  double batch = 0;      // entries an fsync, on average

  Rate& operator+=(const Rate& other) {
    decisions += other.decisions;
    batch += other.batch;
    return *this;
  }
};

Rate rate_of(bench::World& world, std::uint64_t decisions, std::uint64_t syncs_before,
             double seconds) {
  const std::uint64_t syncs = world.journal().head().syncs - syncs_before;
  return {static_cast<double>(decisions) / seconds,
          static_cast<double>(decisions) / static_cast<double>(syncs)};
}

// Callers whose requests are in flight together, a thread for each.
Rate with_threads(bench::World& world, milliseconds run_time) {
  std::atomic<bool> stop = false;
  std::atomic<std::uint64_t> done = 0;
  std::vector<std::thread> threads;
  const std::uint64_t syncs = world.journal().head().syncs;
  const auto start = Clock::now();
  for (int i = 0; i < callers; ++i) {
    threads.emplace_back([&] {
      std::uint64_t mine = 0;
      for (; !stop; ++mine) bench::must(world.journal().wait(*world.decide().ticket));
      done += mine;
    });
  }
  std::this_thread::sleep_for(run_time);
  stop = true;
  for (std::thread& thread : threads) thread.join();
  return rate_of(world, done, syncs, bench::seconds_since(start));
}

// The same callers as a server has them: as many requests in flight, answered as their entries are
// kept, on a thread a processor.
Rate with_event_threads(bench::World& world, milliseconds run_time) {
  const unsigned count = std::max(1u, std::thread::hardware_concurrency());
  std::atomic<std::uint64_t> done = 0;
  std::atomic<std::uint32_t> progress = 0;
  world.journal().listen([&] {
    ++progress;
    progress.notify_all();
  });
  std::vector<std::thread> threads;
  const std::uint64_t syncs = world.journal().head().syncs;
  const auto start = Clock::now();
  for (unsigned i = 0; i < count; ++i) {
    threads.emplace_back([&, mine = callers / count] {
      std::vector<journal::Ticket> flying;
      std::uint64_t answered = 0;
      while (Clock::now() - start < run_time) {
        while (flying.size() < mine) flying.push_back(*world.decide().ticket);
        const std::uint32_t before = progress;
        const auto kept = std::erase_if(flying, [&](const journal::Ticket& ticket) {
          return world.journal().fate(ticket) == journal::Fate::kept;
        });
        answered += kept;
        if (kept == 0) progress.wait(before);
      }
      done += answered;
    });
  }
  for (std::thread& thread : threads) thread.join();
  const double seconds = bench::seconds_since(start);
  world.journal().listen({});
  return rate_of(world, done, syncs, seconds);
}

// Means of all rounds: bursts with a quiet moment before each, as people's work comes; then without
// any.
void bench_durable(const fs::path& directory) {
  bench::World events(directory / "events", journal::Mode::durable);
  bench::World threads(directory / "threads", journal::Mode::durable);
  with_event_threads(events, burst);
  with_threads(threads, burst);
  double syncs = 0;
  Rate in_flight, a_thread_each;
  for (int round = 0; round < rounds; ++round) {
    std::this_thread::sleep_for(quiet);
    syncs += syncs_a_second(directory) / rounds;
    in_flight += with_event_threads(events, burst);
    std::this_thread::sleep_for(quiet);
    a_thread_each += with_threads(threads, burst);
  }
  fmt::print("device    {}: {:.0f} fdatasync of 4 KiB a second\n", device(directory), syncs);
  const auto report = [&](const char* how, const Rate& rate, int count) {
    fmt::print(
        "durable   {} callers, {}: {:.0f} decisions a second, {:.2f} times callers x syncs, "
        "{:.0f} an fdatasync\n",
        callers, how, rate.decisions / count, rate.decisions / count / (callers * syncs),
        rate.batch / count);
  };
  report("in flight together", in_flight, rounds);
  report("a thread each", a_thread_each, rounds);
  report("in flight together, for ten seconds", with_event_threads(events, long_run), 1);
}

void bench_async(const fs::path& directory) {
  bench::World world(directory / "async", journal::Mode::async);
  std::vector<double> taken;
  for (int i = 0; i < 200'000; ++i) {
    const auto start = Clock::now();
    world.decide();
    taken.push_back(bench::seconds_since(start) * 1e6);
  }
  std::ranges::sort(taken);
  fmt::print("async     one caller: median {:.2f} us, p99 {:.2f} us\n", taken[taken.size() / 2],
             taken[taken.size() * 99 / 100]);
}

// --- a large log -----------------------------------------------------------------------------

void bench_log(const fs::path& directory) {
  constexpr int entries = 1'000'000;
  constexpr const char* origin = "example.com/log";
  const auto private_key = canon::Ed25519PrivateKey::generate();
  const auto key = bench::must(tlog::VerifierKey::make(origin, private_key.public_key()));
  auto writer = bench::must(journal::TreeWriter::open(directory / "log", origin));
  auto start = Clock::now();
  for (int i = 0; i < entries; ++i) bench::must(writer.add(fmt::format("{:0400}", i)));
  bench::must(writer.publish([&](std::string_view text) -> Result<std::string> {
    return tlog::note_of(text, tlog::note_signature_line(key, private_key.sign(text)));
  }));
  fmt::print("log       {} entries of 400 bytes made in {:.2f} s\n", entries,
             bench::seconds_since(start));

  journal::TileDirectory tiles(directory / "log");
  start = Clock::now();
  const tlog::AuditReport report = tlog::audit_log(tiles, {.trusted = {&key, 1}});
  const double verifying = bench::seconds_since(start);
  start = Clock::now();
  for (int i = 0; i < entries; ++i) tlog::leaf_hash(fmt::format("{:0400}", i));
  const double hashing = bench::seconds_since(start);
  fmt::print("log       verified: {}, in {:.2f} s, {:.2f} times hashing the entries alone\n",
             report.verified(), verifying, verifying / hashing);

  tlog::Prover prover(tiles, entries, 8192);
  std::uint64_t index = 1;
  const auto next = [&] { return index = index * 6364136223846793005u + 1442695040888963407u; };
  for (int i = 0; i < entries; i += 256)
    bench::must(prover.inclusion(static_cast<std::uint64_t>(i)));
  constexpr int proofs = 100'000;
  start = Clock::now();
  for (int i = 0; i < proofs; ++i) bench::must(prover.inclusion((next() >> 20) % entries));
  fmt::print("log       an inclusion proof from warm tiles: {:.2f} us\n",
             bench::seconds_since(start) / proofs * 1e6);
}

void run(const fs::path& parent, std::string_view only) {
  std::string name = parent / "journal-bench-XXXXXX";
  if (::mkdtemp(name.data()) == nullptr) std::exit(1);
  const auto wanted = [&](std::string_view part) { return only.empty() || only == part; };
  if (wanted("durable")) bench_durable(name);
  if (wanted("async")) bench_async(name);
  if (wanted("log")) bench_log(name);
  fs::remove_all(name);
}

}  // namespace
}  // namespace writ

int main(int argc, char** argv) {
  writ::run(argc > 1 ? argv[1] : writ::fs::temp_directory_path(), argc > 2 ? argv[2] : "");
}
