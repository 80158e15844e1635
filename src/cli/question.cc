#include "cli/question.h"

#include <CLI/CLI.hpp>

#include "canon/canonical.h"
#include "cli/json_text.h"
#include "cli/shell.h"

namespace writ::cli {

void add_question(CLI::App& command, QuestionOptions& options) {
  command.add_option("file", options.file, "the request; `-` (the default) is standard input");
  command.add_option("--tenant", options.tenant,
                     "whose policy; the file then holds the bare request");
  command.add_option("--name", options.name, "which policy; `default` without it");
}

Result<std::string> question_text(const QuestionOptions& options) {
  WRIT_TRY(std::string text, read_input(options.file));
  if (options.tenant.empty()) return text;
  WRIT_TRY(const canon::Json json, canon::Json::parse(text));
  return ObjectText()
      .add("tenantId", options.tenant)
      .add_if("name", options.name)
      .add_json("request", canon::canonical(json.value()))
      .text();
}

}  // namespace writ::cli
