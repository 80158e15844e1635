#include "cli/settings.h"

#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <sstream>

#include <fmt/format.h>
#include <toml++/toml.h>

namespace writ::cli {
namespace {

std::optional<std::string> environment(std::string_view variable) {
  const char* value = std::getenv(std::string(variable).c_str());
  if (value == nullptr) return std::nullopt;
  return value;
}

const Setting* find_setting(std::string_view name) {
  for (const Setting& setting : all_settings()) {
    if (setting.name == name) return &setting;
  }
  return nullptr;
}

// A string, a number, a yes or no, or a list of strings, as the text that a flag would have.
std::optional<std::string> as_text(const toml::node& node) {
  if (auto text = node.value_exact<std::string>()) return text;
  if (const auto number = node.value_exact<std::int64_t>()) return fmt::format("{}", *number);
  if (const auto yes = node.value_exact<bool>()) return *yes ? "true" : "false";
  const toml::array* array = node.as_array();
  if (array == nullptr) return std::nullopt;
  std::string joined;
  for (const toml::node& item : *array) {
    const auto text = item.value_exact<std::string>();
    if (!text || text->contains(',')) return std::nullopt;
    if (!joined.empty()) joined += ',';
    joined += *text;
  }
  return joined;
}

Result<std::map<std::string, std::string>> read_file(const std::string& path) {
  toml::table table;
  try {
    table = toml::parse_file(path);
  } catch (const toml::parse_error& error) {
    std::ostringstream where;
    where << error.source().begin;
    return Problem{fault::bad_file, fmt::format("`{}` cannot be read: {} ({})", path,
                                                error.description(), where.str())};
  }
  std::map<std::string, std::string> values;
  for (const auto& [key, node] : table) {
    const auto line = node.source().begin.line;
    const Setting* setting = find_setting(key.str());
    if (setting == nullptr || setting->name == "config") {
      return Problem{fault::bad_file, fmt::format("`{}` line {}: there is no setting `{}`; `writ "
                                                  "config` lists them",
                                                  path, line, key.str())};
    }
    std::optional<std::string> text = as_text(node);
    if (!text) {
      return Problem{fault::bad_file,
                     fmt::format("`{}` line {}: `{}` must be a string, a whole number, true, false "
                                 "or a list of strings",
                                 path, line, key.str())};
    }
    values.emplace(key.str(), *std::move(text));
  }
  return values;
}

}  // namespace

std::string_view name(Source source) {
  switch (source) {
    case Source::flag:
      return "flag";
    case Source::environment:
      return "environment";
    case Source::file:
      return "file";
    case Source::standard:
      return "default";
  }
  return "";
}

const std::vector<Setting>& all_settings() {
  static const std::vector<Setting> settings = {
      {"data", "--data", "WRIT_DATA", "writ-data",
       "the data directory: keys, store, journal, socket"},
      {"store", "--store", "WRIT_STORE", "",
       "the `postgres://` URL of a database that several nodes share, for a data directory that is "
       "made; without one the store is a file in it"},
      {"lease", "--lease", "WRIT_LEASE", "500",
       "milliseconds for which a node answers without hearing from the database that it shares, "
       "and "
       "for which changes wait for one that is not heard of: 50 to 10000"},
      {"config", "--config", "WRIT_CONFIG", "",
       "the TOML file with settings; without one, writ.toml in the data directory"},
      {"passphrase-file", "--passphrase-file", "WRIT_PASSPHRASE_FILE", "",
       "a file whose first line is the passphrase of the private keys"},
      {"listen", "--listen", "WRIT_LISTEN", "127.0.0.1:8421", "where `serve` listens"},
      {"threads", "--threads", "WRIT_THREADS", "0", "threads of `serve`; 0 is one a processor"},
      {"max-body", "--max-body", "WRIT_MAX_BODY", "1048576",
       "bytes of a request over the network, at most"},
      {"timeout", "--timeout", "WRIT_TIMEOUT", "30",
       "seconds for a request to arrive and an answer to be taken"},
      {"asserted-roles", "--asserted-roles", "WRIT_ASSERTED_ROLES", "ignore",
       "`accept`: believe the principal that a network caller names; `ignore`: its credential says "
       "who it is"},
      {"authzen", "--authzen", "WRIT_AUTHZEN", "on",
       "`on`: answer the OpenID Authorization API below /access/ of `serve`; `off`: do not"},
      {"restamp", "--restamp", "WRIT_RESTAMP", "0",
       "after a change, `serve` restamps every tenant's stale stamps, so many at a time; 0 leaves "
       "it "
       "to `writ stamp restamp`"},
      {"journal-mode", "--journal-mode", "WRIT_JOURNAL_MODE", "durable",
       "`durable`: an answer leaves when its entry is on the disk; `async`: at once, and a crash "
       "can "
       "lose the entries of the last moments"},
      {"journal-full", "--journal-full", "WRIT_JOURNAL_FULL", "deny",
       "when the journal cannot be written: `deny` every decision until it can, or `stop` serving"},
      {"journal-bodies", "--journal-bodies", "WRIT_JOURNAL_BODIES", "90",
       "days for which the bodies of requests are kept beside the journal; 0 keeps none, `forever` "
       "all"},
      {"journal-origin", "--journal-origin", "WRIT_JOURNAL_ORIGIN", "",
       "the name of the journal as a log, given when it is made; without one, a random name"},
      {"journal-readers", "--journal-readers", "WRIT_JOURNAL_READERS", "anyone",
       "who may read /journal/ of `serve`: `anyone`, or `tokens` with the capability read"},
      {"hosts", "--hosts", "WRIT_HOSTS", "",
       "further names under which `serve` may be addressed, separated by commas"},
      {"origins", "--origins", "WRIT_ORIGINS", "",
       "web origins that may call, separated by commas; none by default"},
      {"behind-proxy", "--behind-proxy", "WRIT_BEHIND_PROXY", "false",
       "`true`: a proxy in front does TLS, so that `listen` may be an address of the network"},
  };
  return settings;
}

Result<Settings> Settings::gather(const std::map<std::string, std::string>& flags) {
  Settings settings;
  for (const Setting& setting : all_settings()) {
    Value value{std::string(setting.standard), Source::standard};
    if (const auto flag = flags.find(std::string(setting.name)); flag != flags.end()) {
      value = {flag->second, Source::flag};
    } else if (auto text = environment(setting.variable)) {
      value = {*std::move(text), Source::environment};
    }
    settings.values_.emplace(setting.name, std::move(value));
  }

  std::string path = settings.text("config");
  if (path.empty()) {
    const std::filesystem::path usual = std::filesystem::path(settings.text("data")) / "writ.toml";
    std::error_code ignored;
    if (!std::filesystem::exists(usual, ignored)) return settings;
    path = usual.string();
  }
  WRIT_TRY(const auto from_file, read_file(path));
  for (const auto& [key, text] : from_file) {
    Value& value = settings.values_.find(key)->second;
    if (value.source == Source::standard) value = {text, Source::file};
  }
  settings.file_ = path;
  return settings;
}

const Settings::Value& Settings::value(std::string_view name) const {
  return values_.find(name)->second;
}

Problem Settings::wrong(std::string_view name, std::string_view expected) const {
  const Value& given = value(name);
  return {fault::bad_setting, fmt::format("the setting `{}` must be {}, not `{}` (from the {})",
                                          name, expected, given.text, cli::name(given.source))};
}

Result<long long> Settings::number(std::string_view name, long long minimum,
                                   long long maximum) const {
  const std::string& digits = text(name);
  long long number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size() || number < minimum ||
      number > maximum) {
    return wrong(name, fmt::format("a whole number from {} to {}", minimum, maximum));
  }
  return number;
}

Result<bool> Settings::flag(std::string_view name) const {
  if (text(name) == "true") return true;
  if (text(name) == "false") return false;
  return wrong(name, "`true` or `false`");
}

std::vector<std::string> Settings::list(std::string_view name) const {
  std::vector<std::string> items;
  std::istringstream rest(text(name));
  for (std::string item; std::getline(rest, item, ',');) {
    if (!item.empty()) items.push_back(item);
  }
  return items;
}

}  // namespace writ::cli
