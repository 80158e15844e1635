// The settings of the program: each can be a flag, an environment variable or a line of one TOML
// file, and counts in that order; then comes its default.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace writ::cli {

namespace fault {
inline constexpr Code bad_setting{"cli.bad_setting", Category::invalid};
inline constexpr Code bad_file{"cli.bad_file", Category::invalid};
}  // namespace fault

// Where a value came from, strongest first.
enum class Source { flag, environment, file, standard };
std::string_view name(Source source);

struct Setting {
  std::string_view name;      // key in the file: `listen`
  std::string_view flag;      // `--listen`
  std::string_view variable;  // `WRIT_LISTEN`
  std::string_view standard;  // the default, as text
  std::string_view doc;
};

// Every setting there is, in the order in which they are shown.
const std::vector<Setting>& all_settings();

// What was given and where: text by name.
class Settings {
 public:
  // `flags` holds those given on the command line, by name. The file is `config` of the flags, else
  // WRIT_CONFIG, else `writ.toml` in the data directory if it is there. An unknown key or a value
  // of the wrong type in the file is a problem that names the line.
  static Result<Settings> gather(const std::map<std::string, std::string>& flags);

  struct Value {
    std::string text;
    Source source;
  };
  const Value& value(std::string_view name) const;
  const std::string& text(std::string_view name) const { return value(name).text; }

  // The value as a whole number of a range, as a yes or no, as a comma-separated list.
  Result<long long> number(std::string_view name, long long minimum, long long maximum) const;
  Result<bool> flag(std::string_view name) const;
  std::vector<std::string> list(std::string_view name) const;

  const std::string& file() const { return file_; }  // the file that was read; empty for none

 private:
  Problem wrong(std::string_view name, std::string_view expected) const;

  std::map<std::string, Value, std::less<>> values_;
  std::string file_;
};

}  // namespace writ::cli
