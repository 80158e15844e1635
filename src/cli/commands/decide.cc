// writ decide: may this be done?
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

struct DecideOptions {
  std::string file = "-";
  std::string tenant;
  std::string name;
};

// A file holds the whole request of policy.decide, or only its `request` where the tenant is given.
Result<std::string> request_text(const DecideOptions& options) {
  WRIT_TRY(std::string text, read_input(options.file));
  if (options.tenant.empty()) return text;
  WRIT_TRY(const canon::Json json, canon::Json::parse(text));
  return ObjectText()
      .add("tenantId", options.tenant)
      .add_if("name", options.name)
      .add_json("request", canon::canonical(json.value()))
      .text();
}

void print_decision(const canon::Value& decision) {
  const std::string_view reason = text_of(decision, "reason");
  print_line(fmt::format("{}{}", is_true(decision, "allow") ? "allow" : "deny",
                         reason.empty() ? "" : fmt::format(" ({})", reason)));
  for (const canon::Value& rule : items_of(decision, "ruleIds")) {
    print_line(fmt::format("  rule        {}", rule.text()));
  }
  for (const canon::Value& obligation : items_of(decision, "obligations")) {
    print_line(fmt::format("  obligation  {}", canon::canonical(obligation)));
  }
  print_line(fmt::format("  policy      {}", text_of(decision, "policyHash")));
  print_line(fmt::format("  decision    {}", text_of(decision, "decisionHash")));
}

}  // namespace

void add_decide(CLI::App& app, Shell& shell) {
  const auto options = std::make_shared<DecideOptions>();
  CLI::App* command =
      app.add_subcommand("decide", "Decide a request; exit status 0 is allow, 1 is deny");
  command->add_option("file", options->file, "the request; `-` (the default) is standard input");
  command->add_option("--tenant", options->tenant,
                      "whose policy; the file then holds the bare request");
  command->add_option("--name", options->name, "which policy; `default` without it");
  command->callback([options, &shell] {
    shell.run([&]() -> Result<int> {
      WRIT_TRY(const std::string body, request_text(*options));
      Target target(shell);
      const Answer answer = target.perform("policy.decide", body);
      const int exit = show(shell, answer, print_decision);
      if (answer.problem) return exit;
      WRIT_TRY(const canon::Json decision, canon::Json::parse(answer.json));
      return is_true(decision.value(), "allow") ? exit_ok : exit_no;
    });
  });
}

}  // namespace writ::cli
