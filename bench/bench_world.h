// What benchmarks of operations share: an engine with the clinic's policy, on a real disk.
//
// To be started in the repository's folder, for its example bundle.
#pragma once

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "canon/json.h"
#include "keys/key_files.h"
#include "ops/engine.h"
#include "ops/table.h"
#include "store/postgres/open.h"
#include "store/sqlite/open.h"

namespace writ::bench {

using Clock = std::chrono::steady_clock;

inline double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

template <class T>
T must(Result<T> result) {
  if (!result) {
    fmt::print(stderr, "bench: {}\n", describe(result.error()));
    std::exit(1);
  }
  if constexpr (!std::is_void_v<T>) return *std::move(result);
}

inline std::string read(const char* path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class World {
 public:
  // `postgres`: the URL of an empty database, rather than a file.
  World(const std::filesystem::path& directory, journal::Mode mode, std::string postgres = {})
      : directory_(directory), mode_(mode), postgres_(std::move(postgres)),
        request_(must(canon::Json::parse(read("examples/clinic/allow.json")))) {
    namespace fs = std::filesystem;
    fs::create_directories(directory);
    fs::permissions(directory, fs::perms::owner_all);
    open();
    install(read("examples/clinic/bundle.json"));
  }

  void close() { engine_.reset(); }
  void open() {
    auto store = open_store();
    auto files = must(keys::KeyFiles::open(directory_));
    auto journal = must(journal::Journal::open(directory_ / "journal", {.mode = mode_}));
    engine_ = must(
        ops::Engine::open(std::move(store), std::move(files), std::move(journal), std::nullopt));
  }

  void install(std::string_view bundle) {
    const std::string request = fmt::format(R"({{"bundle":{}}})", bundle);
    ask("policy.put", ask("policy.sign", ask("policy.finalize", request)));
  }

  ops::Engine& engine() { return *engine_; }
  journal::Journal& journal() { return engine_->journal(); }
  ops::Answer decide() { return perform(ops::policy_decide, request_); }
  ops::Answer perform(const ops::Operation& operation, const canon::Json& request) {
    return must(ops::perform(operation, engine_.get(), {caller_, Instant::now()}, request));
  }

  // Runs an operation to its end.
  std::string ask(std::string_view name, const std::string& body) {
    const ops::Operation* operation = must(ops::find_operation(name));
    const canon::Json json = must(canon::Json::parse(body));
    ops::Answer answer =
        must(ops::perform(*operation, engine_.get(), {caller_, Instant::now()}, json));
    if (answer.ticket) must(journal().wait(*answer.ticket));
    return answer.json;
  }

 private:
  std::unique_ptr<store::Store> open_store() const {
    if (postgres_.empty()) {
      return must(store::sqlite::open(directory_ / "writ.db", {.now = Instant::now()}));
    }
    return must(store::postgres::open(postgres_, {.now = Instant::now(), .node = "bench"}));
  }

  std::filesystem::path directory_;
  journal::Mode mode_;
  std::string postgres_;
  canon::Json request_;
  ops::Caller caller_ = ops::operator_caller();
  std::unique_ptr<ops::Engine> engine_;
};

}  // namespace writ::bench
