// restamp_bench [STAMPS [URL]]: restamping that many stamps (100,000) in chunks after an
// activation, in a file, or in the empty PostgreSQL database of that URL: stamps a second, and how
// much of that is asking about them anew.
//
// To be started in the repository's folder, for its example bundle.
#include <stdlib.h>  // NOLINT(modernize-deprecated-headers): mkdtemp

#include "bench/bench_world.h"
#include "canon/canonical.h"
#include "ops/restamp_chunks.h"

namespace writ::bench {
namespace {

std::string bundle_text(std::string_view version) {
  return fmt::format(
      R"({{"schemaVersion":1,"tenantId":"t","name":"default","version":"{}",)"
      R"("issuedAt":"2026-01-01T00:00:00Z","issuedBy":"b","rules":[{{"id":"retrieve",)"
      R"("description":"d","priority":1,"op":"memory.retrieve","effect":"allow",)"
      R"("memory":{{"locality":"local_only"}}}}]}})",
      version);
}

// Stamps as `stamp.issue` makes them, many in one change: of the first, for other memories.
class Issuing {
 public:
  explicit Issuing(World& world) : world_(world) {
    const auto answer = must(canon::Json::parse(world.ask(
        "stamp.issue", R"({"questions":[{"tenant_id":"t","object_ref":"m0","action":"retrieve",)"
                       R"("principal":{"id":"nora"},"exposure_context_ref":"ward",)"
                       R"("model_class":"same_machine_local_model",)"
                       R"("client_kind":"interactive_user","interaction_mode":"interactive"}]})")));
    const std::string id(answer.value().find("stamp")->find("stamp_id")->text());
    const auto state = must(world.engine().state());
    const auto snapshot = must(world.engine().store().read());
    const auto sound = must(ops::find_stamp(*state, *snapshot, "t", id));
    first_ = sound->kept();
    questions_ = *must(ops::find_stamp_questions(*snapshot, "t", *sound));
    form_ = stamp::SoundForm::of({{first_.policies.at(0), first_.contexts.at(0)}},
                                 first_.stamp.freshness_key, first_.stamp.recorded_at)
                .value();
  }

  void issue(std::int64_t from, std::int64_t to) {
    const ops::Caller caller = ops::operator_caller();
    const ops::Call call{caller, Instant::now()};
    must(world_.engine().keep(call,
                              [&](store::Transaction& transaction,
                                  const ops::State&) -> Result<std::optional<ops::Note>> {
                                std::vector<store::DocumentRow> rows;
                                for (std::int64_t memory = from; memory < to; ++memory)
                                  add(memory, call.now, rows);
                                WRIT_CHECK(transaction.put_documents(rows));
                                return std::optional<ops::Note>();
                              }));
  }

 private:
  void add(std::int64_t memory, Instant now, std::vector<store::DocumentRow>& rows) {
    const memory::MemoryObjectRef object(fmt::format("m{}", memory));
    const stamp::KeptStamp kept =
        stamp::issue({.object = object, .freshness_key = first_.stamp.freshness_key, .now = now},
                     form_->grants_of(object, canon::Timestamp(now)))
            .value();
    questions_.questions.at(0).object = object;
    rows.push_back(ops::row_of("t", kept, now));
    rows.push_back(ops::row_of("t", kept.stamp.id, &questions_, now));
  }

  World& world_;
  stamp::KeptStamp first_;
  ops::StampQuestions questions_;
  std::optional<stamp::SoundForm> form_;
};

ops::RestampBatch begun(World& world, std::int64_t chunk, std::int64_t stamps) {
  const ops::RestampQuota quota{.max_objects = {chunk},
                                .max_decisions = {stamps},
                                .on_exceeded = govern::OnQuotaExceeded::chunk_and_continue};
  const ops::Caller caller = ops::operator_caller();
  const ops::Call call{caller, Instant::now()};
  const ops::RestampScale scale = must(ops::scale_of(world.engine(), call, "t"));
  return ops::batch_of(
      ops::envelope_of(ops::BatchKey(fmt::format("{}", chunk)), quota, scale, call.now), call.now);
}

// In seconds.
double run(World& world, ops::RestampBatch batch, std::int64_t stamps) {
  const auto start = Clock::now();
  const ops::Caller caller = ops::operator_caller();
  const ops::Call call{caller, Instant::now(), &ops::restamp_run.traits};
  ops::RestampChunks chunks(world.engine(), call, "t", batch);
  while (batch.state == ops::BatchState::running) batch = *must(chunks.next(true));
  const double seconds = seconds_since(start);
  if (batch.tally.keep.value != stamps) {
    fmt::print(stderr, "restamp_bench: not all were stamped anew: {}\n", canon::encode(batch));
    std::exit(1);
  }
  return seconds;
}

// Asking about all of them anew and nothing else, once it is known that they are stale. In seconds.
double ask(World& world, std::int64_t stamps) {
  const ops::Caller caller = ops::operator_caller();
  const ops::Call call{caller, Instant::now(), &ops::restamp_run.traits};
  ops::StampWalk walk("t");
  auto stale = must(ops::StaleStamps::along(walk, world.engine(), call, "t"));
  std::vector<ops::StaleStamp> all;
  while (auto next = must(stale.next())) all.push_back(*std::move(next));
  stamp::SharedForms forms;
  ops::RestampAnswers answers(world.engine(), call, "t", forms);
  const auto start = Clock::now();
  std::int64_t permitted = 0;
  for (const ops::StaleStamp& one : all) {
    const auto answer = must(answers.ask(*stale.state(), one));
    if (answer && answer->form != nullptr) ++permitted;
  }
  const double seconds = seconds_since(start);
  if (permitted != stamps) {
    fmt::print(stderr, "restamp_bench: not all are permitted: {}\n", permitted);
    std::exit(1);
  }
  return seconds;
}

// What it would come to, by axis. In seconds.
double plan(World& world, std::int64_t chunk, std::int64_t stamps) {
  const std::string request =
      fmt::format(R"({{"tenant_id":"t","idempotency_key":"plan","quota":{{"max_object_count":{},)"
                  R"("max_policy_decision_count":{},"on_quota_exceeded":"chunk_and_continue"}}}})",
                  chunk, stamps);
  const auto start = Clock::now();
  const std::string planned = world.ask("restamp.plan", request);
  const double seconds = seconds_since(start);
  if (!planned.contains(fmt::format(R"("keep":{},)", stamps))) {
    fmt::print(stderr, "restamp_bench: not all would be kept: {}\n", planned);
    std::exit(1);
  }
  return seconds;
}

void measure(const std::filesystem::path& directory, std::int64_t stamps, const char* postgres) {
  World world(directory, journal::Mode::durable, postgres);
  world.install(bundle_text("1.0.0"));
  Issuing issuing(world);
  constexpr std::int64_t at_once = 1'000;
  for (std::int64_t from = 1; from < stamps; from += at_once) {
    issuing.issue(from, std::min(from + at_once, stamps));
  }
  fmt::print("{} stamps of one item, after an activation, in {}\n", stamps,
             *postgres == '\0' ? "SQLite" : "PostgreSQL");
  int version = 1;
  for (const std::int64_t chunk : {100, 1'000, 10'000}) {
    if (chunk * 500 < stamps) continue;  // so many chunks say nothing new
    world.install(bundle_text(fmt::format("1.{}.0", version++)));
    const double asking = ask(world, stamps);
    const double planning = plan(world, chunk, stamps);
    const ops::RestampBatch batch = begun(world, chunk, stamps);
    const double all = run(world, batch, stamps);
    fmt::print(
        "  chunks of {:>6}: {:6.0f} stamps/s, {:.2f} % of it asking anew; planned at "
        "{:6.0f} stamps/s\n",
        chunk, static_cast<double>(stamps) / all, 100 * asking / all,
        static_cast<double>(stamps) / planning);
  }
}

}  // namespace
}  // namespace writ::bench

int main(int count, char** arguments) {
  std::string pattern =
      (std::filesystem::temp_directory_path() / "writ-restamp-bench-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) return 1;
  writ::bench::measure(pattern, count > 1 ? std::atoll(arguments[1]) : 100'000,
                       count > 2 ? arguments[2] : "");
  std::filesystem::remove_all(pattern);
}
