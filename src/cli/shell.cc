#include "cli/shell.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

#include <fmt/format.h>

#include "base/printable.h"
#include "canon/canonical.h"
#include "canon/json.h"

namespace writ::cli {

int exit_of(Category category) {
  switch (category) {
    case Category::invalid:
    case Category::too_large:
    case Category::not_found:
      return exit_bad_input;
    default:
      return exit_not_possible;
  }
}

void Shell::run(const std::function<Result<int>()>& command) {
  const Result<int> result = command();
  if (result) {
    exit = *result;
    return;
  }
  log_problem(result.error());
  exit = exit_of(result.error().code.category);
}

namespace {

constexpr std::size_t max_input = std::size_t{1} << 30;  // bytes; more is surely a mistake

struct Close {
  void operator()(std::FILE* file) const {
    if (file != stdin) std::fclose(file);
  }
};

// A reader of ours that has gone wants no message; a full disk must be told.
[[noreturn]] void give_up_output() {
  if (errno != EPIPE) {
    fmt::print(stderr, "writ: standard output cannot be written: {}\n", std::strerror(errno));
  }
  std::_Exit(exit_not_possible);
}

Result<std::optional<std::string>> read_passphrase(const Settings& settings) {
  const std::string& path = settings.text("passphrase-file");
  if (path.empty()) return std::optional<std::string>();
  WRIT_TRY(std::string text, read_input(path));
  text.erase(std::min(text.find_first_of("\r\n"), text.size()));
  if (text.empty()) {
    return Problem{fault::bad_file,
                   fmt::format("`{}` must hold the passphrase in its first line", path)};
  }
  return std::optional(std::move(text));
}

Result<journal::JournalOptions> journal_options(const Settings& settings) {
  journal::JournalOptions options{.origin = settings.text("journal-origin"),
                                  .on_problem = log_problem};
  const std::string& mode = settings.text("journal-mode");
  if (mode != "durable" && mode != "async") {
    return Problem{fault::bad_setting, "`journal-mode` must be `durable` or `async`"};
  }
  if (mode == "async") options.mode = journal::Mode::async;
  if (settings.text("journal-bodies") == "forever") return options;
  constexpr long long most = 36'500;
  WRIT_TRY(const long long days, settings.number("journal-bodies", 0, most));
  options.keep_bodies = std::chrono::days(days);
  if (days == 0) options.max_body = 0;
  return options;
}

}  // namespace

void log_line(std::string_view text) {
  const std::string line = fmt::format("writ: {}\n", printable(text));
  std::fputs(line.c_str(), stderr);  // fmt's own would throw where the log's disk is full
}

void log_problem(const Problem& problem) { log_line(describe(problem)); }

Result<DataOptions> data_options(const Settings& settings) {
  DataOptions options;
  WRIT_TRY(options.passphrase, read_passphrase(settings));
  options.store = settings.text("store");
  WRIT_TRY(const long long lease, settings.number("lease", ops::NodeLease::shortest.count(),
                                                  ops::NodeLease::longest.count()));
  options.lease = std::chrono::milliseconds(lease);
  WRIT_TRY(options.journal, journal_options(settings));
  return options;
}

Result<std::string> read_input(const std::string& path) {
  const std::unique_ptr<std::FILE, Close> file(path == "-" ? stdin
                                                           : std::fopen(path.c_str(), "rbe"));
  const auto unreadable = [&] {
    return Problem{fault::bad_file,
                   fmt::format("`{}` cannot be read: {}", path, std::strerror(errno))};
  };
  if (!file) return unreadable();
  std::string text;
  std::vector<char> piece(1 << 16);
  while (const std::size_t size = std::fread(piece.data(), 1, piece.size(), file.get())) {
    text.append(piece.data(), size);
    if (text.size() > max_input) {
      return Problem{
          fault::bad_file,
          fmt::format("`{}` holds more than {} bytes: give less at once", path, max_input)};
    }
  }
  if (std::ferror(file.get())) return unreadable();
  return text;
}

Result<std::string> read_json(const std::string& path) {
  WRIT_TRY(const std::string text, read_input(path));
  const Result<canon::Json> json = canon::Json::parse(text);
  if (!json) return Problem(json.error()).in(fmt::format("`{}`", path));
  return canon::canonical(json->value());
}

void print(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) give_up_output();
}

void flush_output() {
  if (std::fflush(stdout) != 0) give_up_output();
}

void print_line(std::string_view text) {
  print(text);
  print("\n");
}

}  // namespace writ::cli
