// What sessions cost: session.decide against policy.decide; a decision with a shadow beside it
// against one without; the memory of a hundred thousand open sessions. The journal is in mode
// async, so that the disk has no part in it.
//
//   session_bench [DIRECTORY]
//
// To be started in the repository's folder, for its example bundle.
#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <functional>
#include <vector>

#include "bench/bench_world.h"
#include "canon/hex.h"
#include "ops/sessions.h"
#include "policy/decision.h"

namespace writ {
namespace {

namespace fs = std::filesystem;
using bench::Clock;
using bench::must;

constexpr int sessions = 100'000;
constexpr int rounds = 60'000;

// What is compared runs in turns, so that both meet the same machine.
std::pair<double, double> medians(const std::function<void()>& a, const std::function<void()>& b) {
  std::vector<double> of_a, of_b;
  const auto timed = [](const std::function<void()>& run, std::vector<double>& times) {
    const auto start = Clock::now();
    run();
    times.push_back(bench::seconds_since(start) * 1e6);
  };
  for (int i = 0; i < rounds; ++i) {
    timed(a, of_a);
    timed(b, of_b);
  }
  const auto median = [](std::vector<double>& times) {
    std::ranges::nth_element(times, times.begin() + rounds / 2);
    return times[rounds / 2];
  };
  return {median(of_a), median(of_b)};
}

canon::Json json(const std::string& text) { return must(canon::Json::parse(text)); }

std::string member(const std::string& answer, std::string_view name) {
  const canon::Json document = json(answer);
  return std::string(document.value().find(name)->text());
}

// The clinic's example: the session fixes what the request tells otherwise.
constexpr const char* in_session =
    R"("request":{"op":"memory.retrieve","resource":"patients/p-117/records/medication",)"
    R"("labels":["phi"],"argsSummary":{"ward":"3B"}}})";

std::string create_session(bench::World& world) {
  return member(world.ask("session.create",
                          R"({"tenantId":"clinic","policyName":"assistant","purpose":"treatment",)"
                          R"("riskTier":"moderate","principal":{"id":"nora","roles":["nurse"],)"
                          R"("assurance":"aal2","ward":"3B"}})"),
                "sessionId");
}

void bench_decide(bench::World& world) {
  const std::string id = create_session(world);
  const canon::Json request = json(fmt::format(R"({{"sessionId":"{}",{})", id, in_session));
  const auto [outside, inside] =
      medians([&] { world.decide(); }, [&] { world.perform(ops::session_decide, request); });
  fmt::print("decide    policy.decide {:.2f} us, session.decide {:.2f} us: {:.2f} times\n", outside,
             inside, inside / outside);
}

void bench_shadow(bench::World& world, const fs::path& directory) {
  bench::World shadowed(directory / "shadowed", journal::Mode::async);
  std::string bundle = bench::read("examples/clinic/bundle.json");
  const auto at = bundle.find("\"version\": \"");
  bundle.replace(at, bundle.find(',', at) - at, R"("version": "99.0.0")");
  const std::string signed_bundle = shadowed.ask(
      "policy.sign", shadowed.ask("policy.finalize", fmt::format(R"({{"bundle":{}}})", bundle)));
  shadowed.ask("policy.stage", fmt::format(R"({{"mode":"shadow","signed":{}}})", signed_bundle));
  const auto [without, with] = medians([&] { world.decide(); }, [&] { shadowed.decide(); });
  const auto state = must(shadowed.engine().state());
  const policy::CompiledPolicy* policy =
      must(shadowed.engine().compiled(*state, *state->find("clinic", "assistant")->shadow->policy));
  const canon::Json asked = json(bench::read("examples/clinic/allow.json"));
  const canon::Json source = asked.part(*asked.value().find("request"));
  const auto request = must(canon::decode<policy::PDPRequest>(source));
  const auto [own, clock] =
      medians([&] { policy::decide(*policy, request, source.value()); }, [] {});
  fmt::print(
      "shadow    without {:.2f} us, with {:.2f} us: {:.2f} us more, {:.2f} times a decision of "
      "its own ({:.2f} us)\n",
      without, with, with - without, (with - without) / (own - clock), own - clock);
}

double resident_megabytes() {
  ::malloc_trim(0);
  std::ifstream file("/proc/self/statm");
  double total = 0, resident = 0;
  file >> total >> resident;
  return resident * static_cast<double>(::sysconf(_SC_PAGESIZE)) / 1e6;
}

// Copies of one session under other ids, with a budget each.
void fill(bench::World& world) {
  create_session(world);
  const auto state = must(world.engine().state());
  session::Session session;
  state->sessions.each([&](const ops::OpenSession& one) { session = one.record; });
  session.budget.emplace().max_decisions = session::Amount{1'000'000};
  const Instant now = Instant::now();
  const auto transaction = must(world.engine().store().begin_write());
  for (int i = 0; i < sessions; ++i) {
    session.session_id = session::SessionId(fmt::format("ses_{:032x}", i));
    must(transaction->put_document(ops::row_of(session, now)));
  }
  must(transaction->commit());
}

void bench_memory(const fs::path& directory) {
  bench::World world(directory / "many", journal::Mode::async);
  fill(world);
  world.close();
  const double before = resident_megabytes();
  const auto start = Clock::now();
  world.open();
  const double opening = bench::seconds_since(start);
  const double after = resident_megabytes();
  fmt::print("memory    {} open sessions: {:.0f} MB, {:.0f} bytes each; opened in {:.2f} s\n",
             sessions, after - before, (after - before) * 1e6 / sessions, opening);
  const auto again = Clock::now();
  create_session(world);
  fmt::print("memory    one more, durable: {:.1f} ms\n", bench::seconds_since(again) * 1e3);
}

void run(const fs::path& parent) {
  std::string name = parent / "session-bench-XXXXXX";
  if (::mkdtemp(name.data()) == nullptr) std::exit(1);
  {
    bench::World world(fs::path(name) / "world", journal::Mode::async);
    bench_decide(world);
    bench_shadow(world, name);
  }
  bench_memory(name);
  fs::remove_all(name);
}

}  // namespace
}  // namespace writ

int main(int argc, char** argv) { writ::run(argc > 1 ? argv[1] : writ::fs::temp_directory_path()); }
