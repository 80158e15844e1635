// writ policy: bundles, from their author to what is in force.
#include <CLI/CLI.hpp>
#include <memory>

#include <fmt/format.h>

#include "canon/canonical.h"
#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/commands/policy_parts.h"
#include "cli/json_text.h"
#include "cli/shell.h"

namespace writ::cli {
namespace {

void print_put(const canon::Value& response) {
  print_line(fmt::format("{} {} (generation {})",
                         is_true(response, "inForce") ? "in force:" : "stored, not in force:",
                         text_of(response, "policyHash"), number_of(response, "generation")));
}

void add_finalize(CLI::App& policy, Shell& shell) {
  const auto options = std::make_shared<PolicyOptions>();
  add_verb(policy, "finalize", "Print a bundle with its policyHash", *options)
      ->callback([options, &shell] {
        shell.run([&]() -> Result<int> {
          WRIT_TRY(const std::string text, read_input(options->file));
          WRIT_TRY(const std::string bundle, bundle_text(text));
          Target target(shell);
          const Answer answer =
              target.perform("policy.finalize", ObjectText().add_json("bundle", bundle).text());
          if (answer.problem) return show_problem(shell, answer);
          WRIT_TRY(const std::string finalized, member_text(answer, "bundle"));
          print_line(finalized);
          return exit_ok;
        });
      });
}

void add_sign_options(CLI::App& command, PolicyOptions& options) {
  command.add_option("--alg", options.alg, "`ed25519` without it")
      ->check(CLI::IsMember({"ed25519", "hmac-sha256"}));
}

void add_sign(CLI::App& policy, Shell& shell) {
  const auto options = std::make_shared<PolicyOptions>();
  CLI::App* command = add_verb(policy, "sign", "Finalize a bundle, sign it and print it", *options);
  add_sign_options(*command, *options);
  command->add_option("--key-purpose", options->purpose, "`audit` without it, which `put` needs");
  command->callback([options, &shell] {
    shell.run([&]() -> Result<int> {
      WRIT_TRY(const std::string text, read_input(options->file));
      Target target(shell);
      WRIT_TRY(const Answer answer, sign_text(target, text, *options));
      if (answer.problem) return show_problem(shell, answer);
      print_line(answer.json);
      return exit_ok;
    });
  });
}

void add_install(CLI::App& policy, Shell& shell) {
  const auto options = std::make_shared<PolicyOptions>();
  CLI::App* command = add_verb(
      policy, "install", "Finalize a bundle, sign it here and put it: the three in one", *options);
  add_sign_options(*command, *options);
  command->callback([options, &shell] {
    shell.run([&]() -> Result<int> {
      WRIT_TRY(const std::string text, read_input(options->file));
      Target target(shell);
      WRIT_TRY(const Answer answer, sign_text(target, text, *options));
      if (answer.problem) return show_problem(shell, answer);
      return show(shell, target.perform("policy.put", answer.json), print_put);
    });
  });
}

// A verb that hands a file's JSON to an operation.
void add_plain(CLI::App& policy, Shell& shell, const std::string& verb, const std::string& doc,
               const Render& render) {
  const auto options = std::make_shared<PolicyOptions>();
  add_verb(policy, verb, doc, *options)->callback([options, verb, render, &shell] {
    shell.run([&]() -> Result<int> {
      WRIT_TRY(const std::string body, read_input(options->file));
      return perform_and_show(shell, "policy." + verb, body, render);
    });
  });
}

void add_get(CLI::App& policy, Shell& shell) {
  const auto options = std::make_shared<PolicyOptions>();
  CLI::App* command = policy.add_subcommand("get", "Print a stored bundle with its signature");
  add_ref(*command, *options);
  command->add_option("--version", options->version, "which; the one in force without it");
  command->callback([options, &shell] {
    shell.exit = perform_and_show(
        shell, "policy.get", ref(*options).add_if("version", options->version).text(),
        [](const canon::Value& response) { print_line(canon::canonical(response)); });
  });
}

void print_policies(const canon::Value& response) {
  for (const canon::Value& policy : items_of(response, "policies")) {
    const std::string_view in_force = text_of(policy, "inForce");
    const std::string_view pin = text_of(policy, "pin");
    print_line(fmt::format("{}  in force: {}  generation {}{}", text_of(policy, "name"),
                           in_force.empty() ? "nothing" : in_force, number_of(policy, "generation"),
                           pin.empty() ? "" : fmt::format("  pinned to {}", pin)));
    for (const canon::Value& version : items_of(policy, "versions")) {
      print_line(fmt::format(
          "  {} {:<10} {}  signed by {}", text_of(version, "version") == in_force ? "*" : " ",
          text_of(version, "version"), text_of(version, "policyHash"), text_of(version, "keyId")));
    }
    for (const canon::Value& rollout : items_of(policy, "rollouts")) {
      print_line("  staged: " + describe_rollout(rollout));
    }
  }
}

void add_list(CLI::App& policy, Shell& shell) {
  const auto options = std::make_shared<PolicyOptions>();
  CLI::App* command = policy.add_subcommand("list", "List a tenant's policies and their versions");
  command->add_option("--tenant", options->tenant, "whose")->required();
  command->callback([options, &shell] {
    shell.exit = perform_and_show(
        shell, "policy.list", ObjectText().add("tenantId", options->tenant).text(), print_policies);
  });
}

void add_pin(CLI::App& policy, Shell& shell) {
  const auto options = std::make_shared<PolicyOptions>();
  CLI::App* command = policy.add_subcommand("pin", "Limit which versions can come into force");
  add_ref(*command, *options);
  command->add_option("range", options->version, "a version or a range such as `^1.4.0`");
  command->add_flag("--none", options->none, "take the pin away");
  command->add_option("--reason", options->reason, "why");
  command->callback([options, &shell] {
    shell.run([&]() -> Result<int> {
      if (options->none == !options->version.empty()) {
        return Problem{fault::bad_setting, "give a range, or --none to take the pin away"};
      }
      return perform_and_show(shell, "policy.pin",
                              ref(*options)
                                  .add_if("version", options->version)
                                  .add_if("reason", options->reason)
                                  .text(),
                              print_standing);
    });
  });
}

void add_rollback(CLI::App& policy, Shell& shell) {
  const auto options = std::make_shared<PolicyOptions>();
  CLI::App* command = policy.add_subcommand(
      "rollback", "Go back to an earlier version, by an activation signed here");
  add_ref(*command, *options);
  command->add_option("version", options->version,
                      "which; the highest below what is in force without it");
  command->add_option("--reason", options->reason, "why");
  command->callback([options, &shell] {
    shell.exit = perform_and_show(
        shell, "policy.rollback",
        ref(*options).add_if("version", options->version).add_if("reason", options->reason).text(),
        print_standing);
  });
}

}  // namespace

void add_policy(CLI::App& app, Shell& shell) {
  CLI::App* policy =
      app.add_subcommand("policy", "Write, sign, install, explain and test policies");
  policy->require_subcommand(1);
  add_finalize(*policy, shell);
  add_sign(*policy, shell);
  add_plain(*policy, shell, "verify", "Check a signed bundle against the keys here",
            [](const canon::Value&) { print_line("good"); });
  add_plain(*policy, shell, "put", "Store a signed bundle and bring it into force", print_put);
  add_install(*policy, shell);
  add_get(*policy, shell);
  add_list(*policy, shell);
  add_pin(*policy, shell);
  add_rollback(*policy, shell);
  add_policy_rollout(*policy, shell);
  add_policy_tools(*policy, shell);
}

}  // namespace writ::cli
