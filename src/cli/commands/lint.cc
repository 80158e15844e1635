// writ lint: what must hold of records, in files or in the data directory.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <memory>
#include <sstream>
#include <vector>

#include <fmt/format.h>

#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/json_text.h"
#include "cli/shell.h"
#include "cli/target.h"
#include "lint/lint.h"
#include "lint/report.h"

namespace writ::cli {
namespace {

namespace fs = std::filesystem;

struct LintOptions {
  std::vector<std::string> paths;
  std::string format = "text";
  bool store = false;
  bool list = false;
};

// --- files -------------------------------------------------------------------------------------

bool is_json(const fs::path& path) {
  return path.extension() == ".json" || path.extension() == ".jsonl";
}

Result<std::vector<std::string>> files_of(const std::string& path) {
  std::error_code error;
  if (path == "-" || !fs::is_directory(path, error)) return std::vector{path};
  std::vector<std::string> files;
  for (fs::recursive_directory_iterator at(path, error), end; !error && at != end;
       at.increment(error)) {
    if (at->is_regular_file(error) && is_json(at->path())) files.push_back(at->path().string());
  }
  if (error) {
    return Problem{fault::bad_file, fmt::format("`{}` cannot be read: {}", path, error.message())};
  }
  std::ranges::sort(files);
  return files;
}

// A document, or one on every line.
Result<void> add_file(const std::string& path, lint::RecordSet& into) {
  WRIT_TRY(const std::string text, read_input(path));
  Result<canon::Json> whole = canon::Json::parse(text);
  if (whole) {
    into.add(path, *whole);
    return {};
  }
  if (!path.ends_with(".jsonl")) return std::move(whole).error().in(path);
  std::istringstream lines(text);
  std::size_t number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    Result<canon::Json> document = canon::Json::parse(line);
    if (!document) return std::move(document).error().in(fmt::format("{}:{}", path, number));
    into.add(fmt::format("{}:{}", path, number), *document);
  }
  return {};
}

// --- the data directory ------------------------------------------------------------------------

Result<canon::Json> ask(Target& target, std::string_view operation, std::string_view body) {
  const Answer answer = target.perform(operation, body);
  if (answer.problem) {
    return Problem{problem::io, fmt::format("the journal: {}", describe_problem(answer.json))};
  }
  return canon::Json::parse(answer.json);
}

// The bodies that the journal keeps: what was asked, and the records that came of it.
Result<void> add_store(const Shell& shell, lint::RecordSet& into) {
  Target target(shell);
  WRIT_TRY(const canon::Json head, ask(target, "journal.head", R"({"publish":false})"));
  const auto size = static_cast<std::uint64_t>(number_of(head.value(), "size"));
  for (std::uint64_t index = 0; index < size; ++index) {
    WRIT_TRY(const canon::Json shown,
             ask(target, "journal.show", fmt::format(R"({{"index":{}}})", index)));
    const canon::Value* body = shown.value().find("body");
    if (body != nullptr) into.add(fmt::format("journal:{}", index), shown.part(*body));
  }
  return {};
}

// --- the command -------------------------------------------------------------------------------

std::string told(const LintOptions& options, std::span<const lint::Finding> findings) {
  if (options.format == "json") return lint::as_json(findings) + "\n";
  if (options.format == "sarif") return lint::as_sarif(findings, WRIT_VERSION) + "\n";
  return lint::as_text(findings);
}

Result<int> run_lints(const Shell& shell, const LintOptions& options) {
  if (options.list) {
    print(options.format == "json" ? lint::list_as_json() + "\n" : lint::list_as_text());
    return exit_ok;
  }
  if (options.paths.empty() && !options.store) {
    return Problem{fault::bad_file, "nothing to look at: name a file or folder, or use `--store`"};
  }
  lint::RecordSet records;
  for (const std::string& path : options.paths) {
    WRIT_TRY(const auto files, files_of(path));
    for (const std::string& file : files) WRIT_CHECK(add_file(file, records));
  }
  if (options.store) WRIT_CHECK(add_store(shell, records));
  const std::vector<lint::Finding> findings = lint::run(records);
  print(told(options, findings));
  return findings.empty() ? exit_ok : exit_no;
}

}  // namespace

void add_lint(CLI::App& app, Shell& shell) {
  const auto options = std::make_shared<LintOptions>();
  CLI::App* command = app.add_subcommand(
      "lint",
      "Check records of scope and memory policy, whoever made them. The exit status is 1 "
      "where anything is found");
  command->add_option("paths", options->paths,
                      "files of JSON or JSON Lines, or folders of them; `-` is standard input");
  command->add_flag("--store", options->store, "the records that the data directory keeps");
  command->add_option("--format", options->format, "how findings are told")
      ->check(CLI::IsMember({"text", "json", "sarif"}));
  command->add_flag("--list", options->list, "every lint, its section, and what it protects");
  command->callback([options, &shell] {
    shell.run([&]() -> Result<int> { return run_lints(shell, *options); });
  });
}

}  // namespace writ::cli
