// writ audit verify: does a log, or a receipt of one, hold? Nothing is opened but what is verified.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <memory>

#include <fmt/format.h>

#include "canon/base64.h"
#include "cli/commands.h"
#include "cli/json_text.h"
#include "cli/log_arguments.h"
#include "cli/progress.h"
#include "cli/shell.h"
#include "tlog/audit.h"
#include "tlog/fault.h"
#include "tlog/receipt.h"

namespace writ::cli {
namespace {

struct VerifyOptions {
  std::string place;
  TrustedKeys keys;
  std::string origin;
  std::string against;
  std::string entry;

  std::optional<std::string_view> expected_origin() const {
    return origin.empty() ? std::nullopt : std::optional<std::string_view>(origin);
  }
};

std::string json_of(const tlog::Finding& finding) {
  return ObjectText()
      .add("code", finding.code)
      .add("place", finding.place)
      .add("message", finding.message)
      .text();
}

void add_checkpoint(ObjectText& object, const tlog::Checkpoint& checkpoint) {
  object.add("origin", checkpoint.origin)
      .add_json("size", fmt::format("{}", checkpoint.size))
      .add("root", canon::to_base64(checkpoint.root.view()));
}

void print_checkpoint(const tlog::Checkpoint& checkpoint) {
  print_line(fmt::format("origin    {}", checkpoint.origin));
  print_line(fmt::format("size      {}", checkpoint.size));
  print_line(fmt::format("root      {}", canon::to_base64(checkpoint.root.view())));
}

void report_finding(const tlog::Finding& finding) {
  log_line(fmt::format("{}: {} [{}]", finding.place, finding.message, finding.code));
}

// Whether the log, and not the way to it, is at fault.
bool is_of_log(const tlog::Finding& finding) { return finding.code.starts_with("tlog."); }

// --- a whole log -----------------------------------------------------------------------------

void print_json(const tlog::AuditReport& report) {
  ObjectText object;
  object.add_json("verified", report.verified() ? "true" : "false");
  if (report.checkpoint) add_checkpoint(object, *report.checkpoint);
  if (report.earlier) {
    object.add_json("earlierSize", fmt::format("{}", report.earlier->size));
  }
  object.add_json("entries", fmt::format("{}", report.entries));
  object.add_json("tiles", fmt::format("{}", report.tiles));
  std::string findings;
  for (const tlog::Finding& finding : report.findings) {
    findings += findings.empty() ? "[" : ",";
    findings += json_of(finding);
  }
  object.add_json("findings", findings.empty() ? "[]" : findings + "]");
  object.add_json("endedEarly", report.ended_early ? "true" : "false");
  print_line(object.text());
}

void print_report(const tlog::AuditReport& report) {
  if (report.checkpoint) {
    print_checkpoint(*report.checkpoint);
    print_line(
        fmt::format("checked   the signature, {} entries, {} tiles", report.entries, report.tiles));
  }
  if (report.earlier && report.verified()) {
    print_line(fmt::format("          that it begins with the {} entries signed before",
                           report.earlier->size));
  }
  for (const tlog::Finding& finding : report.findings) report_finding(finding);
  if (report.ended_early) fmt::print(stderr, "writ: so much is wrong that the rest was left\n");
  print_line(report.verified() ? "verified" : "NOT verified");
}

Result<int> verify_log(const Shell& shell, const VerifyOptions& options,
                       std::span<const tlog::VerifierKey> keys) {
  if (!options.entry.empty()) {
    return Problem{tlog::fault::out_of_range,
                   "--entry is for a receipt: leave it out for a whole log"};
  }
  std::optional<std::string> earlier;
  if (!options.against.empty()) {
    WRIT_TRY(earlier, read_input(options.against));
  }
  WRIT_TRY(const std::unique_ptr<tlog::TileSource> log, open_log(options.place));
  Progress progress("entries");
  const tlog::AuditReport report = tlog::audit_log(
      *log,
      {.trusted = keys,
       .origin = options.expected_origin(),
       .earlier = earlier,
       .on_progress = [&](std::uint64_t done, std::uint64_t size) { progress.show(done, size); }});
  progress.clear();
  shell.json ? print_json(report) : print_report(report);
  if (report.verified()) return exit_ok;
  return std::ranges::any_of(report.findings, is_of_log) ? exit_no : exit_not_possible;
}

// --- a receipt -------------------------------------------------------------------------------

void print_refusal(const Shell& shell, const Problem& problem, const std::string& place) {
  const tlog::Finding finding{problem.code.name, place, problem.message};
  if (shell.json) {
    print_line(ObjectText()
                   .add_json("verified", "false")
                   .add_json("findings", "[" + json_of(finding) + "]")
                   .text());
  } else {
    report_finding(finding);
    print_line("NOT verified");
  }
}

void print_receipt(const Shell& shell, const tlog::VerifiedReceipt& receipt) {
  if (shell.json) {
    ObjectText object;
    object.add_json("verified", "true");
    add_checkpoint(object, receipt.checkpoint);
    object.add_json("index", fmt::format("{}", receipt.index));
    object.add("data", canon::to_base64(receipt.entry));
    object.add_json("findings", "[]");
    return print_line(object.text());
  }
  print_checkpoint(receipt.checkpoint);
  print_line(fmt::format("checked   the signature, the entry of {} bytes at index {}",
                         receipt.entry.size(), receipt.index));
  print_line("verified");
}

Result<int> verify_receipt(const Shell& shell, const VerifyOptions& options,
                           std::span<const tlog::VerifierKey> keys) {
  if (!options.against.empty()) {
    return Problem{tlog::fault::out_of_range,
                   "--against needs the whole log: give its directory or address"};
  }
  WRIT_TRY(const std::string text, read_input(options.place));
  std::optional<std::string> entry;
  if (!options.entry.empty()) {
    WRIT_TRY(entry, read_input(options.entry));
  }
  Result<tlog::VerifiedReceipt> receipt =
      tlog::verify_receipt(text, keys, entry, options.expected_origin());
  if (receipt) {
    print_receipt(shell, *receipt);
    return exit_ok;
  }
  if (receipt.error().code.name == tlog::fault::no_entry.name) return std::move(receipt).error();
  print_refusal(shell, receipt.error(), options.place);
  return exit_no;
}

}  // namespace

void add_audit_verify(CLI::App& audit, Shell& shell) {
  const auto options = std::make_shared<VerifyOptions>();
  CLI::App* command = audit.add_subcommand(
      "verify", "Verify a whole log of any maker, or a receipt; status 1 if it does not hold");
  command
      ->add_option("log", options->place,
                   "the directory or the URL of a log, or a .tlog-proof file")
      ->required();
  options->keys.add_to(*command);
  command->add_option("--origin", options->origin,
                      "the log's name, where it is not the name of its key");
  command->add_option("--against", options->against,
                      "an earlier checkpoint: the log must begin with what was signed then");
  command->add_option("--entry", options->entry,
                      "the entry that a receipt is for, where it does not hold it");
  command->callback([options, &shell] {
    shell.run([&]() -> Result<int> {
      WRIT_TRY(const std::vector<tlog::VerifierKey> keys, options->keys.read());
      std::error_code ignored;
      const bool is_log =
          is_url(options->place) || std::filesystem::is_directory(options->place, ignored);
      return is_log ? verify_log(shell, *options, keys) : verify_receipt(shell, *options, keys);
    });
  });
}

}  // namespace writ::cli
