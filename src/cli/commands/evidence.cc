// writ evidence: evidence, from registering it to whether it is still so.
#include <CLI/CLI.hpp>

#include <fmt/format.h>

#include "canon/canonical.h"
#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/json_text.h"
#include "cli/shell.h"
#include "cli/verb.h"

namespace writ::cli {
namespace {

struct EvidenceOptions {
  std::string file = "-";
  std::string tenant;
  std::string session;
  std::string id;
};

void print_evidence(const canon::Value& evidence) {
  print_line(fmt::format("{:<24} {:<12} {}  {}", text_of(evidence, "evidenceId"),
                         text_of(evidence, "mode"), text_of(evidence, "capturedAt"),
                         text_of(evidence, "summary")));
}

void print_verification(const canon::Value& verification) {
  const std::string_view cause = text_of(verification, "cause");
  print_line(fmt::format("{:<24} {:<14} {}{}", text_of(verification, "evidenceId"),
                         text_of(verification, "standing"), text_of(verification, "why"),
                         cause.empty() ? "" : fmt::format(" [{}]", cause)));
}

Result<int> run_put(const Shell& shell, const EvidenceOptions& options) {
  WRIT_TRY(const std::string body, read_input(options.file));
  return perform_and_show(shell, "evidence.put", body, [](const canon::Value& response) {
    print_evidence(*response.find("evidence"));
  });
}

Result<int> run_get(const Shell& shell, const EvidenceOptions& options) {
  const std::string body =
      ObjectText().add("tenantId", options.tenant).add("evidenceId", options.id).text();
  return perform_and_show(shell, "evidence.get", body, [](const canon::Value& response) {
    print_line(canon::canonical(*response.find("evidence")));
  });
}

Result<int> run_list(const Shell& shell, const EvidenceOptions& options) {
  const ObjectText body =
      ObjectText().add("tenantId", options.tenant).add_if("sessionId", options.session);
  return perform_pages(shell, "evidence.list", body, "evidence", print_evidence);
}

Result<int> verify_one(const Shell& shell, const EvidenceOptions& options) {
  const std::string body =
      ObjectText().add("tenantId", options.tenant).add("evidenceId", options.id).text();
  Target target(shell);
  const Answer answer = target.perform("evidence.verify", body);
  const int exit = show(shell, answer, [](const canon::Value& response) {
    print_verification(*response.find("verification"));
  });
  if (exit != exit_ok) return exit;
  WRIT_TRY(const canon::Json response, canon::Json::parse(answer.json));
  return is_true(*response.value().find("verification"), "valid") ? exit_ok : exit_no;
}

Result<int> verify_all(const Shell& shell, const EvidenceOptions& options) {
  const ObjectText body =
      ObjectText().add("tenantId", options.tenant).add_if("sessionId", options.session);
  return perform_ruling_pages(shell, "evidence.verifyAll", body, "verifications", "valid",
                              print_verification);
}

Result<int> run_verify(const Shell& shell, const EvidenceOptions& options) {
  return options.id.empty() ? verify_all(shell, options) : verify_one(shell, options);
}

}  // namespace

void add_evidence(CLI::App& app, Shell& shell) {
  CLI::App* evidence =
      app.add_subcommand("evidence", "Register evidence, show it, and tell what is still so");
  evidence->require_subcommand(1);
  const auto [put, put_options] =
      add_verb(*evidence, shell, "put", "Register evidence as its source is now", run_put);
  put->add_option("file", put_options->file,
                  "the request of `evidence.put`; `-` (the default) is standard input");
  const auto [get, get_options] =
      add_verb(*evidence, shell, "get", "Print a piece of evidence", run_get);
  get->add_option("id", get_options->id, "its `evidenceId`")->required();
  get->add_option("--tenant", get_options->tenant, "whose it is")->required();
  const auto [list, list_options] =
      add_verb(*evidence, shell, "list", "List what is registered", run_list);
  list->add_option("--tenant", list_options->tenant, "whose")->required();
  list->add_option("--session", list_options->session, "of this one alone");
  const auto [verify, verify_options] =
      add_verb(*evidence, shell, "verify", "Tell which evidence is still so", run_verify);
  CLI::Option* const id =
      verify->add_option("id", verify_options->id, "its `evidenceId`; all of it without one");
  verify->add_option("--tenant", verify_options->tenant, "whose")->required();
  verify->add_option("--session", verify_options->session, "of this one alone")->excludes(id);
}

}  // namespace writ::cli
