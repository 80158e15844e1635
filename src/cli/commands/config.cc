// writ config: the settings in force, and where each comes from.
#include <CLI/CLI.hpp>

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/json_text.h"
#include "cli/shell.h"

namespace writ::cli {
namespace {

std::string settings_json(const Settings& settings) {
  ObjectText all;
  for (const Setting& setting : all_settings()) {
    const Settings::Value& value = settings.value(setting.name);
    all.add_json(setting.name,
                 ObjectText().add("source", name(value.source)).add("value", value.text).text());
  }
  return all.text();
}

void print_settings(const Settings& settings) {
  for (const Setting& setting : all_settings()) {
    const Settings::Value& value = settings.value(setting.name);
    print_line(fmt::format("{:<16} = {:<24} # {}; {} or {}: {}", setting.name,
                           fmt::format("\"{}\"", value.text), name(value.source), setting.flag,
                           setting.variable, setting.doc));
  }
  if (!settings.file().empty()) print_line(fmt::format("# file: {}", settings.file()));
}

}  // namespace

void add_config(CLI::App& app, Shell& shell) {
  app.add_subcommand("config", "Show every setting, its value and where that comes from")
      ->callback([&shell] {
        shell.run([&]() -> Result<int> {
          WRIT_TRY(const Settings settings, shell.settings());
          if (shell.json) {
            print_line(settings_json(settings));
          } else {
            print_settings(settings);
          }
          return exit_ok;
        });
      });
}

}  // namespace writ::cli
