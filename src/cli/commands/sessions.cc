// writ sessions: runs of agents, each under one verified bundle.
#include <CLI/CLI.hpp>
#include <memory>

#include <fmt/format.h>

#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/json_text.h"
#include "cli/shell.h"

namespace writ::cli {
namespace {

struct SessionOptions {
  std::string tenant;
  std::string name;
  std::string version;
  std::string update;
  std::string principal;
  std::string purpose;
  std::string risk_tier;
  std::string state;
  std::string id;
};

void print_session(const canon::Value& session) {
  const std::string_view closed = text_of(session, "closedAt");
  print_line(fmt::format(
      "{}  {}  {} {} {}{}  {}", text_of(session, "sessionId"),
      text_of(*session.find("principal"), "id"), text_of(session, "policyName"),
      text_of(session, "policyVersion"), text_of(session, "policyUpdate"),
      text_of(session, "arm") == "canary" ? " canary" : "",
      closed.empty() ? "open" : fmt::format("closed: {}", text_of(session, "closeReason"))));
}

void add_create(CLI::App& sessions, Shell& shell) {
  const auto options = std::make_shared<SessionOptions>();
  CLI::App* command = sessions.add_subcommand("create", "Bind a session to what decides now");
  command->add_option("--tenant", options->tenant, "whose")->required();
  command->add_option("--principal", options->principal, "who acts")->required();
  command->add_option("--name", options->name, "which policy; `default` without it");
  command->add_option("--version", options->version, "a version or range it must be within");
  command->add_option("--policy-update", options->update, "`follow` without it")
      ->check(CLI::IsMember({"follow", "pin", "close"}));
  command->add_option("--purpose", options->purpose, "what every request is for");
  command->add_option("--risk-tier", options->risk_tier, "of every request")
      ->check(CLI::IsMember({"low", "moderate", "high", "regulated"}));
  command->callback([options, &shell] {
    shell.exit = perform_and_show(
        shell, "session.create",
        ObjectText()
            .add("tenantId", options->tenant)
            .add("principal", options->principal)
            .add_if("policyName", options->name)
            .add_if("policyVersion", options->version)
            .add_if("policyUpdate", options->update)
            .add_if("purpose", options->purpose)
            .add_if("riskTier", options->risk_tier)
            .text(),
        [](const canon::Value& response) { print_line(text_of(response, "sessionId")); });
  });
}

void add_list(CLI::App& sessions, Shell& shell) {
  const auto options = std::make_shared<SessionOptions>();
  CLI::App* command = sessions.add_subcommand("list", "List a tenant's sessions");
  command->add_option("--tenant", options->tenant, "whose")->required();
  command->add_option("--state", options->state, "`open` without it")
      ->check(CLI::IsMember({"open", "closed", "all"}));
  command->callback([options, &shell] {
    shell.exit =
        perform_pages(shell, "session.list",
                      ObjectText().add("tenantId", options->tenant).add_if("state", options->state),
                      "sessions", print_session);
  });
}

// A verb on one session.
void add_on_one(CLI::App& sessions, Shell& shell, const std::string& verb, const std::string& doc,
                const Render& render) {
  const auto options = std::make_shared<SessionOptions>();
  CLI::App* command = sessions.add_subcommand(verb, doc);
  command->add_option("session", options->id, "its id")->required();
  command->callback([options, verb, render, &shell] {
    shell.exit = perform_and_show(shell, "session." + verb,
                                  ObjectText().add("sessionId", options->id).text(), render);
  });
}

void print_standing_of(const canon::Value& response) {
  print_session(*response.find("session"));
  const std::string_view refusal = text_of(response, "refusal");
  if (!refusal.empty()) print_line(fmt::format("refuses everything: {}", refusal));
  if (const canon::Value* used = response.find("used")) {
    print_line(fmt::format("used: {} decisions, {} us, {} bytes, {} tokens",
                           number_of(*used, "decisions"), number_of(*used, "evalUs"),
                           number_of(*used, "evalBytes"), number_of(*used, "tokens")));
  }
}

}  // namespace

void add_sessions(CLI::App& app, Shell& shell) {
  CLI::App* sessions = app.add_subcommand("sessions", "Runs of agents, each under one bundle");
  sessions->require_subcommand(1);
  add_create(*sessions, shell);
  add_list(*sessions, shell);
  add_on_one(*sessions, shell, "get", "Show how a session stands", print_standing_of);
  add_on_one(*sessions, shell, "close", "End a session",
             [](const canon::Value&) { print_line("closed"); });
}

}  // namespace writ::cli
