// writ decide: may this be done?
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

struct DecideOptions {
  QuestionOptions question;
  std::string approval;
};

Result<std::string> request_text(const DecideOptions& options) {
  WRIT_TRY(std::string text, question_text(options.question));
  if (options.approval.empty()) return text;
  WRIT_TRY(const canon::Json question, canon::Json::parse(text));
  std::string id;
  canon::append_text(id, options.approval);
  WRIT_TRY(const canon::Json shown, canon::Json::parse(id));
  return canon::canonical(question.with("approvalId", shown).value());
}

void print_approval(const canon::Value& approval) {
  std::string text;
  for (const auto& [name, before] : {std::pair{"approvalId", ""},
                                     {"state", " "},
                                     {"expiresAt", " until "},
                                     {"refusal", " not taken: "},
                                     {"notFiled", " not asked for: "}}) {
    if (const std::string_view told = text_of(approval, name); !told.empty()) {
      text += fmt::format("{}{}", before, told);
    }
  }
  print_line(fmt::format("  approval    {}", text));
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
  if (const canon::Value* approval = decision.find("approval")) print_approval(*approval);
  print_line(fmt::format("  policy      {}", text_of(decision, "policyHash")));
  print_line(fmt::format("  decision    {}", text_of(decision, "decisionHash")));
}

}  // namespace

void add_decide(CLI::App& app, Shell& shell) {
  const auto options = std::make_shared<DecideOptions>();
  CLI::App* command =
      app.add_subcommand("decide", "Decide a request; exit status 0 is allow, 1 is deny");
  add_question(*command, options->question);
  command->add_option("--approval", options->approval, "an approval that was granted for it");
  command->callback([options, &shell] {
    shell.run([&]() -> Result<int> {
      WRIT_TRY(const std::string body, request_text(*options));
      Target target(shell);
      return show_ruling(shell, target.perform("policy.decide", body), "allow", print_decision);
    });
  });
}

}  // namespace writ::cli
