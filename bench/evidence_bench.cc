// What publishing costs: 100 findings on 100 fresh pieces of evidence, each of a record; and on
// files of 1 MB, against hashing the same files one after the other.
//
//   evidence_bench [DIRECTORY]
//
// To be started in the repository's folder, for its example bundle.
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <ctime>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "bench/bench_world.h"
#include "canon/digest.h"

namespace writ {
namespace {

namespace fs = std::filesystem;
using bench::Clock;
using bench::must;

constexpr int pieces = 100;
constexpr int rounds = 30;
constexpr int file_size = 1'000'000;

constexpr const char* policy =
    R"({"schemaVersion":1,"tenantId":"t","name":"default","version":"1.0.0",)"
    R"("issuedAt":"2026-11-01T00:00:00Z","issuedBy":"bench","rules":[{"id":"publish",)"
    R"("description":"d","priority":1,"op":"report.publish","effect":"allow"}]})";

double median(std::vector<double>& times) {
  std::ranges::nth_element(times, times.begin() + rounds / 2);
  return times[rounds / 2];
}

// Of the clock on the wall, and of the processors, which others have less of a part in.
struct Cost {
  double wall_ms = 0;
  double processor_ms = 0;
};

Cost cost_of(const std::function<void()>& run) {
  std::vector<double> wall, processor;
  for (int i = 0; i < rounds; ++i) {
    const auto start = Clock::now();
    const std::clock_t used = std::clock();
    run();
    processor.push_back(static_cast<double>(std::clock() - used) * 1e3 / CLOCKS_PER_SEC);
    wall.push_back(bench::seconds_since(start) * 1e3);
  }
  return {median(wall), median(processor)};
}

canon::Json json(const std::string& text) { return must(canon::Json::parse(text)); }

std::string member(const std::string& answer, std::string_view name) {
  const canon::Json document = json(answer);
  return std::string(document.value().find(name)->text());
}

// A session, and reports on evidence that is registered in it.
class Publisher {
 public:
  explicit Publisher(bench::World& world) : world_(world) {
    world.install(policy);
    const std::string made = world.ask("session.create", R"({"tenantId":"t","principal":"bench"})");
    session_ = member(made, "sessionId");
    policy_hash_ = member(made, "policyHash");
  }

  void observe(const std::string& id, const std::string& source) {
    world_.ask("evidence.put", fmt::format(R"({{"tenantId":"t","sessionId":"{}","evidenceId":"{}",)"
                                           R"("mode":"observed","summary":"s","source":{}}})",
                                           session_, id, source));
  }

  // A report whose findings cite one piece each; every report is another one.
  std::string report_on(std::string_view prefix) {
    std::string findings, registry;
    for (int i = 0; i < pieces; ++i) {
      const char* comma = i == 0 ? "" : ",";
      findings += fmt::format(R"({}{{"id":"f{}","description":"What was found","severity":"low",)"
                              R"("mode":"observed","evidence":["{}{}"]}})",
                              comma, i, prefix, i);
      registry += fmt::format(R"({}"{}{}")", comma, prefix, i);
    }
    return fmt::format(R"({{"schemaVersion":1,"tenantId":"t","sessionId":"{}","policyHash":"{}",)"
                       R"("title":"{}","summary":"S","findings":[{}],"evidenceRegistry":[{}],)"
                       R"("createdAt":"2026-11-23T11:00:00Z"}})",
                       session_, policy_hash_, ++count_, findings, registry);
  }

  void publish(std::string_view prefix) {
    const std::string answer = world_.ask("report.publish", report_on(prefix));
    if (answer.find(R"("ok":true)") == answer.npos) {
      fmt::print(stderr, "bench: {}\n", answer);
      std::exit(1);
    }
  }

 private:
  bench::World& world_;
  std::string session_, policy_hash_;
  int count_ = 0;
};

void bench_records(bench::World& world, Publisher& publisher) {
  for (int i = 0; i < pieces; ++i) {
    world.ask("resource.put", fmt::format(R"({{"tenantId":"t","resource":{{"type":"doc","id":"{}",)"
                                          R"("labels":["phi"],"properties":{{"ward":"3B"}}}}}})",
                                          i));
    publisher.observe(
        fmt::format("record-{}", i),
        fmt::format(R"({{"kind":"record","recordKind":"resource","id":"doc/{}"}})", i));
  }
  const Cost cost = cost_of([&] { publisher.publish("record-"); });
  fmt::print(
      "records   {} findings on as many records: {:.2f} ms, {:.2f} ms of processors; kept, "
      "signed and journalled\n",
      pieces, cost.wall_ms, cost.processor_ms);
}

// Reads and hashes files without anything of ours around it.
void hash_all(const std::vector<fs::path>& files, std::size_t threads) {
  std::atomic<std::size_t> next = 0;
  std::vector<std::jthread> workers;
  workers.reserve(threads);
  for (std::size_t i = 0; i < threads; ++i) {
    workers.emplace_back([&] {
      std::string bytes(file_size, '\0');
      for (std::size_t at; (at = next++) < files.size();) {
        std::ifstream file(files[at], std::ios::binary);
        if (!file.read(bytes.data(), file_size)) std::exit(1);
        canon::sha256(bytes);
      }
    });
  }
}

void bench_files(bench::World& world, Publisher& publisher, const fs::path& folder) {
  fs::create_directory(folder);
  world.ask("evidence.permit",
            fmt::format(R"({{"tenantId":"t","directories":["{}"],"sites":[]}})", folder.string()));
  std::vector<fs::path> files;
  for (int i = 0; i < pieces; ++i) {
    files.push_back(folder / std::to_string(i));
    std::ofstream(files.back(), std::ios::binary) << std::string(file_size, static_cast<char>(i));
    publisher.observe(fmt::format("file-{}", i),
                      fmt::format(R"({{"kind":"file","path":"{}"}})", files.back().string()));
  }
  const std::size_t processors = std::max(1U, std::thread::hardware_concurrency());
  const Cost publishing = cost_of([&] { publisher.publish("file-"); });
  const Cost hashing = cost_of([&] { hash_all(files, processors); });
  fmt::print(
      "files     {} findings on as many files of 1 MB: {:.1f} ms, {:.1f} ms of processors; "
      "reading and hashing them on {} processors alone {:.1f} ms, {:.1f} ms of processors: "
      "{:.0f} % and {:.0f} % of that rate\n",
      pieces, publishing.wall_ms, publishing.processor_ms, processors, hashing.wall_ms,
      hashing.processor_ms, 100 * hashing.wall_ms / publishing.wall_ms,
      100 * hashing.processor_ms / publishing.processor_ms);
}

void run(const fs::path& parent) {
  std::string name = fs::absolute(parent) / "evidence-bench-XXXXXX";
  if (::mkdtemp(name.data()) == nullptr) std::exit(1);
  {
    bench::World world(fs::path(name) / "world", journal::Mode::durable);
    Publisher publisher(world);
    bench_records(world, publisher);
    bench_files(world, publisher, fs::path(name) / "files");
  }
  fs::remove_all(name);
}

}  // namespace
}  // namespace writ

int main(int argc, char** argv) { writ::run(argc > 1 ? argv[1] : writ::fs::temp_directory_path()); }
