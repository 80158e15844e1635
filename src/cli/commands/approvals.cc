// writ approvals: what waits for somebody's word, and saying it.
#include <CLI/CLI.hpp>
#include <memory>

#include <fmt/format.h>

#include "canon/canonical.h"
#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/json_text.h"
#include "cli/question.h"
#include "cli/shell.h"

namespace writ::cli {
namespace {

struct ApprovalOptions {
  std::string tenant;
  std::string id;
  std::string state;
  std::string approver;
  std::string reason;
  std::string after;
};

void print_line_of(const canon::Value& approval) {
  const canon::Value* request = approval.find("request");
  print_line(fmt::format(
      "{}  {}  until {}  {} asks{}", text_of(approval, "approvalId"), text_of(approval, "state"),
      text_of(approval, "expiresAt"), text_of(approval, "asker"),
      request == nullptr
          ? ""
          : fmt::format(": {} {}", text_of(*request, "op"), text_of(*request, "resource"))));
}

void print_approval(const canon::Value& approval) {
  print_line_of(approval);
  for (const canon::Value& terms : items_of(approval, "terms")) {
    print_line(fmt::format("  needs    {}", canon::canonical(terms)));
  }
  if (const canon::Value* request = approval.find("request")) {
    print_line(fmt::format("  request  {}", canon::canonical(*request)));
  }
  if (const canon::Value* grant = approval.find("grant")) {
    print_line(fmt::format("  granted  {}", canon::canonical(*grant->find("grant"))));
  }
  if (const canon::Value* ended = approval.find("ended")) {
    print_line(fmt::format("  ended    {}", canon::canonical(*ended)));
  }
  print_line(fmt::format("  policy   {}", text_of(approval, "policyHash")));
}

void print_changed(const canon::Value& response) {
  if (const canon::Value* approval = response.find("approval")) print_line_of(*approval);
}

CLI::App* add_verb(CLI::App& approvals, const char* verb, const char* what,
                   ApprovalOptions& options) {
  CLI::App* command = approvals.add_subcommand(verb, what);
  command->add_option("--tenant", options.tenant, "in which tenant")->required();
  return command;
}

// A verb on one approval: the operation of that name, with the options that it has.
void add_act(CLI::App& approvals, Shell& shell, const char* verb, const char* what,
             const Render& render) {
  const auto options = std::make_shared<ApprovalOptions>();
  CLI::App* command = add_verb(approvals, verb, what, *options);
  command->add_option("approval", options->id, "its id, as a decision and `list` show it")
      ->required();
  const std::string name = verb;
  if (name == "grant" || name == "deny") {
    command->add_option("--approver", options->approver,
                        "who decides, of the directory of principals; you without it");
  }
  if (name == "deny" || name == "withdraw") {
    command->add_option("--reason", options->reason, "why, for people");
  }
  command->callback([options, &shell, name, render] {
    shell.exit = perform_and_show(shell, "approval." + name,
                                  ObjectText()
                                      .add("tenantId", options->tenant)
                                      .add("approvalId", options->id)
                                      .add_if("approver", options->approver)
                                      .add_if("reason", options->reason)
                                      .text(),
                                  render);
  });
}

void add_list(CLI::App& approvals, Shell& shell) {
  const auto options = std::make_shared<ApprovalOptions>();
  CLI::App* command = add_verb(approvals, "list", "List approvals", *options);
  command->add_option("--state", options->state, "only those that stand so")
      ->check(CLI::IsMember({"pending", "granted", "denied", "withdrawn", "used", "expired"}));
  command->add_option("--after", options->after, "only those after this id");
  command->callback([options, &shell] {
    shell.exit = perform_and_show(shell, "approval.list",
                                  ObjectText()
                                      .add("tenantId", options->tenant)
                                      .add_if("state", options->state)
                                      .add_if("after", options->after)
                                      .text(),
                                  [](const canon::Value& response) {
                                    for (const canon::Value& each : items_of(response, "approvals"))
                                      print_line_of(each);
                                    if (const std::string_view next = text_of(response, "next");
                                        !next.empty()) {
                                      print_line(fmt::format("there are more: --after {}", next));
                                    }
                                  });
  });
}

void add_request(CLI::App& approvals, Shell& shell) {
  const auto options = std::make_shared<QuestionOptions>();
  CLI::App* command = approvals.add_subcommand(
      "request", "Ask for the approval that a request needs, as `decide` would");
  add_question(*command, *options);
  command->callback([options, &shell] {
    shell.run([&]() -> Result<int> {
      WRIT_TRY(const std::string body, question_text(*options));
      return perform_and_show(shell, "approval.request", body, print_changed);
    });
  });
}

}  // namespace

void add_approvals(CLI::App& app, Shell& shell) {
  CLI::App* approvals =
      app.add_subcommand("approvals", "Approvals: what waits for somebody's word");
  approvals->require_subcommand(1);
  add_list(*approvals, shell);
  add_act(*approvals, shell, "get", "Show an approval and what it is for", print_approval);
  add_act(*approvals, shell, "grant", "Grant it: what it is for may be done, once", print_changed);
  add_act(*approvals, shell, "deny", "Deny it", print_changed);
  add_act(*approvals, shell, "withdraw", "Take back what was not used yet", print_changed);
  add_request(*approvals, shell);
}

}  // namespace writ::cli
