// A case as OSCAL assessment results (NIST, version 1.1), which governance tools take in.
//
// Goals and strategies become findings, solutions observations with their evidence, defeaters risks
// (closed where they are refuted). A finding is satisfied where its node is supported. Identifiers
// are made of the case's hash and the nodes' ids, so that the same case gives the same document.
#pragma once

#include <string>
#include <vector>

#include "assurance/facts.h"
#include "assurance/status.h"

namespace writ::assurance {

// `hash` is the case's. Canonical JSON. `statuses` has one of each node, as explain_all() gives
// them; `facts.now` is when they were found.
std::string oscal_of(const CaseIndex& index, const std::vector<NodeStatus>& statuses,
                     const Facts& facts, const std::string& hash);

}  // namespace writ::assurance
