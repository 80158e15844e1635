// The evaluation of one question under a bundle of ten thousand rules.
#include <stdlib.h>  // NOLINT(modernize-deprecated-headers): mkdtemp

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "canon/digest.h"
#include "ops/memory_answer.h"
#include "ops/table.h"
#include "store/sqlite/open.h"

namespace writ {
namespace {

using Clock = std::chrono::steady_clock;
namespace fs = std::filesystem;

template <class T>
T must(Result<T> result) {
  if (!result) {
    fmt::print(stderr, "memory_bench: {}\n", describe(result.error()));
    std::exit(1);
  }
  if constexpr (!std::is_void_v<T>) return *std::move(result);
}

// What the compiler must not leave out.
volatile std::uint64_t kept = 0;

constexpr std::size_t rules = 10'000;

std::string rule_text(std::size_t number) {
  constexpr auto names = memory::wire_names(memory::Action{});
  // Each action of 300 patients, so that two rules match a question.
  return fmt::format(
      R"({{"id":"rule-{}","description":"d","priority":{},"op":"memory.{}","effect":"allow",)"
      R"("when":{{"resource":{{"glob":"patients/p-{}/**"}},)"
      R"("subject":{{"rolesAny":["nurse","r{}"]}},)"
      R"("labels":{{"none":["sealed-{}"]}},"purpose":{{"anyOf":["treatment"]}}}},)"
      R"("memory":{{"content_fidelity":"redacted","locality":"approved_external"}}}})",
      number, number % 1000, names[number % names.size()], number / names.size() % 300, number % 50,
      number % 30);
}

std::string bundle_text() {
  std::string text =
      R"({"schemaVersion":1,"tenantId":"t","name":"default","version":"1.0.0","issuedBy":"b",)"
      R"("issuedAt":"2026-01-01T00:00:00Z","rules":[)";
  for (std::size_t i = 0; i < rules; ++i) text += (i == 0 ? "" : ",") + rule_text(i);
  return text + "]}";
}

class Bench {
 public:
  Bench() {
    std::string pattern = (fs::temp_directory_path() / "writ-memory-bench-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) std::exit(1);
    directory_ = pattern;
    auto store = must(store::sqlite::open(directory_ / "writ.db", {.now = now_}));
    auto files = must(keys::KeyFiles::open(directory_));
    auto journal = must(journal::Journal::open(directory_ / "journal", {}));
    engine_ = must(
        ops::Engine::open(std::move(store), std::move(files), std::move(journal), std::nullopt));
    const std::string finalized =
        ask("policy.finalize", fmt::format(R"({{"bundle":{}}})", bundle_text()));
    ask("policy.put", ask("policy.sign", finalized));
  }
  ~Bench() {
    engine_.reset();
    fs::remove_all(directory_);
  }
  Bench(const Bench&) = delete;
  Bench& operator=(const Bench&) = delete;

  void measure(std::string_view action) {
    const ops::MemoryQuestion question = question_of(action);
    const ops::Caller caller = ops::operator_caller();
    const ops::Call call{caller, now_};
    const double bare = median([&] {
      auto evaluation = must(ops::MemoryEvaluation::begin(*engine_, call, question));
      const auto closure = evaluation.judge(question.object, ops::MemoryEvaluation::Named::no);
      kept = kept + memory::permission_of(closure, {}, evaluation.active()).missing.size();
    });
    const double whole = median([&] {
      auto evaluation = must(ops::MemoryEvaluation::begin(*engine_, call, question));
      const auto answered =
          must(ops::answer_memory(*engine_, evaluation, question, question.object));
      kept = kept + canon::sha256(canon::encode(answered.answer.policy)).bytes[0];
    });
    fmt::print("  {:<16} {:5.2f} µs, with its records and hash {:5.2f} µs\n", action, bare, whole);
  }

 private:
  static ops::MemoryQuestion question_of(std::string_view action) {
    const std::string text = fmt::format(
        R"({{"tenant_id":"t","object_ref":"patients/p-117/records/medication","action":"{}",)"
        R"("principal":{{"id":"nora","roles":["nurse"],"assurance":"aal2"}},)"
        R"("surface_ref":"tablet",)"
        R"("exposure_context_ref":"ward-3b","model_class":"same_machine_local_model",)"
        R"("client_kind":"interactive_user","interaction_mode":"interactive","labels":["phi"],)"
        R"("purpose":"treatment","risk_tier":"moderate"}})",
        action);
    return must(canon::decode<ops::MemoryQuestion>(must(canon::Json::parse(text))));
  }

  std::string ask(std::string_view operation, std::string_view body) {
    const ops::Operation* found = must(ops::find_operation(operation));
    const ops::Caller caller = ops::operator_caller();
    ops::Answer answer =
        must(ops::perform(*found, engine_.get(), {caller, now_}, must(canon::Json::parse(body))));
    if (answer.ticket) must(engine_->journal().wait(*answer.ticket));
    return std::move(answer.json);
  }

  // In microseconds, of single calls, the clock's own time included.
  static double median(const std::function<void()>& work) {
    std::vector<double> times;
    for (int i = 0; i < 20'000; ++i) {
      const auto start = Clock::now();
      work();
      times.push_back(std::chrono::duration<double, std::micro>(Clock::now() - start).count());
    }
    std::ranges::nth_element(times, times.begin() + 10'000);
    return times[10'000];
  }

  Instant now_ = *Instant::parse("2026-11-23T12:00:00Z");
  fs::path directory_;
  std::unique_ptr<ops::Engine> engine_;
};

void measure_evaluation() {
  fmt::print("a question under {} rules, the median\n", rules);
  Bench bench;
  for (const std::string_view action : {"retrieve", "render_inline"}) bench.measure(action);
}

}  // namespace
}  // namespace writ

int main() {
  writ::measure_evaluation();
  return 0;
}
