// writ eval: a session's script, run where it can reach nothing but what its policy allows.
#include <CLI/CLI.hpp>
#include <memory>

#include <fmt/format.h>

#include "canon/canonical.h"
#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/json_text.h"
#include "cli/shell.h"

namespace writ::cli {
namespace {

struct EvalOptions {
  std::string file;
  std::string tenant;
  std::string session;
  std::string inputs;
  std::string approval;
};

// What it printed, and its value in a line of its own.
void print_value(const canon::Value& response) {
  print(text_of(response, "output"));
  if (const canon::Value* result = response.find("result")) print_line(canon::canonical(*result));
}

Result<std::string> body_of(const EvalOptions& options) {
  WRIT_TRY(const std::string script, read_input(options.file));
  ObjectText body;
  body.add("tenantId", options.tenant)
      .add("sessionId", options.session)
      .add("script", script)
      .add_if("approvalId", options.approval);
  if (!options.inputs.empty()) {
    WRIT_TRY(const std::string inputs, read_json(options.inputs));
    body.add_json("inputs", inputs);
  }
  return body.text();
}

}  // namespace

void add_eval(CLI::App& app, Shell& shell) {
  const auto options = std::make_shared<EvalOptions>();
  CLI::App* command = app.add_subcommand("eval", "Run a session's script, in Scheme");
  command->add_option("script", options->file, "its file; `-` is standard input")->required();
  command->add_option("--tenant", options->tenant, "whose session")->required();
  command->add_option("--session", options->session, "in which it is run")->required();
  command->add_option("--inputs", options->inputs, "a file of JSON, which is `(inputs)` in it");
  command->add_option("--approval", options->approval, "an approval that was granted for it");
  command->callback([options, &shell] {
    shell.run([&]() -> Result<int> {
      WRIT_TRY(const std::string body, body_of(*options));
      return perform_and_show(shell, "eval", body, print_value);
    });
  });
}

}  // namespace writ::cli
