// writ assurance: cases, from their author to who relies on them.
#include <CLI/CLI.hpp>

#include <fmt/format.h>

#include "base/instant.h"
#include "canon/canonical.h"
#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/json_text.h"
#include "cli/shell.h"
#include "cli/verb.h"
#include "render/graphviz.h"

namespace writ::cli {
namespace {

struct CaseOptions {
  std::string file = "-";
  std::string evidence;
  std::vector<std::string> cases;
  std::string by;
  std::string format = "json";
  std::string tenant;
  std::string session;
  std::string policy_hash;
  std::string title;
  std::string top_goal;
  bool strategies_on_solutions = false;
};

Verb<CaseOptions> add_case_verb(CLI::App& assurance, Shell& shell, const std::string& name,
                                const std::string& doc,
                                Result<int> (*run)(const Shell&, const CaseOptions&)) {
  Verb<CaseOptions> verb = add_verb(assurance, shell, name, doc, run);
  verb.command->add_option("file", verb.options->file,
                           "the case; `-` (the default) is standard input");
  return verb;
}

void add_cases(CLI::App& command, CaseOptions& options) {
  command.add_option("--case", options.cases, "a signed case whose goals are away goals here")
      ->type_name("FILE");
}

void add_known(CLI::App& command, CaseOptions& options) {
  add_cases(command, options);
  command
      .add_option("--suppose-evidence", options.evidence,
                  "[{id, fresh, expiresAt?}], instead of what is registered")
      ->type_name("FILE");
}

// --- requests ----------------------------------------------------------------------------------

Result<std::string> other_cases(const CaseOptions& options) {
  std::string list;
  for (const std::string& path : options.cases) {
    WRIT_TRY(const std::string text, read_json(path));
    list.append(list.empty() ? "[" : ",").append(text);
  }
  return list + "]";
}

// The members that every question about a case has.
Result<ObjectText> question(const CaseOptions& options) {
  WRIT_TRY(const std::string text, read_json(options.file));
  ObjectText body;
  body.add_json("case", text);
  if (!options.cases.empty()) {
    WRIT_TRY(const std::string cases, other_cases(options));
    body.add_json("cases", cases);
  }
  if (!options.evidence.empty()) {
    WRIT_TRY(const std::string evidence, read_json(options.evidence));
    body.add_json("evidence", evidence);
  }
  return body;
}

// --- check -------------------------------------------------------------------------------------

std::string because(const canon::Value& node) {
  std::string text;
  for (const canon::Value& one : items_of(node, "because")) {
    text.append(text.empty() ? ": " : ", ").append(one.text());
  }
  return text;
}

void print_node(const canon::Value& node) {
  print_line(fmt::format("{:<12} {:<14} {:<20} {}{}", text_of(node, "status"),
                         text_of(node, "kind"), text_of(node, "id"), text_of(node, "reason"),
                         because(node)));
}

void print_check(const canon::Value& response) {
  for (const canon::Value& node : items_of(response, "nodes")) print_node(node);
  for (const canon::Value& error : items_of(response, "errors")) {
    print_line(fmt::format("{}: {} [{}]\n  at {}", text_of(error, "nodeId"),
                           text_of(error, "message"), text_of(error, "code"),
                           text_of(error, "pointer")));
  }
  const auto told = static_cast<double>(items_of(response, "errors").size());
  print_line(fmt::format("{}: the claim is {}, {} errors{}",
                         is_true(response, "valid") ? "valid" : "not valid",
                         text_of(response, "topGoal"), told + number_of(response, "leftOut"),
                         is_true(response, "supposed") ? ", on evidence that is supposed" : ""));
}

Result<int> run_check(const Shell& shell, const CaseOptions& options) {
  WRIT_TRY(const ObjectText body, question(options));
  Target target(shell);
  return show_ruling(shell, target.perform("assurance.check", body.text()), "valid", print_check);
}

// --- sign, verify --------------------------------------------------------------------------------

Result<int> run_sign(const Shell& shell, const CaseOptions& options) {
  WRIT_TRY(const ObjectText body, question(options));
  return perform_and_show(shell, "assurance.sign", body.text(), [](const canon::Value& response) {
    print_line(canon::canonical(*response.find("signed")));
  });
}

Result<int> run_verify(const Shell& shell, const CaseOptions& options) {
  WRIT_TRY(const std::string body, read_input(options.file));
  return perform_and_show(shell, "assurance.verify", body,
                          [](const canon::Value&) { print_line("good"); });
}

// --- export, draw --------------------------------------------------------------------------------

Result<Answer> exported(const Shell& shell, const CaseOptions& options, std::string_view format) {
  WRIT_TRY(ObjectText body, question(options));
  Target target(shell);
  return target.perform("assurance.export", body.add("format", format).text());
}

Result<int> run_export(const Shell& shell, const CaseOptions& options) {
  WRIT_TRY(const Answer answer, exported(shell, options, options.format));
  return show(shell, answer, [](const canon::Value& response) {
    const std::string_view text = text_of(response, "text");
    text.ends_with('\n') ? print(text) : print_line(text);
  });
}

Result<int> run_draw(const Shell& shell, const CaseOptions& options) {
  WRIT_TRY(const Answer answer, exported(shell, options, "dot"));
  if (answer.problem) return show(shell, answer, [](const canon::Value&) {});
  WRIT_TRY(const canon::Json response, canon::Json::parse(answer.json));
  const auto as = options.format == "pdf" ? render::Picture::pdf : render::Picture::svg;
  WRIT_TRY(const std::string picture, render::draw(text_of(response.value(), "text"), as));
  print(picture);
  return exit_ok;
}

// --- horizon -----------------------------------------------------------------------------------

void print_horizon(const canon::Value& response) {
  for (const canon::Value& one : items_of(response, "renewals")) {
    print_line(fmt::format("renew {} ({}) before {}", text_of(one, "evidence"),
                           text_of(one, "nodeId"), text_of(one, "expiresAt")));
  }
  for (const canon::Value& node : items_of(response, "falls")) print_node(node);
  const std::string_view until = text_of(response, "supportedUntil");
  print_line(fmt::format("the claim is {} now, {} then{}", text_of(response, "topGoal"),
                         text_of(response, "topGoalThen"),
                         until.empty() ? "" : fmt::format("; it stands until {}", until)));
}

Result<int> run_horizon(const Shell& shell, const CaseOptions& options) {
  WRIT_TRY(ObjectText body, question(options));
  return perform_and_show(shell, "assurance.horizon", body.add("by", options.by).text(),
                          print_horizon);
}

// --- import ------------------------------------------------------------------------------------

Result<int> run_import(const Shell& shell, const CaseOptions& options) {
  WRIT_TRY(const std::string yaml, read_input(options.file));
  const std::string body = ObjectText()
                               .add("yaml", yaml)
                               .add("tenantId", options.tenant)
                               .add("sessionId", options.session)
                               .add("policyHash", options.policy_hash)
                               .add("createdAt", Instant::now().text())
                               .add_if("title", options.title)
                               .add_if("topGoalId", options.top_goal)
                               .add_flag("strategiesOnSolutions", options.strategies_on_solutions)
                               .text();
  return perform_and_show(shell, "assurance.import", body, [](const canon::Value& response) {
    print_line(canon::canonical(*response.find("case")));
    for (const canon::Value& name : items_of(response, "leftOut")) {
      log_line(fmt::format("left out: {}", name.text()));
    }
  });
}

void add_import(CLI::App& assurance, Shell& shell) {
  const auto [command, options] = add_case_verb(
      assurance, shell, "import", "Print the case that a file of gsn2x's YAML holds", run_import);
  command->add_option("--tenant", options->tenant, "whose it is")->required();
  command->add_option("--session", options->session, "the session that its evidence is of")
      ->required();
  command->add_option("--policy-hash", options->policy_hash, "the policy of that session")
      ->required();
  command->add_option("--title", options->title, "the module's name without it");
  command->add_option("--top-goal", options->top_goal, "needed where several could be it");
  command->add_flag("--strategies-on-solutions", options->strategies_on_solutions,
                    "let strategies rest on solutions, which the standard does not know");
}

}  // namespace

void add_assurance(CLI::App& app, Shell& shell) {
  CLI::App* assurance =
      app.add_subcommand("assurance", "Check, sign, draw and exchange assurance cases");
  assurance->require_subcommand(1);
  const auto verb = [&](const std::string& name, const std::string& doc,
                        Result<int> (*run)(const Shell&, const CaseOptions&)) {
    return add_case_verb(*assurance, shell, name, doc, run);
  };
  const auto [check, check_options] =
      verb("check", "Tell how each node of a case stands, and every error", run_check);
  add_known(*check, *check_options);
  const auto [sign, sign_options] =
      verb("sign", "Check a case on what is registered, sign it and print it", run_sign);
  add_cases(*sign, *sign_options);
  verb("verify", "Check a signed case against the keys here", run_verify);
  const auto [write, write_options] = verb("export", "Print a case in another form", run_export);
  add_known(*write, *write_options);
  write->add_option("--format", write_options->format, "`json` without it")
      ->check(CLI::IsMember({"json", "gsn2x", "dot", "oscal"}));
  const auto [draw, draw_options] = verb("draw", "Draw a case, with Graphviz", run_draw);
  add_known(*draw, *draw_options);
  draw_options->format = "svg";
  draw->add_option("--format", draw_options->format, "`svg` without it")
      ->check(CLI::IsMember({"svg", "pdf"}));
  const auto [horizon, horizon_options] =
      verb("horizon", "Tell what of a case must be renewed by a date", run_horizon);
  add_known(*horizon, *horizon_options);
  horizon->add_option("--by", horizon_options->by, "the date, such as `2027-01-01T00:00:00Z`")
      ->required();
  add_import(*assurance, shell);
}

}  // namespace writ::cli
