// What the commands share: the settings, the way to the data directory, and how they end.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "cli/settings.h"
#include "ops/engine.h"
#include "ops/operation.h"

namespace writ::cli {

namespace fault {
// Another process has the data directory open.
inline constexpr Code data_in_use{"data.in_use", Category::unavailable};
}  // namespace fault

// Exit statuses, also in the help text.
enum Exit : int {
  exit_ok = 0,
  exit_no = 1,           // the answer is no: denied, refused, does not verify, a test failed
  exit_bad_input = 2,    // the command or its input is wrong
  exit_not_possible = 3  // it could not be done: the disk, another process, the state
};
int exit_of(Category category);

// How a data directory is opened.
struct DataOptions {
  std::optional<std::string> passphrase;  // of the private keys
  std::string store;                      // the URL of a database; empty: what there is
  std::chrono::milliseconds lease = ops::NodeLease::standard_length;  // as a node of several
  journal::JournalOptions journal;
};

// What is said of a store that was looked at.
struct StoreReport {
  std::string place;  // a file or a URL
  std::string deployment_id;
  std::int64_t version = 0;
  std::int64_t revision = 0;
};

struct CopyReport {
  std::string from, to;
  std::vector<std::pair<std::string, std::size_t>> rows;  // how many of what
};

// What is done to the store of a data directory that no process has open.
struct StoreTools {
  std::function<Result<StoreReport>(const std::string& directory, const DataOptions& options)>
      migrate, check;
  std::function<Result<CopyReport>(const std::string& directory, DataOptions options,
                                   const std::string& url)>
      copy;
};

// What only the program itself can name.
struct Host {
  // Opens a data directory for this process alone, and makes it where there is none. The engine
  // holds it until it is destroyed. Problem: fault::data_in_use.
  std::function<Result<std::shared_ptr<ops::Engine>>(const std::string& directory,
                                                     DataOptions options)>
      open;
  StoreTools store;
};

class Shell {
 public:
  explicit Shell(Host host) : host_(std::move(host)) {}

  std::map<std::string, std::string> flags;  // settings given on the command line
  bool json = false;                         // print JSON rather than text
  int exit = exit_ok;                        // what the command came to

  const Host& host() const { return host_; }
  Result<Settings> settings() const { return Settings::gather(flags); }

  // Runs a command, prints the problem where it has one, and keeps the exit status.
  void run(const std::function<Result<int>()>& command);

 private:
  Host host_;
};

// The whole of a file, or of standard input for `-`.
Result<std::string> read_input(const std::string& path);
// The one JSON value in it, canonical. What comes from others is put into requests by this alone,
// so that it is a value there and cannot bring members of its own.
Result<std::string> read_json(const std::string& path);

// Writes to standard output. Where that cannot be done the program ends, with exit_not_possible;
// quietly if it is only that the reader has gone.
void print(std::string_view text);
void print_line(std::string_view text);
void flush_output();

// What the settings say of the data directory.
Result<DataOptions> data_options(const Settings& settings);

// Says something on standard error, in a line of its own.
void log_line(std::string_view text);
// Says there what went wrong.
void log_problem(const Problem& problem);

}  // namespace writ::cli
