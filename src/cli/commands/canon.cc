// writ canon: canonical bytes.
#include <CLI/CLI.hpp>
#include <memory>

#include "canon/canonical.h"
#include "canon/digest.h"
#include "canon/json.h"
#include "cli/commands.h"
#include "cli/shell.h"

namespace writ::cli {

void add_canon(CLI::App& app, Shell& shell) {
  struct Options {
    std::string file = "-";
    bool digest = false;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(
      "canon", "Print the canonical form (RFC 8785) of a JSON file, and nothing else");
  command->add_option("file", options->file, "the JSON; `-` (the default) is standard input");
  command->add_flag("--digest", options->digest, "print the SHA-256 of the canonical form instead");
  command->callback([options, &shell] {
    shell.run([&]() -> Result<int> {
      WRIT_TRY(const std::string text, read_input(options->file));
      WRIT_TRY(const canon::Json json, canon::Json::parse(text));
      const std::string canonical = canon::canonical(json.value());
      if (options->digest) {
        print_line(canon::sha256_hex(canonical));
      } else {
        print(canonical);
      }
      return exit_ok;
    });
  });
}

}  // namespace writ::cli
