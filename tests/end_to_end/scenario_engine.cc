// What the scenarios are decided by without any door: the operations on a store of their own.
//
//   scenario_engine DIRECTORY BUNDLE-FILE NOW
//
// Signs and puts the bundle, then answers each line of standard input, a request of policy.decide,
// with a line.
#include <fstream>
#include <iostream>
#include <iterator>

#include "keys/key_files.h"
#include "ops/engine.h"
#include "ops/problem_json.h"
#include "ops/table.h"
#include "store/sqlite/open.h"

namespace writ {
namespace {

Result<std::string> ask(ops::Engine& engine, Instant now, std::string_view name,
                        std::string_view body) {
  WRIT_TRY(const ops::Operation* operation, ops::find_operation(name));
  WRIT_TRY(const canon::Json request, canon::Json::parse(body));
  const ops::Caller caller = ops::operator_caller();
  WRIT_TRY(ops::Answer answer, ops::perform(*operation, &engine, {caller, now}, request));
  if (answer.ticket) WRIT_CHECK(engine.journal().wait(*answer.ticket));
  return std::move(answer.json);
}

Result<void> run(const std::string& directory, const std::string& bundle, Instant now) {
  WRIT_TRY(auto store, store::sqlite::open(directory + "/writ.db", {.now = now}));
  WRIT_TRY(keys::KeyFiles files, keys::KeyFiles::open(directory));
  WRIT_TRY(auto journal, journal::Journal::open(directory + "/journal", {}));
  WRIT_TRY(const auto engine,
           ops::Engine::open(std::move(store), std::move(files), std::move(journal), std::nullopt));
  WRIT_TRY(const std::string finalized,
           ask(*engine, now, "policy.finalize", "{\"bundle\":" + bundle + "}"));
  WRIT_TRY(const std::string content, ask(*engine, now, "policy.sign", finalized));
  WRIT_TRY(const std::string put, ask(*engine, now, "policy.put", content));
  std::cerr << put << "\n";
  for (std::string line; std::getline(std::cin, line);) {
    const Result<std::string> answer = ask(*engine, now, "policy.decide", line);
    std::cout << (answer ? *answer : ops::problem_json(answer.error())) << "\n";
  }
  return {};
}

}  // namespace
}  // namespace writ

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const std::optional<writ::Instant> now = writ::Instant::parse(argv[3]);
  std::ifstream file(argv[2]);
  const std::string bundle{std::istreambuf_iterator<char>(file), {}};
  if (!now) return 2;
  const writ::Result<void> done = writ::run(argv[1], bundle, *now);
  if (done) return 0;
  std::cerr << writ::describe(done.error()) << "\n";
  return 1;
}
