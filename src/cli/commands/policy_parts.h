// What the commands below `policy` share.
#pragma once

#include <string>
#include <string_view>

#include <CLI/CLI.hpp>

#include "cli/answer.h"
#include "cli/json_text.h"
#include "cli/target.h"

namespace writ::cli {

struct PolicyOptions {
  std::string file = "-";
  std::string tenant;
  std::string name;
  std::string version;
  std::string reason;
  std::string alg;
  std::string purpose;
  std::string mode;
  std::string share;
  bool none = false;
};

// A verb that takes a file of JSON.
CLI::App* add_verb(CLI::App& policy, const std::string& verb, const std::string& doc,
                   PolicyOptions& options);

// Which policy is meant: as options, and as the members of a request.
void add_ref(CLI::App& command, PolicyOptions& options);
ObjectText ref(const PolicyOptions& options);

void print_standing(const canon::Value& response);
std::string describe_rollout(const canon::Value& rollout);
int show_problem(const Shell& shell, const Answer& answer);

// The bundle in a file that holds either a bundle or a signed one; as it is.
Result<std::string> bundle_text(const std::string& text);

// A member of a response, as canonical text.
Result<std::string> member_text(const Answer& answer, std::string_view name);

// The bundle in `text`, finalized and signed: its author need not do it in two steps.
Result<Answer> sign_text(Target& target, const std::string& text, const PolicyOptions& options);

}  // namespace writ::cli
