// writ report: reports, from their author through the gate to who reads them.
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

struct ReportOptions {
  std::string file = "-";
  std::vector<std::string> labels;
  std::vector<std::string> profiles;
  std::string tenant;
  std::string session;
  std::string hash;
  std::string format = "html";
};

void add_file(CLI::App& command, ReportOptions& options) {
  command.add_option("file", options.file, "the report; `-` (the default) is standard input");
}

void print_needs(const canon::Value& response) {
  for (const canon::Value& need : items_of(response, "needs")) {
    const canon::Value* context = need.find("context");
    log_line(fmt::format("writ: {}: {}{}", text_of(need, "needType"), text_of(need, "description"),
                         context == nullptr
                             ? ""
                             : fmt::format(" [{}]\n  at {}", text_of(*context, "reason"),
                                           text_of(*context, "pointer"))));
  }
}

// The report, or what is still needed, on standard error: one that is not ready is not printed.
void print_report(const canon::Value& response) {
  if (is_true(response, "ok")) print_line(canon::canonical(*response.find("report")));
  print_needs(response);
}

Result<int> run_publish(const Shell& shell, const ReportOptions& options) {
  WRIT_TRY(const std::string report, read_json(options.file));
  const std::string body =
      ObjectText().add_json("report", report).add_if("labels", options.labels).text();
  return perform_and_show(shell, "report.publish", body, print_report);
}

Result<int> run_redact(const Shell& shell, const ReportOptions& options) {
  WRIT_TRY(const std::string report, read_json(options.file));
  const std::string body =
      ObjectText().add_json("report", report).add_if("profiles", options.profiles).text();
  return perform_and_show(shell, "report.redact", body, print_report);
}

Result<int> run_verify(const Shell& shell, const ReportOptions& options) {
  WRIT_TRY(const std::string body, read_input(options.file));
  return perform_and_show(shell, "report.verify", body,
                          [](const canon::Value&) { print_line("good"); });
}

Result<int> run_export(const Shell& shell, const ReportOptions& options) {
  const std::string body = ObjectText()
                               .add("tenantId", options.tenant)
                               .add("reportHash", options.hash)
                               .add("format", options.format)
                               .text();
  return perform_and_show(shell, "report.export", body, [](const canon::Value& response) {
    const std::string_view text = text_of(response, "text");
    text.ends_with('\n') ? print(text) : print_line(text);
  });
}

void print_standing(const canon::Value& report) {
  print_line(fmt::format("{} {:<14} {}", text_of(report, "reportHash"),
                         is_true(report, "valid") ? "stands" : "does not stand",
                         text_of(report, "title")));
  if (const std::string_view why = text_of(report, "signature"); !why.empty()) {
    print_line(fmt::format("  its signature does not count: {}", why));
  }
  for (const canon::Value& one : items_of(report, "notFresh")) {
    print_line(fmt::format("  {} is {}: {}", text_of(one, "evidenceId"), text_of(one, "standing"),
                           text_of(one, "why")));
  }
}

Result<int> run_status(const Shell& shell, const ReportOptions& options) {
  const ObjectText body =
      ObjectText().add("tenantId", options.tenant).add_if("sessionId", options.session);
  return perform_ruling_pages(shell, "report.status", body, "reports", "valid", print_standing);
}

}  // namespace

void add_report(CLI::App& app, Shell& shell) {
  CLI::App* report = app.add_subcommand("report", "Publish, redact, check and show reports");
  report->require_subcommand(1);
  const auto [publish, publish_options] = add_verb(
      *report, shell, "publish", "Sign a report, or tell all that is needed first", run_publish);
  add_file(*publish, *publish_options);
  publish->add_option("--label", publish_options->labels,
                      "how what it says is labelled, for rules");
  const auto [redact, redact_options] = add_verb(
      *report, shell, "redact", "Print a report without what a profile forbids", run_redact);
  add_file(*redact, *redact_options);
  redact->add_option("--profile", redact_options->profiles, "such as `medical-strict`")->required();
  const auto [verify, verify_options] = add_verb(
      *report, shell, "verify", "Check a verified report against the keys here", run_verify);
  add_file(*verify, *verify_options);
  const auto [write, write_options] = add_verb(
      *report, shell, "export", "Print a published report as a page or an attestation", run_export);
  write->add_option("hash", write_options->hash, "its `reportHash`")->required();
  write->add_option("--tenant", write_options->tenant, "whose it is")->required();
  write->add_option("--format", write_options->format, "`html` without it")
      ->check(CLI::IsMember({"html", "markdown", "in-toto"}));
  const auto [status, status_options] =
      add_verb(*report, shell, "status", "Tell which published reports still stand", run_status);
  status->add_option("--tenant", status_options->tenant, "whose")->required();
  status->add_option("--session", status_options->session, "of this one alone");
}

}  // namespace writ::cli
