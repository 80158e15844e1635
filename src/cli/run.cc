#include "cli/run.h"

#include <CLI/CLI.hpp>
#include <string>

#include "cli/commands.h"

namespace writ::cli {
namespace {

constexpr const char* footer =
    "Exit status: 0 done; 1 the answer is no (denied, refused, a test failed); 2 the command or "
    "its "
    "input is wrong; 3 it could not be done.\n"
    "Settings are taken from flags, then the environment, then a TOML file: `writ config`.";

// Every setting is a flag of every command.
void add_settings(CLI::App& app, Shell& shell) {
  for (const Setting& setting : all_settings()) {
    const std::string name(setting.name);
    app.add_option_function<std::string>(
           std::string(setting.flag),
           [name, &shell](const std::string& value) { shell.flags[name] = value; },
           std::string(setting.doc))
        ->group("Settings");
  }
}

// An option whose text was left out would take the next option for it.
std::string not_an_option(const std::string& text) {
  if (!text.starts_with("--")) return {};
  return "`" + text + "` is an option, and the text before it is missing";
}

void expect_texts(CLI::App& app) {
  const CLI::Validator check([](std::string& text) { return not_an_option(text); }, "");
  for (CLI::Option* option : app.get_options()) {
    if (option->get_expected_max() > 0 && !option->get_positional()) option->check(check);
  }
  for (CLI::App* command : app.get_subcommands([](CLI::App*) { return true; })) {
    expect_texts(*command);
  }
}

}  // namespace

int run(int argc, const char* const* argv, Host host) {
  Shell shell(std::move(host));
  CLI::App app("Writ decides what an AI agent may do, and proves every answer.", "writ");
  app.set_version_flag("--version", "writ " WRIT_VERSION);
  app.require_subcommand(1);
  app.fallthrough();
  app.footer(footer);
  app.add_flag("--json", shell.json, "print JSON rather than text");
  add_settings(app, shell);
  add_serve(app, shell);
  add_decide(app, shell);
  add_eval(app, shell);
  add_policy(app, shell);
  add_sources(app, shell);
  add_keys(app, shell);
  add_approvals(app, shell);
  add_stamp(app, shell);
  add_evidence(app, shell);
  add_report(app, shell);
  add_assurance(app, shell);
  add_audit(app, shell);
  add_credentials(app, shell);
  add_sessions(app, shell);
  add_call(app, shell);
  add_principals(app, shell);
  add_resources(app, shell);
  add_rpc(app, shell);
  add_lint(app, shell);
  add_canon(app, shell);
  add_schema(app, shell);
  add_nodes(app, shell);
  add_store(app, shell);
  add_config(app, shell);
  add_bench(app, shell);
  expect_texts(app);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? exit_ok : exit_bad_input;
  }
  flush_output();  // what could not be written must not look like success
  return shell.exit;
}

}  // namespace writ::cli
