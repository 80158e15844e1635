// A case as a drawing in Graphviz's DOT, in the shapes of the GSN Community Standard: goals are
// rectangles, strategies parallelograms, solutions circles, contexts rectangles with round ends,
// assumptions and justifications ellipses with an A or a J, away goals rectangles with a
// compartment for the case that argues them; what is undeveloped has a diamond below it. Support
// has a solid arrow, context a hollow one, a challenge a dashed line.
//
// How a node stands is told three times: by its colour, by its border (dashed: unsupported; heavy:
// refuted) and in words.
#pragma once

#include <string>
#include <vector>

#include "assurance/case_index.h"
#include "assurance/status.h"

namespace writ::assurance {

// `statuses` has one of each node, as explain_all() gives them. References that lead nowhere are
// not drawn.
std::string dot_of(const CaseIndex& index, const std::vector<NodeStatus>& statuses);

}  // namespace writ::assurance
