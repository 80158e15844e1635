// writ audit follow: a log's entries as they come, each after it was verified.
#include <pthread.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <csignal>
#include <ctime>
#include <memory>

#include <fmt/format.h>

#include "canon/base64.h"
#include "canon/canonical.h"
#include "cli/commands.h"
#include "cli/json_text.h"
#include "cli/log_arguments.h"
#include "cli/shell.h"
#include "tlog/follower.h"

namespace writ::cli {
namespace {

struct FollowOptions {
  std::string place;
  TrustedKeys keys;
  std::uint64_t from = 0;
  std::int64_t interval = 1000;  // milliseconds
};

// SIGINT and SIGTERM, held back so that they end the command between two entries.
class StopSignals {
 public:
  StopSignals() {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGINT);
    sigaddset(&signals_, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals_, &before_);
  }
  ~StopSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  // Waits for one; whether it, or one before, has come.
  bool wait(std::chrono::milliseconds time) {
    if (came_) return true;
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(time);
    const timespec limit{.tv_sec = seconds.count(),
                         .tv_nsec = (time - seconds).count() * 1'000'000};
    came_ = sigtimedwait(&signals_, nullptr, &limit) >= 0;
    return came_;
  }
  bool came() { return wait(std::chrono::milliseconds(0)); }

 private:
  sigset_t signals_{};
  sigset_t before_{};
  bool came_ = false;
};

// The entry as JSON where it is JSON (in canonical form, and so in one line), else its bytes.
void print_entry(std::uint64_t index, std::string_view entry) {
  ObjectText line;
  line.add_json("index", fmt::format("{}", index));
  if (const Result<canon::Json> json = canon::Json::parse(entry)) {
    line.add_json("entry", canon::canonical(json->value()));
  } else {
    line.add("data", canon::to_base64(entry));
  }
  print_line(line.text());
}

// What a poll that failed comes to: nothing where the next one may go better, or the exit status.
Result<std::optional<int>> judge(Problem problem, bool was_seen, bool warn) {
  if (problem.code.category == Category::unavailable) {
    if (warn) log_line(fmt::format("{}; trying again", describe(problem)));
    return std::optional<int>();
  }
  // That there is no log at all says nothing of it.
  const bool no_log = !was_seen && problem.code.category == Category::not_found;
  if (no_log || !problem.code.name.starts_with("tlog.")) return problem;
  log_line(fmt::format("{} [{}]", describe(problem), problem.code.name));
  return std::optional<int>(exit_no);
}

Result<int> follow(const FollowOptions& options) {
  WRIT_TRY(std::vector<tlog::VerifierKey> keys, options.keys.read());
  StopSignals stop;
  WRIT_TRY(const std::unique_ptr<tlog::TileSource> log,
           open_log(options.place, [&stop] { return stop.came(); }));
  tlog::Follower follower(*log, std::move(keys), options.from);
  const auto on_entry = [&](std::uint64_t index, std::string_view entry) {
    print_entry(index, entry);
    return !stop.came();
  };
  for (bool reachable = true; !stop.came();) {
    const Result<void> polled = follower.poll(on_entry);
    flush_output();
    if (!polled && !stop.came()) {
      WRIT_TRY(const std::optional<int> exit,
               judge(polled.error(), follower.checkpoint().has_value(), reachable));
      if (exit) return *exit;
    }
    reachable = polled.has_value();
    stop.wait(std::chrono::milliseconds(options.interval));
  }
  return exit_ok;
}

}  // namespace

void add_audit_follow(CLI::App& audit, Shell& shell) {
  const auto options = std::make_shared<FollowOptions>();
  CLI::App* command = audit.add_subcommand(
      "follow", "Print a log's entries as JSON Lines as it grows, each after it was verified");
  command->add_option("log", options->place, "the directory or the URL of a log")->required();
  options->keys.add_to(*command);
  command->add_option("--from", options->from, "the first index to print; 0 without it");
  command->add_option("--interval", options->interval, "how often to look, in milliseconds")
      ->check(CLI::Range(10, 3'600'000));
  command->callback(
      [options, &shell] { shell.run([&]() -> Result<int> { return follow(*options); }); });
}

}  // namespace writ::cli
