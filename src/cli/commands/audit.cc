// writ audit: reading, proving and replaying the journal of a data directory.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <fstream>
#include <memory>

#include <fmt/format.h>

#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/json_text.h"
#include "cli/shell.h"

namespace writ::cli {
namespace {

struct AuditOptions {
  bool publish = false;
  std::string range;
  std::string out;
  std::uint64_t index = 0;
  std::uint64_t from = 0;
  std::optional<std::uint64_t> to;
  std::string request_hash;
};

std::string number_text(const canon::Value& object, std::string_view name) {
  return fmt::format("{:.0f}", number_of(object, name));
}

Result<int> head(const Shell& shell, const AuditOptions& options) {
  WRIT_TRY(const Settings settings, shell.settings());
  const std::string body =
      ObjectText().add_json("publish", options.publish ? "true" : "false").text();
  return perform_and_show(shell, "journal.head", body, [&](const canon::Value& answer) {
    print_line(fmt::format("origin    {}", text_of(answer, "origin")));
    print_line(fmt::format("entries   {}, {} of them signed", number_text(answer, "size"),
                           number_text(answer, "signedSize")));
    print_line(fmt::format("root      {}", text_of(answer, "root")));
    print_line(fmt::format("mode      {}", text_of(answer, "mode")));
    print_line(fmt::format("lost      {}", number_text(answer, "lost")));
    if (const auto failure = text_of(answer, "failure"); !failure.empty()) {
      print_line(fmt::format("failing   {}", failure));
    }
    std::string keys;
    for (const canon::Value& key : items_of(answer, "keys")) {
      print_line(fmt::format("key       {}", key.text()));
      keys += fmt::format(" --key {}", key.text());
    }
    print_line(
        fmt::format("\nverify it: writ audit verify {}/journal{}", settings.text("data"), keys));
  });
}

struct Range {
  std::uint64_t from = 0;
  std::uint64_t to = 0;
};

// `7`, or `7..12` without the last.
Result<Range> parse_range(const std::string& text) {
  const auto number = [](std::string_view digits, std::uint64_t& into) {
    const char* const last = std::to_address(digits.end());
    const auto [end, error] = std::from_chars(std::to_address(digits.begin()), last, into);
    return error == std::errc() && end == last;
  };
  Range range;
  const std::size_t dots = text.find("..");
  const bool one = dots == std::string::npos;
  const std::string_view view = text;
  bool good = number(view.substr(0, dots), range.from);
  if (one) {
    range.to = range.from + 1;
  } else {
    good = good && number(view.substr(dots + 2), range.to) && range.to > range.from;
  }
  if (good) return range;
  return Problem{fault::bad_setting,
                 fmt::format("`{}` must be an index such as `7` or a range such as `7..12`", text)};
}

// A page is as much as one answer holds.
Result<int> show_range(const Shell& shell, Range range) {
  constexpr std::uint64_t page = 1000;
  Target target(shell);
  while (range.from < range.to) {
    const std::string body =
        ObjectText()
            .add_json("from", fmt::format("{}", range.from))
            .add_json("count", fmt::format("{}", std::min(page, range.to - range.from)))
            .text();
    const Answer answer = target.perform("journal.entries", body);
    if (answer.problem) return show(shell, answer, [](const canon::Value&) {});
    WRIT_TRY(const canon::Json response, canon::Json::parse(answer.json));
    const auto entries = items_of(response.value(), "entries");
    for (const canon::Value& entry : entries) print_line(canon::canonical(entry));
    range.from += entries.size();
    if (range.from >= static_cast<std::uint64_t>(number_of(response.value(), "size"))) break;
  }
  return exit_ok;
}

Result<int> show_entries(const Shell& shell, const AuditOptions& options) {
  WRIT_TRY(const Range range, parse_range(options.range));
  if (options.range.contains("..")) return show_range(shell, range);
  const std::string body = ObjectText().add_json("index", fmt::format("{}", range.from)).text();
  return perform_and_show(shell, "journal.show", body, [](const canon::Value& answer) {
    for (const canon::Member& member : answer.find("entry")->members()) {
      const bool text = member.value.is(canon::Value::Kind::text);
      print_line(
          fmt::format("{:<14}{}", member.name,
                      text ? std::string(member.value.text()) : canon::canonical(member.value)));
    }
    print_line(fmt::format("request       {}", text_of(answer, "bodyState")));
    const canon::Value* body_kept = answer.find("body");
    if (body_kept != nullptr) print_line(canon::canonical(*body_kept));
  });
}

Result<int> prove(const Shell& shell, const AuditOptions& options) {
  const std::string body = ObjectText().add_json("index", fmt::format("{}", options.index)).text();
  Target target(shell);
  const Answer answer = target.perform("journal.prove", body);
  if (answer.problem || shell.json) return show(shell, answer, [](const canon::Value&) {});
  WRIT_TRY(const canon::Json response, canon::Json::parse(answer.json));
  const std::string_view receipt = text_of(response.value(), "receipt");
  if (options.out.empty()) {
    print(receipt);
    return exit_ok;
  }
  std::ofstream file(options.out, std::ios::binary | std::ios::trunc);
  file << receipt;
  if (!file.flush()) {
    return Problem{fault::bad_file, fmt::format("`{}` cannot be written", options.out)};
  }
  return exit_ok;
}

Result<int> replay(const Shell& shell, const AuditOptions& options) {
  ObjectText body;
  body.add_json("from", fmt::format("{}", options.from));
  if (options.to) body.add_json("to", fmt::format("{}", *options.to));
  return perform_and_show(shell, "journal.replay", body.text(), [](const canon::Value& answer) {
    for (const canon::Value& one : items_of(answer, "differences")) {
      print_line(fmt::format("entry {}: {}", number_text(one, "index"), text_of(one, "what")));
    }
    print_line(fmt::format("{} decisions made again, {} differ; of {} the request is not kept",
                           number_text(answer, "replayed"), items_of(answer, "differences").size(),
                           number_text(answer, "withoutBody")));
  });
}

Result<int> erase(const Shell& shell, const AuditOptions& options) {
  const std::string body = ObjectText().add("requestHash", options.request_hash).text();
  return perform_and_show(shell, "journal.erase", body, [](const canon::Value& answer) {
    print_line(fmt::format("{} bodies erased; the journal stays as it was",
                           number_text(answer, "erased")));
  });
}

using Command = Result<int> (*)(const Shell&, const AuditOptions&);

CLI::App* add(CLI::App& audit, Shell& shell, const std::shared_ptr<AuditOptions>& options,
              const char* name, const char* doc, Command command) {
  CLI::App* added = audit.add_subcommand(name, doc);
  added->callback(
      [&shell, options, command] { shell.run([&] { return command(shell, *options); }); });
  return added;
}

}  // namespace

void add_audit(CLI::App& app, Shell& shell) {
  const auto options = std::make_shared<AuditOptions>();
  CLI::App* audit = app.add_subcommand("audit", "Read, prove and verify the journal");
  audit->require_subcommand(1);

  add(*audit, shell, options, "head", "How far the journal is, and the key to verify it by", head)
      ->add_flag("--publish", options->publish, "sign first what is new");
  add(*audit, shell, options, "show",
      "An entry with its request; for a range, a line of JSON for each entry", show_entries)
      ->add_option("index", options->range, "such as 7, or 7..12 without the last")
      ->required();
  CLI::App* proving = add(*audit, shell, options, "prove",
                          "A receipt for an entry, to be verified by anyone with the key", prove);
  proving->add_option("index", options->index, "the entry's index")->required();
  proving->add_option("--out", options->out, "a file to write it to, such as 7.tlog-proof");
  add_audit_verify(*audit, shell);
  add_audit_follow(*audit, shell);
  CLI::App* replaying =
      add(*audit, shell, options, "replay",
          "Make journalled decisions again; status 1 if one comes out differently", replay);
  replaying->add_option("--from", options->from, "the first entry's index");
  replaying->add_option("--to", options->to, "before this index");
  add(*audit, shell, options, "erase", "Forget the body of a request; the journal stays as it is",
      erase)
      ->add_option("request-hash", options->request_hash, "as its entries have it")
      ->required();
}

}  // namespace writ::cli
