// writ call: one operation on JSON, or one for each line.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <memory>
#include <vector>

#include <fmt/format.h>

#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/shell.h"
#include "cli/target.h"
#include "ops/table.h"

namespace writ::cli {
namespace {

constexpr std::size_t answers_at_once = 1024;

struct CallOptions {
  std::string operation;
  std::string file = "-";
  bool lines = false;
};

// A problem is printed like a response, so that a program that reads standard output sees it, and
// on standard error for people.
Result<Answer> answer_once(const Shell& shell, const CallOptions& options) {
  WRIT_CHECK(ops::find_operation(options.operation));
  WRIT_TRY(const std::string body, read_input(options.file));
  Target target(shell);
  return target.perform(options.operation, body);
}

Result<int> call_once(const Shell& shell, const CallOptions& options) {
  const Result<Answer> answered = answer_once(shell, options);
  const Answer answer = answered ? *answered : Answer::of(answered.error());
  print_line(answer.json);
  if (!answer.problem) return exit_ok;
  log_line(describe_problem(answer.json));
  return exit_of(*answer.problem);
}

Result<int> call_lines(const Shell& shell, const CallOptions& options) {
  WRIT_CHECK(ops::find_operation(options.operation));
  std::ifstream file;
  if (options.file != "-") {
    file.open(options.file, std::ios::binary);
    if (!file) {
      return Problem{fault::bad_file, fmt::format("`{}` cannot be opened", options.file)};
    }
  }
  std::ios::sync_with_stdio(false);  // std::cin reads ahead
  std::istream& input = options.file == "-" ? std::cin : file;
  Target target(shell);
  std::vector<Answer> answers;  // that wait for the journal together
  const auto show_answers = [&] {
    for (Answer& answer : answers) {
      target.finish(answer);
      print_line(answer.json);
    }
    answers.clear();
  };
  for (std::string line; std::getline(input, line);) {
    answers.push_back(target.begin(options.operation, line));
    // Who waits for this answer before asking on gets it; who sends many at once gets many at once.
    const bool more = input.rdbuf()->in_avail() > 0;
    if (!more || answers.size() >= answers_at_once) show_answers();
    if (!more) flush_output();
  }
  show_answers();
  return exit_ok;
}

}  // namespace

void add_call(CLI::App& app, Shell& shell) {
  const auto options = std::make_shared<CallOptions>();
  CLI::App* call = app.add_subcommand(
      "call",
      "Run one operation on JSON and print its response, or the problem, as JSON. A refusal is a "
      "response: the exit status is 0 for every response");
  call->add_option("operation", options->operation,
                   "such as policy.decide; `writ schema` lists them")
      ->required();
  call->add_option("file", options->file, "the request; `-` (the default) is standard input");
  call->add_flag("--lines", options->lines,
                 "a request on every line; an answer for each, in order, on a line of its own");
  call->callback([options, &shell] {
    shell.run([&]() -> Result<int> {
      return options->lines ? call_lines(shell, *options) : call_once(shell, *options);
    });
  });
}

}  // namespace writ::cli
