// writ stamp: permissions that can be shown.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "base/instant.h"
#include "canon/canonical.h"
#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/json_text.h"
#include "cli/log_arguments.h"
#include "cli/progress.h"
#include "cli/restamp_request.h"
#include "cli/shell.h"

namespace writ::cli {
namespace {

// --- export ------------------------------------------------------------------------------------

struct ExportOptions {
  std::string stamp;
  std::string tenant;
  std::string name;
  std::string session;
};

Result<int> run_export(const Shell& shell, const ExportOptions& options) {
  const std::string body = ObjectText()
                               .add("stamp_ref", options.stamp)
                               .add_if("tenant_id", options.tenant)
                               .add_if("name", options.name)
                               .add_if("session_id", options.session)
                               .text();
  return perform_and_show(shell, "stamp.export", body, [](const canon::Value& response) {
    print_line(ObjectText()
                   .add_json("attested_stamp", canon::canonical(*response.find("attested_stamp")))
                   .add("receipt", text_of(response, "receipt"))
                   .text());
  });
}

void add_export(CLI::App& stamp, Shell& shell) {
  const auto options = std::make_shared<ExportOptions>();
  CLI::App* command = stamp.add_subcommand(
      "export", "Print a stamp that holds now, with the journal's receipt that it does");
  command->add_option("stamp", options->stamp, "its id")->required();
  command->add_option("--tenant", options->tenant, "whose it is, unless it is of a session");
  command->add_option("--name", options->name, "the policy that it was issued under (default)");
  command->add_option("--session", options->session, "the session that it was issued in");
  command->callback([options, &shell] {
    shell.run([&]() -> Result<int> { return run_export(shell, *options); });
  });
}

// --- verify ------------------------------------------------------------------------------------

struct VerifyOptions {
  std::string file = "-";
  TrustedKeys keys;
  std::string origin;
  std::string tenant;
  std::string object;
  std::string action;
  std::string destination;
  std::string context;
  std::int64_t max_age = 300;
};

Result<std::vector<std::string>> key_texts(const TrustedKeys& trusted) {
  WRIT_TRY(const auto keys, trusted.read());
  std::vector<std::string> texts;
  texts.reserve(keys.size());
  for (const tlog::VerifierKey& key : keys) texts.push_back(key.text());
  return texts;
}

// What was exported, with what is about to be done.
Result<std::string> question(const VerifyOptions& options) {
  WRIT_TRY(const std::string text, read_input(options.file));
  WRIT_TRY(const canon::Json exported, canon::Json::parse(text));
  const canon::Value* attested = exported.value().find("attested_stamp");
  WRIT_TRY(const std::string context, read_json(options.context));
  WRIT_TRY(const auto keys, key_texts(options.keys));
  ObjectText body;
  if (attested != nullptr) body.add_json("attested_stamp", canon::canonical(*attested));
  body.add("receipt", text_of(exported.value(), "receipt"))
      .add_if("keys", keys)
      .add_if("origin", options.origin)
      .add("tenant_id", options.tenant)
      .add("object_ref", options.object)
      .add("action", options.action)
      .add_json("context", context)
      .add_if("destination", options.destination)
      .add("at", Instant::now().text())
      .add_json("max_age_seconds", fmt::format("{}", options.max_age));
  return body.text();
}

void print_verdict(const canon::Value& response) {
  const std::string_view at = text_of(response, "attested_at");
  if (is_true(response, "honoured")) {
    print_line(
        fmt::format("honoured until {}: it held at {}", text_of(response, "honoured_until"), at));
    return;
  }
  const std::string_view message = text_of(response, "message");
  print_line(fmt::format("NOT honoured: {}{}{}{}", text_of(response, "reason"),
                         message.empty() ? "" : ": ", message,
                         at.empty() ? "" : fmt::format(" (attested at {})", at)));
}

Result<int> run_verify(const Shell& shell, const VerifyOptions& options) {
  WRIT_TRY(const std::string body, question(options));
  Target target(shell);
  return show_ruling(shell, target.perform("stamp.verify", body), "honoured", print_verdict);
}

void add_verify(CLI::App& stamp, Shell& shell) {
  const auto options = std::make_shared<VerifyOptions>();
  CLI::App* command = stamp.add_subcommand(
      "verify", "Say whether an exported stamp is good for something; asks no server");
  command->add_option("file", options->file,
                      "what `writ stamp export` printed; `-` (the default) is standard input");
  options->keys.add_to(*command);
  command->add_option("--origin", options->origin, "the journal's name, where only one will do");
  command->add_option("--tenant", options->tenant, "whose stamp it must be")->required();
  command->add_option("--object", options->object, "the memory")->required();
  command->add_option("--action", options->action, "what is about to be done with it")->required();
  command
      ->add_option("--destination", options->destination,
                   "where its bytes would go, such as `firm_server`")
      ->type_name("DESTINATION");
  command->add_option("--context", options->context, "the question as it stands now, as JSON")
      ->type_name("FILE")
      ->required();
  command->add_option("--max-age", options->max_age, "how long ago it may have been attested")
      ->type_name("SECONDS")
      ->check(CLI::Range(0, 366 * 24 * 60 * 60))
      ->capture_default_str();
  command->callback([options, &shell] {
    shell.run([&]() -> Result<int> { return run_verify(shell, *options); });
  });
}

// --- restamp -----------------------------------------------------------------------------------

struct RestampOptions {
  std::string tenant;
  std::string key;
  std::int64_t at_once = 1000;
  bool plan = false;
};

void print_plan(const canon::Value& response) {
  print_line(fmt::format("{} stamps, in {} chunks",
                         number_of(*response.find("quota_envelope"), "estimated_object_count"),
                         number_of(response, "chunks")));
  print_line(fmt::format("of {} that were weighed: {}", number_of(response, "weighed"),
                         told(*response.find("estimate"))));
  for (const canon::Value& change : items_of(response, "changes_by_axis")) {
    print_line(fmt::format("{:<20} lower for {}, above the root for {}", text_of(change, "axis"),
                           number_of(change, "downgraded"), number_of(change, "exceeds_ceiling")));
  }
}

void print_batch(const canon::Value& response) {
  const canon::Value& batch = *response.find("batch");
  print_line(fmt::format("{}: {}", text_of(batch, "state"), told(*batch.find("tally"))));
}

double done_so_far(const canon::Value& batch) {
  const canon::Value& tally = *batch.find("tally");
  return number_of(tally, "keep") + number_of(tally, "downgrade") + number_of(tally, "block") +
         number_of(tally, "passed_over");
}

std::string request_of(const RestampOptions& options, Chunks chunks) {
  const std::string_view key = options.key.empty() ? "plan" : std::string_view(options.key);
  return restamp_request(options.tenant, key, options.at_once, chunks);
}

Result<int> run_restamp(const Shell& shell, const RestampOptions& options) {
  if (options.plan) {
    return perform_and_show(shell, "restamp.plan", request_of(options, Chunks::all), print_plan);
  }
  Target target(shell);
  Progress progress("stamps");
  for (;;) {
    const Answer answer = target.perform("restamp.run", request_of(options, Chunks::one));
    const Result<canon::Json> response = canon::Json::parse(answer.json);
    const bool again = !answer.problem && response &&
                       (goes_on(response->value()) || state_moved(response->value()));
    if (!again) {
      progress.clear();
      return show(shell, answer, print_batch);
    }
    const canon::Value& batch = *response->value().find("batch");
    // What was restamped can be stale again, and be met again.
    const double done = done_so_far(batch);
    const double all = number_of(*batch.find("quota_envelope"), "estimated_object_count");
    progress.show(static_cast<std::uint64_t>(done),
                  static_cast<std::uint64_t>(std::max(done, all)));
  }
}

void add_restamp(CLI::App& stamp, Shell& shell) {
  const auto options = std::make_shared<RestampOptions>();
  CLI::App* command = stamp.add_subcommand(
      "restamp", "Restamp all of a tenant's stamps that the state has moved away from");
  command->add_option("--tenant", options->tenant, "whose")->required();
  command->add_option("--key", options->key,
                      "names the operation: with the same again it goes on where it stood");
  command->add_option("--at-once", options->at_once, "how many stamps a chunk may have")
      ->check(CLI::Range(1, 100'000))
      ->capture_default_str();
  command->add_flag("--plan", options->plan, "say what it would come to, and do nothing");
  command->callback([options, &shell] {
    if (options->key.empty() && !options->plan) throw CLI::RequiredError("--key");
    shell.run([&]() -> Result<int> { return run_restamp(shell, *options); });
  });
}

}  // namespace

void add_stamp(CLI::App& app, Shell& shell) {
  CLI::App* stamp = app.add_subcommand("stamp", "Permissions that can be shown");
  stamp->require_subcommand(1);
  add_export(*stamp, shell);
  add_verify(*stamp, shell);
  add_restamp(*stamp, shell);
}

}  // namespace writ::cli
