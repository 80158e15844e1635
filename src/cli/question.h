// A question to a policy on the command line, as `decide` and `approvals request` take it.
#pragma once

#include <string>

#include "base/result.h"

namespace CLI {  // NOLINT(readability-identifier-naming): the library's own name
class App;
}

namespace writ::cli {

struct QuestionOptions {
  std::string file = "-";
  std::string tenant;
  std::string name;
};

// `options` must outlive the command.
void add_question(CLI::App& command, QuestionOptions& options);

// The request of policy.decide. A file holds the whole of it, or only its `request` where the
// tenant is given.
Result<std::string> question_text(const QuestionOptions& options);

}  // namespace writ::cli
