// writ policy stage, activate, withdraw, impact: trying a bundle before it comes into force.
#include <CLI/CLI.hpp>
#include <memory>

#include <fmt/format.h>

#include "canon/canonical.h"
#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/commands/policy_parts.h"
#include "cli/shell.h"

namespace writ::cli {
namespace {

// A bundle that is signed already goes as it is.
Result<Answer> signed_bundle(Target& target, const PolicyOptions& options) {
  WRIT_TRY(const std::string text, read_input(options.file));
  WRIT_TRY(const canon::Json json, canon::Json::parse(text));
  if (json.value().find("signature") != nullptr) {
    return Answer{.json = canon::canonical(json.value())};
  }
  return sign_text(target, text, options);
}

void add_stage(CLI::App& policy, Shell& shell) {
  const auto options = std::make_shared<PolicyOptions>();
  CLI::App* command =
      add_verb(policy, "stage",
               "Try a bundle: as a shadow, or as a canary for a share of the sessions", *options);
  command->add_option("--mode", options->mode, "`shadow` (never obeyed) or `canary`")
      ->required()
      ->check(CLI::IsMember({"shadow", "canary"}));
  command->add_option("--share", options->share, "of a canary: above 0, up to 1")
      ->check(CLI::Range(0.0, 1.0));
  command->callback([options, &shell] {
    shell.run([&]() -> Result<int> {
      Target target(shell);
      WRIT_TRY(const Answer content, signed_bundle(target, *options));
      if (content.problem) return show_problem(shell, content);
      ObjectText body;
      body.add_json("signed", content.json).add("mode", options->mode);
      if (!options->share.empty()) body.add_json("share", options->share);
      return show(shell, target.perform("policy.stage", body.text()),
                  [](const canon::Value& response) {
                    print_line("staged: " + describe_rollout(*response.find("rollout")));
                  });
    });
  });
}

void add_activate(CLI::App& policy, Shell& shell) {
  const auto options = std::make_shared<PolicyOptions>();
  options->file.clear();
  CLI::App* command = policy.add_subcommand(
      "activate", "Bring a stored version into force: by a signed activation, or signed here");
  command->add_option("file", options->file, "a signed activation; `-` is standard input");
  command->add_option("--tenant", options->tenant, "whose policy, where it is signed here");
  command->add_option("--name", options->name, "which policy; `default` without it");
  command->add_option("--version", options->version, "which version");
  command->add_option("--reason", options->reason, "why");
  command->callback([options, &shell] {
    shell.run([&]() -> Result<int> {
      if (options->file.empty() == (options->tenant.empty() || options->version.empty())) {
        return Problem{fault::bad_setting,
                       "give the file of a signed activation, or --tenant and --version"};
      }
      if (options->file.empty()) {
        const std::string body =
            ref(*options).add("version", options->version).add_if("reason", options->reason).text();
        return perform_and_show(shell, "policy.activate", body, print_standing);
      }
      WRIT_TRY(const std::string body, read_input(options->file));
      return perform_and_show(shell, "policy.activate", body, print_standing);
    });
  });
}

void add_withdraw(CLI::App& policy, Shell& shell) {
  const auto options = std::make_shared<PolicyOptions>();
  CLI::App* command =
      policy.add_subcommand("withdraw", "End what is staged, without bringing it into force");
  add_ref(*command, *options);
  command->add_option("--mode", options->mode, "the `shadow` or the `canary`; both without it")
      ->check(CLI::IsMember({"shadow", "canary"}));
  command->callback([options, &shell] {
    shell.exit = perform_and_show(
        shell, "policy.withdraw", ref(*options).add_if("mode", options->mode).text(),
        [](const canon::Value& response) {
          for (const canon::Value& rollout : items_of(response, "withdrawn")) {
            print_line("withdrawn: " + describe_rollout(rollout));
          }
        });
  });
}

std::string describe_side(const canon::Value& side) {
  std::string rules;
  for (const canon::Value& id : items_of(side, "ruleIds")) rules += fmt::format(" {}", id.text());
  const std::string_view reason = text_of(side, "reason");
  return fmt::format("{} by{}{}", text_of(side, "outcome"), rules.empty() ? " no rule" : rules,
                     reason.empty() ? "" : fmt::format(" ({})", reason));
}

void print_impact(const canon::Value& response) {
  print_line(fmt::format("{} of {} decisions would be others under {}",
                         number_of(response, "differing"), number_of(response, "decisions"),
                         describe_rollout(*response.find("rollout"))));
  for (const canon::Value& change : items_of(response, "changes")) {
    print_line(fmt::format("{:>8}  {}\n          now: {}", number_of(change, "count"),
                           describe_side(*change.find("before")),
                           describe_side(*change.find("after"))));
    for (const canon::Value& example : items_of(change, "examples")) {
      const canon::Value* request = example.find("request");
      print_line(
          fmt::format("          entry {}: {}", number_of(example, "index"),
                      request == nullptr ? "the request is not kept" : canon::canonical(*request)));
    }
  }
}

void add_impact(CLI::App& policy, Shell& shell) {
  const auto options = std::make_shared<PolicyOptions>();
  CLI::App* command = policy.add_subcommand(
      "impact", "Show what would have been answered otherwise under the staged shadow");
  add_ref(*command, *options);
  command->callback([options, &shell] {
    shell.exit = perform_and_show(shell, "policy.impact", ref(*options).text(), print_impact);
  });
}

}  // namespace

void add_policy_rollout(CLI::App& policy, Shell& shell) {
  add_stage(policy, shell);
  add_activate(policy, shell);
  add_withdraw(policy, shell);
  add_impact(policy, shell);
}

}  // namespace writ::cli
