#include "cli/commands/lint_sources.h"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "cli/answer.h"
#include "cli/json_text.h"
#include "cli/target.h"

namespace writ::cli {
namespace {

namespace fs = std::filesystem;

// --- files -------------------------------------------------------------------------------------

constexpr std::string_view one_document = ".json";
constexpr std::string_view documents_in_lines = ".jsonl";

// Whether the file is named so, in letters of either case.
bool has_extension(const fs::path& path, std::string_view extension) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::ranges::equal(path.extension().string(), extension, {}, lower);
}

bool is_json(const fs::path& path) {
  return has_extension(path, one_document) || has_extension(path, documents_in_lines);
}

Problem unreadable(const fs::path& path, const std::error_code& error) {
  return {fault::bad_file,
          fmt::format("`{}` cannot be read: {}: make it readable, or name the files to look at",
                      path.string(), error.message())};
}

// A link counts as what it leads to, but where that is a folder, which could lead round in a ring.
Result<void> add_entry(const fs::directory_entry& entry, std::vector<fs::path>& folders,
                       std::vector<std::string>& files) {
  std::error_code error;
  const fs::file_type itself = entry.symlink_status(error).type();
  if (itself == fs::file_type::directory) {
    folders.push_back(entry.path());
  } else if (is_json(entry.path())) {
    const fs::file_type type = entry.status(error).type();
    if (type == fs::file_type::none || type == fs::file_type::not_found) {
      if (!error) error = std::make_error_code(std::errc::no_such_file_or_directory);
      return unreadable(entry.path(), error);
    }
    if (type == fs::file_type::regular) files.push_back(entry.path().string());
  }
  return {};
}

Result<std::vector<std::string>> files_of(const std::string& path) {
  std::error_code error;
  if (path == "-" || !fs::is_directory(path, error)) return std::vector{path};
  std::vector<std::string> files;
  for (std::vector<fs::path> folders{path}; !folders.empty();) {
    const fs::path folder = std::move(folders.back());
    folders.pop_back();
    fs::directory_iterator at(folder, error);
    for (; !error && at != fs::directory_iterator(); at.increment(error)) {
      WRIT_CHECK(add_entry(*at, folders, files));
    }
    if (error) return unreadable(folder, error);
  }
  if (files.empty()) {
    return Problem{fault::bad_file,
                   fmt::format("`{}` holds no file of JSON, so that nothing would be looked at: "
                               "name the folder that does, or files",
                               path)};
  }
  std::ranges::sort(files);
  return files;
}

// A document on every line that is not blank.
Result<void> add_lines(const std::string& path, std::string_view text, lint::RecordSet& into) {
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    Result<canon::Json> document = canon::Json::parse(line);
    if (!document) return std::move(document).error().in(fmt::format("{}:{}", path, number));
    into.add({.name = path, .line = number}, *document);
  }
  return {};
}

Result<void> add_file(const std::string& path, lint::RecordSet& into) {
  WRIT_TRY(std::string text, read_input(path));
  if (has_extension(path, documents_in_lines)) return add_lines(path, text, into);
  Result<canon::Json> document = canon::Json::parse(text);
  if (!document) return std::move(document).error().in(path);
  into.add({.name = path}, *document, std::move(text));
  return {};
}

// --- the data directory ------------------------------------------------------------------------

// Opening would make a new one, in which nothing is found. One that was ever opened has a lock.
Result<void> require_directory(const Shell& shell) {
  WRIT_TRY(const Settings settings, shell.settings());
  std::error_code error;
  if (fs::exists(fs::path(settings.text("data")) / lock_name, error)) return {};
  return Problem{fault::bad_file, fmt::format("there is no data directory `{}`: name one with "
                                              "`--data`",
                                              settings.text("data"))};
}

Result<canon::Json> ask(Target& target, std::string_view operation, const ObjectText& body) {
  const Answer answer = target.perform(operation, body.text());
  if (answer.problem) {
    return Problem{{"data.unreadable", *answer.problem},
                   fmt::format("the data directory: {}", describe_problem(answer.json))};
  }
  return canon::Json::parse(answer.json);
}

// Asks for page after page. `take` is called with each.
Result<void> ask_all(Target& target, std::string_view operation, std::string_view from,
                     ObjectText body, const std::function<void(const canon::Json&)>& take) {
  for (;;) {
    WRIT_TRY(const canon::Json page, ask(target, operation, body));
    take(page);
    const canon::Value* next = page.value().find("next");
    if (next == nullptr) return {};
    body = ObjectText().add_json(from, canon::canonical(*next));
  }
}

// Bytes of an id in a URI of ours.
std::string escaped(std::string_view id) {
  std::string out;
  for (const char c : id) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                       std::string_view("-._~").contains(c);
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", byte);
  }
  return out;
}

std::string name_of(const canon::Value& entry) {
  const canon::Value* place = entry.find("place");
  if (place == nullptr) return "journal:";
  std::string name = fmt::format("journal:{}", number_of(*place, "index"));
  if (place->find("object") == nullptr) return name;
  return fmt::format("{}/{}", name, number_of(*place, "object"));
}

}  // namespace

Result<lint::RecordSet> records_in_files(const std::vector<std::string>& paths) {
  lint::RecordSet records;
  for (const std::string& path : paths) {
    WRIT_TRY(const auto files, files_of(path));
    for (const std::string& file : files) WRIT_CHECK(add_file(file, records));
  }
  return records;
}

Result<Unseen> look_at_store(const Shell& shell, const Look& look) {
  WRIT_CHECK(require_directory(shell));
  Target target(shell);
  Unseen unseen;
  const auto look_at = [&](std::string name, const canon::Json& document) {
    lint::RecordSet records;
    records.add({.name = std::move(name), .kind = lint::Source::Kind::store}, document);
    look(records);
  };
  WRIT_CHECK(ask_all(target, "journal.records", "from",
                     ObjectText().add_json("from", R"({"index":0})"), [&](const canon::Json& page) {
                       unseen.without_body +=
                           static_cast<std::uint64_t>(number_of(page.value(), "withoutBody"));
                       for (const canon::Value& entry : items_of(page.value(), "entries")) {
                         if (entry.find("unanswered") != nullptr) ++unseen.unanswered;
                         look_at(name_of(entry), page.part(entry));
                       }
                     }));
  WRIT_CHECK(
      ask_all(target, "obligation.list", "after", ObjectText(), [&](const canon::Json& page) {
        for (const canon::Value& one : items_of(page.value(), "discharges")) {
          look_at(fmt::format("discharge:{}/{}", escaped(text_of(one, "tenant_id")),
                              escaped(text_of(one, "id"))),
                  page.part(one));
        }
      }));
  return unseen;
}

}  // namespace writ::cli
