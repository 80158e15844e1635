// writ lint: what must hold of records, in files or in the data directory.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstddef>
#include <iterator>
#include <memory>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/commands/lint_sources.h"
#include "cli/shell.h"
#include "lint/lint.h"
#include "lint/report.h"

namespace writ::cli {
namespace {

struct LintOptions {
  std::vector<std::string> paths;
  std::string format = "text";
  bool store = false;
  bool list = false;
  bool all = false;
};

constexpr std::size_t most_told = 100;  // of each lint

// A question about many memories comes in several sets: but for the answers all of it is in each.
bool is_repeated(const lint::Finding& finding) {
  return finding.source.name.starts_with("journal:") && finding.source.name.contains('/') &&
         !finding.pointer.starts_with("/answers/");
}

void tell(const Unseen& unseen) {
  if (unseen.without_body != 0) {
    log_line(
        fmt::format("entries of the journal that keep no request, so that nothing is known of "
                    "the records in it: {}",
                    unseen.without_body));
  }
  if (unseen.unanswered != 0) {
    log_line(
        fmt::format("questions that cannot be asked anew, as in a session that has ended, so "
                    "that only what was asked was looked at: {}",
                    unseen.unanswered));
  }
}

Result<void> add_store(const Shell& shell, std::vector<lint::Finding>& into) {
  WRIT_TRY(const Unseen unseen, look_at_store(shell, [&](const lint::RecordSet& records) {
             std::ranges::remove_copy_if(lint::run(records), std::back_inserter(into), is_repeated);
           }));
  tell(unseen);
  return {};
}

std::string told(const LintOptions& options, const lint::Report& report) {
  if (options.format == "json") return lint::as_json(report) + "\n";
  if (options.format == "sarif") return lint::as_sarif(report, WRIT_VERSION) + "\n";
  return lint::as_text(report);
}

Result<int> run_lints(const Shell& shell, const LintOptions& options) {
  if (options.list) {
    print(options.format == "json" ? lint::list_as_json() + "\n" : lint::list_as_text());
    return exit_ok;
  }
  if (options.paths.empty() && !options.store) {
    return Problem{fault::bad_file, "nothing to look at: name a file or folder, or use `--store`"};
  }
  WRIT_TRY(const lint::RecordSet records, records_in_files(options.paths));
  if (!options.paths.empty() && records.all().empty()) {
    log_line("what was named holds no record: an object is one by its `record_kind`");
  }
  std::vector<lint::Finding> findings = lint::run(records);
  if (options.store) WRIT_CHECK(add_store(shell, findings));
  const lint::Report report = lint::Report::of(std::move(findings), options.all ? 0 : most_told);
  print(told(options, report));
  return report.findings.empty() ? exit_ok : exit_no;
}

}  // namespace

void add_lint(CLI::App& app, Shell& shell) {
  const auto options = std::make_shared<LintOptions>();
  CLI::App* command = app.add_subcommand(
      "lint",
      "Check records of scope and memory policy, whoever made them. The exit status is 1 where "
      "anything is found, 2 where something cannot be read");
  command->add_option("paths", options->paths,
                      "files of JSON, or of JSON Lines where they are named `.jsonl`, or folders "
                      "of them; `-` is standard input");
  command->add_flag("--store", options->store,
                    "the requests that the journal keeps, what the operator would be answered to "
                    "their questions now, under the policy in force, and the discharges that are "
                    "kept. The journal keeps no answers: those that were given then are not seen");
  command->add_option("--format", options->format, "how findings are told")
      ->check(CLI::IsMember({"text", "json", "sarif"}));
  command->add_flag(
      "--all", options->all,
      fmt::format("every finding, and not only the first {} of each lint", most_told));
  command->add_flag("--list", options->list, "every lint, its section, and what it protects");
  command->callback([options, &shell] {
    shell.run([&]() -> Result<int> { return run_lints(shell, *options); });
  });
}

}  // namespace writ::cli
