// Cases as YAML that gsn2x draws and checks, and that import_gsn() reads again: nodes, statements,
// references and evidence come back as they were.
#pragma once

#include <string>

#include "assurance/case_index.h"

namespace writ::assurance {

// What argues for a defeater alone is written as counter goals and counter solutions, as gsn2x has
// it. Problem: fault::not_supported_in_yaml for a node whose id is `module`, which is gsn2x's own.
Result<std::string> export_gsn(const CaseIndex& index);

}  // namespace writ::assurance
