// writ store: what is done to the store of a data directory while nobody works on it.
#include <CLI/CLI.hpp>

#include <memory>

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/json_text.h"
#include "cli/shell.h"

namespace writ::cli {
namespace {

using Look = std::function<Result<StoreReport>(const std::string&, const DataOptions&)>;

Result<int> look(const Shell& shell, const Look& tool, std::string_view done) {
  WRIT_TRY(const Settings settings, shell.settings());
  WRIT_TRY(const DataOptions options, data_options(settings));
  WRIT_TRY(const StoreReport report, tool(settings.text("data"), options));
  if (shell.json) {
    print_line(ObjectText()
                   .add("deploymentId", report.deployment_id)
                   .add("place", report.place)
                   .add_json("revision", std::to_string(report.revision))
                   .add_json("version", std::to_string(report.version))
                   .text());
  } else {
    print_line(fmt::format("{}: {}: version {}, revision {}, deployment {}", report.place, done,
                           report.version, report.revision, report.deployment_id));
  }
  return exit_ok;
}

Result<int> copy(const Shell& shell, const std::string& url) {
  WRIT_TRY(const Settings settings, shell.settings());
  WRIT_TRY(DataOptions options, data_options(settings));
  WRIT_TRY(const CopyReport report,
           shell.host().store.copy(settings.text("data"), std::move(options), url));
  ObjectText rows;
  for (const auto& [what, count] : report.rows) rows.add_json(what, std::to_string(count));
  if (shell.json) {
    print_line(ObjectText()
                   .add("from", report.from)
                   .add_json("rows", rows.text())
                   .add("to", report.to)
                   .text());
    return exit_ok;
  }
  for (const auto& [what, count] : report.rows) {
    print_line(fmt::format("{:>8} {}, every hash unchanged", count, what));
  }
  print_line(fmt::format("{} now works on {}; {} is left as it was, and used no more",
                         settings.text("data"), report.to, report.from));
  return exit_ok;
}

}  // namespace

void add_store(CLI::App& app, Shell& shell) {
  CLI::App* store = app.add_subcommand(
      "store", "What is done to a data directory's store while no server works on it");
  store->require_subcommand(1);
  store->add_subcommand("migrate", "Bring the store to the version of this program")
      ->callback([&shell] {
        shell.run([&] { return look(shell, shell.host().store.migrate, "ready"); });
      });
  store->add_subcommand("check", "Read everything that is stored, and see whether it is whole")
      ->callback(
          [&shell] { shell.run([&] { return look(shell, shell.host().store.check, "whole"); }); });
  CLI::App* copying = store->add_subcommand(
      "copy", "Move the store from the data directory into a database, and verify every record");
  const auto url = std::make_shared<std::string>();
  copying->add_option("--to", *url, "the `postgres://` URL of a database with nothing in it")
      ->required();
  copying->callback([&shell, url] { shell.run([&] { return copy(shell, *url); }); });
}

}  // namespace writ::cli
