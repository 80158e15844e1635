// A verb of a command, as `status` is of `writ report`, with options of its own.
#pragma once

#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "base/result.h"
#include "cli/shell.h"

namespace writ::cli {

// The options live as long as the command does.
template <class Options>
struct Verb {
  CLI::App* command;
  std::shared_ptr<Options> options;
};

template <class Options>
Verb<Options> add_verb(CLI::App& noun, Shell& shell, const std::string& name,
                       const std::string& doc, Result<int> (*run)(const Shell&, const Options&)) {
  Verb<Options> verb{noun.add_subcommand(name, doc), std::make_shared<Options>()};
  verb.command->callback([options = verb.options, run, &shell] {
    shell.run([&]() -> Result<int> { return run(shell, *options); });
  });
  return verb;
}

}  // namespace writ::cli
