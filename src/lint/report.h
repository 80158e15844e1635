// How findings are told: for people, as JSON, and as SARIF 2.1.0, which code hosts and editors
// read. The ids of rules are those of the lints and never change.
#pragma once

#include <span>
#include <string>

#include "lint/lint.h"

namespace writ::lint {

// A line for each: `source:line#pointer: message [id]`. What a terminal would obey is escaped.
std::string as_text(std::span<const Finding> findings);

// {"findings": [{"lint", "section", "source", "line", "pointer", "message"}]}, canonical; `line` is
// null where the source has none.
std::string as_json(std::span<const Finding> findings);

// One run of a SARIF log. `version` is the program's.
std::string as_sarif(std::span<const Finding> findings, std::string_view version);

// Every lint: its id, its section, what it protects. A line for each, or JSON.
std::string list_as_text();
std::string list_as_json();

}  // namespace writ::lint
