// How findings are told: for people, as JSON, and as SARIF 2.1.0, which code hosts and editors
// read. The ids of rules are those of the lints and never change.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "lint/lint.h"

namespace writ::lint {

// How many findings a lint has, and how many of them are told.
struct Total {
  const Lint* lint = nullptr;
  std::size_t found = 0;
  std::size_t told = 0;
};

// A fault that runs through a whole set is one fault: of each lint some of the findings are told,
// and how many there are.
struct Report {
  std::vector<Finding> findings;  // that are told
  std::vector<Total> totals;      // of each lint that found something, by id

  // With the first `most` of each lint; 0: all.
  static Report of(std::vector<Finding> findings, std::size_t most);
};

// A line for each: `source:line#pointer: message [id]`, and one for each lint of which not all are
// told. What a terminal would obey is escaped.
std::string as_text(const Report& report);

// {"findings": [{"lint", "section", "source", "line", "pointer", "message"}],
//  "totals": [{"lint", "found", "told"}]}, canonical; `line` is null where the source has none.
std::string as_json(const Report& report);

// One run of a SARIF log, with the totals among its properties. `version` is the program's.
std::string as_sarif(const Report& report, std::string_view version);

// Every lint: its id, its section, what it protects. A line for each, or JSON.
std::string list_as_text();
std::string list_as_json();

}  // namespace writ::lint
