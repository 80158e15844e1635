// writ schema: what operations take and answer.
#include <CLI/CLI.hpp>
#include <memory>

#include <fmt/format.h>

#include "canon/schema.h"
#include "cli/commands.h"
#include "cli/json_text.h"
#include "cli/shell.h"
#include "ops/openapi.h"
#include "ops/table.h"

namespace writ::cli {
namespace {

void print_operations(const Shell& shell) {
  std::string names;
  for (const ops::Operation* operation : ops::operations()) {
    const ops::Traits& traits = operation->traits;
    if (shell.json) {
      names += fmt::format("{}\"{}\"", names.empty() ? "[" : ",", traits.name);
    } else {
      print_line(fmt::format("{:<20} {}", traits.name, traits.doc));
    }
  }
  if (shell.json) print_line(names + "]");
}

}  // namespace

void add_schema(CLI::App& app, Shell& shell) {
  struct Options {
    std::string operation;
    bool openapi = false;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("schema", "List the operations, or print the JSON Schemas of one of them");
  command->add_option("operation", options->operation, "such as policy.decide");
  command->add_flag("--openapi", options->openapi, "print the OpenAPI document of them all");
  command->callback([options, &shell] {
    shell.run([&]() -> Result<int> {
      if (options->openapi) {
        print_line(ops::openapi());
      } else if (options->operation.empty()) {
        print_operations(shell);
      } else {
        WRIT_TRY(const ops::Operation* operation, ops::find_operation(options->operation));
        print_line(ObjectText()
                       .add_json("request", canon::json_schema(operation->request()))
                       .add_json("response", canon::json_schema(operation->response()))
                       .text());
      }
      return exit_ok;
    });
  });
}

}  // namespace writ::cli
