// writ sources: where policies are pulled from.
#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>

#include <fmt/format.h>

#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/json_text.h"
#include "cli/shell.h"

namespace writ::cli {
namespace {

struct SourceOptions {
  std::string tenant;
  std::string name;
  std::string location;
  std::string ca_file;
  int every = 60;
  int fail_closed_after = 0;
  int timeout = 0;
  bool plain_http = false;
};

// A path counts from here, an address is one already.
std::string absolute(const std::string& location) {
  if (location.empty() || location.contains("://")) return location;
  return std::filesystem::absolute(location).lexically_normal().string();
}

void add_policy_options(CLI::App& command, SourceOptions& options) {
  command.add_option("--tenant", options.tenant, "whose policy")->required();
  command.add_option("--name", options.name, "which of them; without it, `default`");
}

ObjectText ref_of(const SourceOptions& options) {
  ObjectText ref;
  ref.add("tenantId", options.tenant).add_if("name", options.name);
  return ref;
}

std::string put_request(const SourceOptions& options) {
  ObjectText request = ref_of(options);
  request.add("location", absolute(options.location))
      .add_json("every", fmt::format("{}", options.every))
      .add_if("caFile", absolute(options.ca_file))
      .add_flag("plainHttp", options.plain_http);
  if (options.fail_closed_after > 0) {
    request.add_json("failClosedAfter", fmt::format("{}", options.fail_closed_after));
  }
  if (options.timeout > 0) request.add_json("timeout", fmt::format("{}", options.timeout));
  return request.text();
}

// --- showing ---------------------------------------------------------------------------------

std::string_view or_never(std::string_view time) { return time.empty() ? "never" : time; }

void print_failure(const canon::Value& report, const canon::Value& failure) {
  print_line(fmt::format("  no contact since {}: {}", text_of(failure, "since"),
                         text_of(failure, "message")));
  const std::string_view until = text_of(report, "decidesUntil");
  if (until.empty() || is_true(report, "stale")) return;
  print_line(fmt::format("  what is in force decides until {}", until));
}

void print_report(const canon::Value& report) {
  const canon::Value& source = *report.find("source");
  const canon::Value& standing = *report.find("standing");
  const std::string_view name = text_of(source, "name");
  const std::string_view version = text_of(standing, "version");
  print_line(fmt::format(
      "{}  {}  every {} s  version {}  contact {}  polled {}", name.empty() ? "default" : name,
      text_of(source, "location"), number_of(source, "every"), version.empty() ? "none" : version,
      or_never(text_of(standing, "contactAt")), or_never(text_of(standing, "polledAt"))));
  if (is_true(report, "stale")) print_line("  stale: every decision is refused");
  if (const canon::Value* failure = standing.find("failure")) print_failure(report, *failure);
  for (const canon::Value& file : items_of(standing, "passedOver")) {
    print_line(fmt::format("  passed over: {}", file.text()));
  }
}

// --- commands --------------------------------------------------------------------------------

void add_put(CLI::App& sources, Shell& shell) {
  const auto options = std::make_shared<SourceOptions>();
  CLI::App* command = sources.add_subcommand("put", "Have a policy pulled from a place");
  add_policy_options(*command, *options);
  command
      ->add_option("location", options->location,
                   "a file, a directory of `*.json` files, or an https:// address")
      ->required();
  command->add_option("--every", options->every, "seconds from one poll to the next; 60");
  command
      ->add_option("--fail-closed-after", options->fail_closed_after,
                   "seconds without contact after which every decision is a refusal; without it, "
                   "never")
      ->check(CLI::PositiveNumber);
  command->add_option("--source-timeout", options->timeout, "seconds for an answer; 10")
      ->check(CLI::PositiveNumber);
  command->add_option("--ca-file", options->ca_file,
                      "the authorities that may vouch for the site, instead of the system's");
  command->add_flag("--plain-http", options->plain_http, "permit http:// beyond this machine");
  command->callback([options, &shell] {
    shell.exit = perform_and_show(shell, "source.put", put_request(*options),
                                  [](const canon::Value& response) {
                                    print_line(is_true(response, "created") ? "made" : "changed");
                                  });
  });
}

void add_list(CLI::App& sources, Shell& shell) {
  const auto options = std::make_shared<SourceOptions>();
  CLI::App* command = sources.add_subcommand("list", "List a tenant's sources and how they stand");
  command->add_option("--tenant", options->tenant, "whose")->required();
  command->callback([options, &shell] {
    shell.exit =
        perform_and_show(shell, "source.list", ObjectText().add("tenantId", options->tenant).text(),
                         [](const canon::Value& response) {
                           for (const canon::Value& report : items_of(response, "sources"))
                             print_report(report);
                         });
  });
}

// A command that names one source and nothing else.
void add_on_one(CLI::App& sources, Shell& shell, const char* verb, const char* doc,
                const Render& render) {
  const auto options = std::make_shared<SourceOptions>();
  CLI::App* command = sources.add_subcommand(verb, doc);
  add_policy_options(*command, *options);
  command->callback([options, &shell, render, operation = fmt::format("source.{}", verb)] {
    shell.exit = perform_and_show(shell, operation, ref_of(*options).text(), render);
  });
}

}  // namespace

void add_sources(CLI::App& app, Shell& shell) {
  CLI::App* sources = app.add_subcommand("sources", "Where policies are pulled from");
  sources->require_subcommand(1);
  add_put(*sources, shell);
  add_list(*sources, shell);
  add_on_one(*sources, shell, "get", "Show a source and how it stands", print_report);
  add_on_one(*sources, shell, "poll", "Pull a policy from its source now",
             [](const canon::Value& response) { print_report(*response.find("report")); });
  add_on_one(*sources, shell, "delete", "Have a policy pulled no longer",
             [](const canon::Value&) { print_line("deleted"); });
}

}  // namespace writ::cli
