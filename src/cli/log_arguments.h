// What the commands that verify logs are told: which keys to trust, and where a log is.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "tlog/note.h"
#include "tlog/source.h"

namespace CLI {  // NOLINT(readability-identifier-naming): the library's own name
class App;
}

namespace writ::cli {

struct TrustedKeys {
  std::vector<std::string> texts;  // of --key
  std::string file;                // of --key-file; one a line, `#` begins a comment

  void add_to(CLI::App& command);

  // At least one. Problems: tlog::fault::bad_key, fault::bad_file.
  Result<std::vector<tlog::VerifierKey>> read() const;
};

// Whether `place` is written as the address of a web site.
bool is_url(const std::string& place);

// The log at a URL, or else in a directory. A request that is waited for is given up once
// `is_stopped` says so. Problems: world::fault::bad_url; whether there is a log is known when it is
// read.
Result<std::unique_ptr<tlog::TileSource>> open_log(const std::string& place,
                                                   std::function<bool()> is_stopped = {});

}  // namespace writ::cli
