// What `writ lint` looks at: files, and what the data directory keeps.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/shell.h"
#include "lint/record_set.h"

namespace writ::cli {

// Every file of JSON or JSON Lines at the paths, which may be folders; in those, links to folders
// are not followed. Problem: one that cannot be read to its end, or holds no JSON.
Result<lint::RecordSet> records_in_files(const std::vector<std::string>& paths);

// What could not be looked at in the data directory.
struct Unseen {
  std::uint64_t without_body = 0;  // entries whose request is not kept
  std::uint64_t unanswered = 0;    // questions that cannot be asked anew
};

// Calls `look` with the records behind each entry of the journal, and with each discharge that is
// kept: in sets of their own, since callers name records as they like. Problem: there is no data
// directory, or it cannot be read.
using Look = std::function<void(const lint::RecordSet& records)>;
Result<Unseen> look_at_store(const Shell& shell, const Look& look);

}  // namespace writ::cli
