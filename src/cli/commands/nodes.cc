// writ nodes: the processes that share a store.
#include <CLI/CLI.hpp>

#include <fmt/format.h>

#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/json_text.h"

namespace writ::cli {
namespace {

std::string silence(double milliseconds) {
  if (milliseconds < 10'000) return fmt::format("{:.0f} ms", milliseconds);
  return fmt::format("{:.0f} s", milliseconds / 1000);
}

void render(const canon::Value& response) {
  for (const canon::Value& node : response.find("nodes")->items()) {
    const bool answering = node.find("answering")->boolean();
    print_line(fmt::format(
        "{}  writ {}  since {}  revision {}  {}", text_of(node, "name"), text_of(node, "program"),
        text_of(node, "startedAt"), node.find("revision")->number(),
        answering ? "answers this"
                  : fmt::format("heard of {} ago", silence(node.find("silentMs")->number()))));
  }
}

}  // namespace

void add_nodes(CLI::App& app, Shell& shell) {
  app.add_subcommand("nodes", "The nodes that share the store: each a process with a journal")
      ->callback([&shell] { shell.exit = perform_and_show(shell, "node.list", "{}", render); });
}

}  // namespace writ::cli
