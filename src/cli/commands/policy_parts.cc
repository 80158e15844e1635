#include "cli/commands/policy_parts.h"

#include <fmt/format.h>

#include "canon/canonical.h"
#include "cli/shell.h"

namespace writ::cli {

CLI::App* add_verb(CLI::App& policy, const std::string& verb, const std::string& doc,
                   PolicyOptions& options) {
  CLI::App* command = policy.add_subcommand(verb, doc);
  command->add_option("file", options.file, "the JSON; `-` (the default) is standard input");
  return command;
}

void add_ref(CLI::App& command, PolicyOptions& options) {
  command.add_option("--tenant", options.tenant, "whose policy")->required();
  command.add_option("--name", options.name, "which policy; `default` without it");
}

ObjectText ref(const PolicyOptions& options) {
  return ObjectText().add("tenantId", options.tenant).add_if("name", options.name);
}

void print_standing(const canon::Value& response) {
  const std::string_view version = text_of(response, "version");
  const std::string_view pin = text_of(response, "pin");
  print_line(fmt::format("in force: {} {} (generation {}){}", version.empty() ? "nothing" : version,
                         text_of(response, "policyHash"), number_of(response, "generation"),
                         pin.empty() ? "" : fmt::format(", pinned to {}", pin)));
}

Result<std::string> bundle_text(const std::string& text) {
  WRIT_TRY(const canon::Json json, canon::Json::parse(text));
  const canon::Value* inner = json.value().find("bundle");
  return canon::canonical(inner != nullptr ? *inner : json.value());
}

Result<std::string> member_text(const Answer& answer, std::string_view name) {
  WRIT_TRY(const canon::Json response, canon::Json::parse(answer.json));
  const canon::Value* member = response.value().find(name);
  return member == nullptr ? std::string() : canon::canonical(*member);
}

std::string describe_rollout(const canon::Value& rollout) {
  const canon::Value* share = rollout.find("share");
  return fmt::format("{} {} {}{}", text_of(rollout, "mode"), text_of(rollout, "version"),
                     text_of(rollout, "policyHash"),
                     share == nullptr ? "" : fmt::format(", share {}", canon::canonical(*share)));
}

int show_problem(const Shell& shell, const Answer& answer) {
  return show(shell, answer, [](const canon::Value&) {});
}

Result<Answer> sign_text(Target& target, const std::string& text, const PolicyOptions& options) {
  WRIT_TRY(const std::string bundle, bundle_text(text));
  Answer finalized =
      target.perform("policy.finalize", ObjectText().add_json("bundle", bundle).text());
  if (finalized.problem) return finalized;
  WRIT_TRY(const std::string ready, member_text(finalized, "bundle"));
  return target.perform("policy.sign", ObjectText()
                                           .add_json("bundle", ready)
                                           .add_if("keyPurpose", options.purpose)
                                           .add_if("alg", options.alg)
                                           .text());
}

}  // namespace writ::cli
