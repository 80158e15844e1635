// writ policy explain, check, diff, test: understanding bundles before they rule.
#include <CLI/CLI.hpp>
#include <memory>
#include <sstream>

#include <fmt/format.h>

#include "canon/canonical.h"
#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/json_text.h"
#include "cli/shell.h"

namespace writ::cli {
namespace {

struct ToolOptions {
  std::string file = "-";
  std::string other;
  std::string requests;
  std::string resources;
  double min_rules = -1;
  double min_conditions = -1;
};

// A JSON file, or JSON Lines as an array.
Result<std::string> read_array(const std::string& path) {
  WRIT_TRY(std::string text, read_input(path));
  if (const Result<canon::Json> whole = canon::Json::parse(text);
      whole && whole->value().is(canon::Value::Kind::array)) {
    return text;
  }
  std::string array;
  std::istringstream lines(text);
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    const Result<canon::Json> json = canon::Json::parse(line);
    if (!json) return Problem(json.error()).in(fmt::format("line {} of `{}`", number, path));
    array += array.empty() ? "[" : ",";
    array += canon::canonical(json->value());
  }
  return array.empty() ? "[]" : array + "]";
}

// --- explain ---------------------------------------------------------------------------------

void print_explanation(const canon::Value& response) {
  const canon::Value& decision = *response.find("decision");
  const std::string_view reason = text_of(decision, "reason");
  print_line(fmt::format("{}{}", is_true(decision, "allow") ? "allow" : "deny",
                         reason.empty() ? "" : fmt::format(" ({})", reason)));
  for (const canon::Value& rule : items_of(response, "rules")) {
    const std::string_view state = is_true(rule, "won")       ? "won"
                                   : is_true(rule, "applies") ? "applies"
                                                              : "-";
    print_line(fmt::format("  {:<8} {:<6} {:>6}  {}", state, text_of(rule, "effect"),
                           number_of(rule, "priority"), text_of(rule, "ruleId")));
    if (const canon::Value* failed = rule.find("failed")) {
      print_line(fmt::format("           {}: {}", text_of(*failed, "condition"),
                             text_of(*failed, "message")));
    }
  }
}

void add_explain(CLI::App& policy, Shell& shell) {
  const auto options = std::make_shared<ToolOptions>();
  CLI::App* command =
      policy.add_subcommand("explain", "Decide a request and tell what became of every rule");
  command->add_option("file", options->file, "the request of policy.decide; `-` is standard input");
  command->callback([options, &shell] {
    shell.run([&]() -> Result<int> {
      WRIT_TRY(const std::string body, read_input(options->file));
      return perform_and_show(shell, "policy.explain", body, print_explanation);
    });
  });
}

// --- check -----------------------------------------------------------------------------------

void print_findings(const canon::Value& response) {
  for (const canon::Value& finding : items_of(response, "findings")) {
    print_line(fmt::format("{}: {} [{}]\n  at {}", text_of(finding, "severity"),
                           text_of(finding, "message"), text_of(finding, "code"),
                           text_of(finding, "pointer")));
  }
  print_line(fmt::format("{} errors, {} warnings", number_of(response, "errors"),
                         number_of(response, "warnings")));
}

void add_check(CLI::App& policy, Shell& shell) {
  const auto options = std::make_shared<ToolOptions>();
  CLI::App* command = policy.add_subcommand(
      "check", "Find rules that can never win, requests that dodge a deny, and other slips");
  command->add_option("bundle", options->file, "a bundle or a signed bundle");
  command->add_option("--resources", options->resources,
                      "known resources, one a line: globs that match none of them are reported");
  command->callback([options, &shell] {
    shell.run([&]() -> Result<int> {
      WRIT_TRY(const std::string bundle, read_json(options->file));
      ObjectText body;
      body.add_json("bundle", bundle);
      if (!options->resources.empty()) {
        WRIT_TRY(const std::string text, read_input(options->resources));
        std::vector<std::string> resources;
        std::istringstream lines(text);
        for (std::string line; std::getline(lines, line);) resources.push_back(line);
        body.add_if("resources", resources);
      }
      return perform_and_show(shell, "policy.check", body.text(), print_findings);
    });
  });
}

// --- diff ------------------------------------------------------------------------------------

void print_rules(std::string_view sign, std::span<const canon::Value> rules) {
  for (const canon::Value& rule : rules) {
    print_line(fmt::format("{} {} ({} {}, priority {})", sign, text_of(rule, "ruleId"),
                           text_of(rule, "effect"), text_of(rule, "op"),
                           number_of(rule, "priority")));
  }
}

void print_members(std::span<const canon::Value> members) {
  const auto shown = [](const canon::Value* value) {
    return value == nullptr ? std::string("absent") : canon::canonical(*value);
  };
  for (const canon::Value& member : members) {
    print_line(fmt::format("    {}: {} → {}", text_of(member, "pointer"),
                           shown(member.find("before")), shown(member.find("after"))));
  }
}

void print_diff(const canon::Value& response) {
  if (const auto metadata = items_of(response, "metadata"); !metadata.empty()) {
    print_line("~ the bundle");
    print_members(metadata);
  }
  const canon::Value& rules = *response.find("rules");
  print_rules("+", items_of(rules, "added"));
  print_rules("-", items_of(rules, "removed"));
  for (const canon::Value& rule : items_of(rules, "changed")) {
    print_line(fmt::format("~ {}", text_of(rule, "ruleId")));
    print_members(items_of(rule, "members"));
  }
  const canon::Value* decisions = response.find("decisions");
  if (decisions == nullptr) return;
  for (const canon::Value& change : items_of(*decisions, "changed")) {
    const auto outcome = [&](std::string_view side) {
      return is_true(*change.find(side), "allow") ? "allow" : "deny";
    };
    print_line(fmt::format("request {}: {} → {}  {} {}", number_of(change, "index"),
                           outcome("before"), outcome("after"), text_of(change, "op"),
                           text_of(change, "resource")));
  }
  print_line(fmt::format("{} requests: {} allowed now, {} denied now",
                         number_of(*decisions, "compared"), number_of(*decisions, "nowAllowed"),
                         number_of(*decisions, "nowDenied")));
}

void add_diff(CLI::App& policy, Shell& shell) {
  const auto options = std::make_shared<ToolOptions>();
  CLI::App* command = policy.add_subcommand("diff", "Compare two bundles");
  command->add_option("before", options->file, "the earlier bundle")->required();
  command->add_option("after", options->other, "the later bundle")->required();
  command->add_option("--requests", options->requests,
                      "requests, one a line: those that get another decision are reported");
  command->callback([options, &shell] {
    shell.run([&]() -> Result<int> {
      WRIT_TRY(const std::string before, read_json(options->file));
      WRIT_TRY(const std::string after, read_json(options->other));
      ObjectText body;
      body.add_json("before", before).add_json("after", after);
      if (!options->requests.empty()) {
        WRIT_TRY(const std::string requests, read_array(options->requests));
        body.add_json("requests", requests);
      }
      return perform_and_show(shell, "policy.diff", body.text(), print_diff);
    });
  });
}

// --- test ------------------------------------------------------------------------------------

void print_case(const canon::Value& result) {
  if (is_true(result, "passed")) return;
  print_line(fmt::format("FAILED {}", text_of(result, "name")));
  for (const canon::Value& difference : items_of(result, "differences")) {
    const canon::Value* actual = difference.find("actual");
    print_line(fmt::format("  {}: expected {}, got {}", text_of(difference, "member"),
                           canon::canonical(*difference.find("expected")),
                           actual == nullptr ? "nothing" : canon::canonical(*actual)));
  }
}

void print_report(const canon::Value& response) {
  for (const canon::Value& result : items_of(response, "cases")) print_case(result);
  const canon::Value& rules = *response.find("rules");
  const canon::Value& conditions = *response.find("conditions");
  for (const canon::Value& rule : items_of(rules, "uncovered")) {
    print_line(fmt::format("no case reaches the rule {}", rule.text()));
  }
  for (const canon::Value& condition : items_of(conditions, "uncovered")) {
    print_line(fmt::format("{} {} {}", text_of(condition, "ruleId"),
                           text_of(condition, "condition"),
                           is_true(condition, "held")     ? "never failed"
                           : is_true(condition, "failed") ? "never held"
                                                          : "was never tried"));
  }
  for (const canon::Value& complaint : items_of(response, "complaints")) {
    print_line(complaint.text());
  }
  print_line(fmt::format("{} passed, {} failed; rules {} %, conditions {} %",
                         number_of(response, "passed"), number_of(response, "failed"),
                         number_of(rules, "percent"), number_of(conditions, "percent")));
}

// The cases of a file ({cases: [...], thresholds?}, or the bare list), with the thresholds of the
// command line over those of the file.
Result<std::string> test_request(const ToolOptions& options) {
  WRIT_TRY(const std::string bundle, read_json(options.file));
  WRIT_TRY(const std::string text, read_input(options.other));
  WRIT_TRY(const canon::Json json, canon::Json::parse(text));
  const canon::Value* cases = json.value().find("cases");
  const canon::Value* thresholds = json.value().find("thresholds");
  ObjectText body;
  body.add_json("bundle", bundle);
  body.add_json("cases", canon::canonical(cases != nullptr ? *cases : json.value()));
  if (options.min_rules >= 0 || options.min_conditions >= 0) {
    ObjectText given;
    if (options.min_rules >= 0) given.add_json("rules", fmt::format("{}", options.min_rules));
    if (options.min_conditions >= 0) {
      given.add_json("conditions", fmt::format("{}", options.min_conditions));
    }
    body.add_json("thresholds", given.text());
  } else if (thresholds != nullptr) {
    body.add_json("thresholds", canon::canonical(*thresholds));
  }
  return body.text();
}

void add_test(CLI::App& policy, Shell& shell) {
  const auto options = std::make_shared<ToolOptions>();
  CLI::App* command = policy.add_subcommand(
      "test", "Run a table of cases against a bundle and report coverage; status 1 if one fails");
  command->add_option("bundle", options->file, "a bundle or a signed bundle")->required();
  command->add_option("cases", options->other, "{cases: [{name, request, expect}]}")->required();
  command->add_option("--min-rules", options->min_rules, "rules that must be reached, in percent")
      ->check(CLI::Range(0.0, 100.0));
  command
      ->add_option("--min-conditions", options->min_conditions,
                   "conditions that must be seen to hold and to fail, in percent")
      ->check(CLI::Range(0.0, 100.0));
  command->callback([options, &shell] {
    shell.run([&]() -> Result<int> {
      WRIT_TRY(const std::string body, test_request(*options));
      return perform_and_show(shell, "policy.test", body, print_report);
    });
  });
}

}  // namespace

void add_policy_tools(CLI::App& policy, Shell& shell) {
  add_explain(policy, shell);
  add_check(policy, shell);
  add_diff(policy, shell);
  add_test(policy, shell);
}

}  // namespace writ::cli
