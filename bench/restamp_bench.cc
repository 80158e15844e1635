// Restamping two thousand stamps in chunks after an activation: stamps a second into SQLite, and
// how much of that is asking about them anew.
//
// To be started in the repository's folder, for its example bundle.
#include <stdlib.h>  // NOLINT(modernize-deprecated-headers): mkdtemp

#include "bench/bench_world.h"
#include "ops/restamp_chunk.h"

namespace writ::bench {
namespace {

constexpr int stamps = 2'000;

std::string bundle_text(std::string_view version) {
  return fmt::format(
      R"({{"schemaVersion":1,"tenantId":"t","name":"default","version":"{}",)"
      R"("issuedAt":"2026-01-01T00:00:00Z","issuedBy":"b","rules":[{{"id":"retrieve",)"
      R"("description":"d","priority":1,"op":"memory.retrieve","effect":"allow",)"
      R"("memory":{{"locality":"local_only"}}}}]}})",
      version);
}

void issue(World& world, int memory) {
  world.ask("stamp.issue",
            fmt::format(R"({{"questions":[{{"tenant_id":"t","object_ref":"m{}",)"
                        R"("action":"retrieve","principal":{{"id":"nora"}},)"
                        R"("exposure_context_ref":"ward",)"
                        R"("model_class":"same_machine_local_model",)"
                        R"("client_kind":"interactive_user","interaction_mode":"interactive"}}]}})",
                        memory));
}

// In seconds.
struct Times {
  double asking = 0;
  double all = 0;
};

ops::RestampBatch begun(World& world, std::int64_t chunk) {
  const ops::RestampQuota quota{.max_objects = {chunk},
                                .max_decisions = {stamps},
                                .on_exceeded = govern::OnQuotaExceeded::chunk_and_continue};
  const ops::Caller caller = ops::operator_caller();
  const ops::Call call{caller, Instant::now()};
  const ops::RestampScale scale = must(ops::scale_of(world.engine(), call, "t"));
  return ops::batch_of(
      ops::envelope_of(ops::BatchKey(fmt::format("{}", chunk)), quota, scale, call.now), call.now);
}

Times run(World& world, ops::RestampBatch batch) {
  Times times;
  const auto start = Clock::now();
  const ops::Caller caller = ops::operator_caller();
  while (batch.state == ops::BatchState::running) {
    const ops::Call call{caller, Instant::now(), &ops::restamp_run.traits};
    ops::RestampChunk chunk(world.engine(), call, "t", batch);
    const auto asked = Clock::now();
    must(chunk.ask());
    times.asking += seconds_since(asked);
    batch = *must(chunk.write());
  }
  times.all = seconds_since(start);
  if (batch.tally.keep.value != stamps) {
    fmt::print(stderr, "restamp_bench: not all were stamped anew: {}\n", canon::encode(batch));
    std::exit(1);
  }
  return times;
}

void measure(const std::filesystem::path& directory) {
  World world(directory, journal::Mode::durable);
  world.install(bundle_text("1.0.0"));
  for (int i = 0; i < stamps; ++i) issue(world, i);
  fmt::print("{} stamps of one item, after an activation\n", stamps);
  int version = 1;
  for (const std::int64_t chunk : {10, 100, 1'000}) {
    world.install(bundle_text(fmt::format("1.{}.0", version++)));
    const Times times = run(world, begun(world, chunk));
    fmt::print("  chunks of {:>5}: {:6.0f} stamps/s, {:2.0f} % of it asking anew\n", chunk,
               stamps / times.all, 100 * times.asking / times.all);
  }
}

}  // namespace
}  // namespace writ::bench

int main() {
  std::string pattern =
      (std::filesystem::temp_directory_path() / "writ-restamp-bench-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) return 1;
  writ::bench::measure(pattern);
  std::filesystem::remove_all(pattern);
}
