// writ stamp: permissions that can be shown.
#include <CLI/CLI.hpp>
#include <memory>

#include <fmt/format.h>

#include "base/instant.h"
#include "canon/canonical.h"
#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/json_text.h"
#include "cli/log_arguments.h"
#include "cli/progress.h"
#include "cli/shell.h"

namespace writ::cli {
namespace {

// A stamp of many items takes a meet for each, and for what each rests on.
constexpr std::int64_t meets_a_stamp = 100;

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
      .add("at", Instant::now().text())
      .add_json("max_age_seconds", fmt::format("{}", options.max_age));
  if (!options.destination.empty()) {
    WRIT_TRY(const std::string destination, read_json(options.destination));
    body.add_json("destination", destination);
  }
  return body.text();
}

void print_verdict(const canon::Value& response) {
  const std::string_view at = text_of(response, "attested_at");
  if (is_true(response, "honoured")) {
    print_line(fmt::format("honoured: it held at {}", at));
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
  command->add_option("--destination", options->destination, "where its bytes would go, as JSON")
      ->type_name("FILE");
  command->add_option("--context", options->context, "the question as it stands now, as JSON")
      ->type_name("FILE")
      ->required();
  command->add_option("--max-age", options->max_age, "how long ago it may have been attested")
      ->type_name("SECONDS")
      ->check(CLI::NonNegativeNumber)
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

// To do a chunk, or to plan them all.
enum class Chunks : bool { one, all };

std::string restamp_request(const RestampOptions& options, Chunks chunks) {
  const std::string quota = fmt::format(R"({{"max_object_count":{},"max_policy_decision_count":{},)"
                                        R"("on_quota_exceeded":"chunk_and_continue"}})",
                                        options.at_once, options.at_once * meets_a_stamp);
  ObjectText body;
  body.add("tenant_id", options.tenant).add("idempotency_key", options.key);
  if (chunks == Chunks::one) body.add_json("chunks", "1");
  return body.add_json("quota", quota).text();
}

std::string told(const canon::Value& tally) {
  return fmt::format("{} kept, {} downgraded, {} blocked, {} passed over", number_of(tally, "keep"),
                     number_of(tally, "downgrade"), number_of(tally, "block"),
                     number_of(tally, "passed_over"));
}

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

// Whether to ask again: there is more to do, or the state moved while a chunk was asked about.
bool goes_on(const canon::Value& response) {
  if (text_of(response, "reason") == "stamp.state_moved") return true;
  const canon::Value* batch = response.find("batch");
  return is_true(response, "ok") && batch != nullptr && text_of(*batch, "state") == "running";
}

Result<int> run_restamp(const Shell& shell, const RestampOptions& options) {
  if (options.plan) {
    return perform_and_show(shell, "restamp.plan", restamp_request(options, Chunks::all),
                            print_plan);
  }
  Target target(shell);
  Progress progress("stamps");
  for (;;) {
    const Answer answer = target.perform("restamp.run", restamp_request(options, Chunks::one));
    const Result<canon::Json> response = canon::Json::parse(answer.json);
    if (answer.problem || !response || !goes_on(response->value())) {
      progress.clear();
      return show(shell, answer, print_batch);
    }
    const canon::Value& batch = *response->value().find("batch");
    progress.show(static_cast<std::uint64_t>(done_so_far(batch)),
                  static_cast<std::uint64_t>(
                      number_of(*batch.find("quota_envelope"), "estimated_object_count")));
  }
}

void add_restamp(CLI::App& stamp, Shell& shell) {
  const auto options = std::make_shared<RestampOptions>();
  CLI::App* command = stamp.add_subcommand(
      "restamp", "Restamp all of a tenant's stamps that the state has moved away from");
  command->add_option("--tenant", options->tenant, "whose")->required();
  command
      ->add_option("--key", options->key,
                   "names the operation: with the same again it goes on where it stood")
      ->required();
  command->add_option("--at-once", options->at_once, "how many stamps a chunk may have")
      ->check(CLI::Range(1, 100'000))
      ->capture_default_str();
  command->add_flag("--plan", options->plan, "say what it would come to, and do nothing");
  command->callback([options, &shell] {
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
