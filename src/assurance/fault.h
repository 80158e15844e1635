// Everything that can be wrong with an assurance case, and with the text of one.
#pragma once

#include "base/problem.h"

namespace writ::assurance::fault {

// The graph.
inline constexpr Code duplicate_id{"assurance.duplicate_id", Category::invalid};
inline constexpr Code missing_node{"assurance.missing_node", Category::invalid};
inline constexpr Code unreachable_node{"assurance.unreachable_node", Category::invalid};
inline constexpr Code wrong_edge{"assurance.wrong_edge", Category::invalid};
inline constexpr Code cycle{"assurance.cycle", Category::invalid};
inline constexpr Code top_goal_not_goal{"assurance.top_goal_not_goal", Category::invalid};
inline constexpr Code no_support{"assurance.no_support", Category::invalid};
inline constexpr Code undeveloped{"assurance.undeveloped", Category::invalid};
inline constexpr Code blank_statement{"assurance.blank_statement", Category::invalid};
inline constexpr Code too_large{"assurance.too_large", Category::too_large};
// What it rests on.
inline constexpr Code no_evidence{"assurance.no_evidence", Category::invalid};
inline constexpr Code evidence_not_registered{"assurance.evidence_not_registered",
                                              Category::invalid};
inline constexpr Code evidence_stale{"assurance.evidence_stale", Category::invalid};
inline constexpr Code evidence_expired{"assurance.evidence_expired", Category::invalid};
inline constexpr Code challenged{"assurance.challenged", Category::invalid};
inline constexpr Code away_goal_unknown{"assurance.away_goal_unknown", Category::invalid};
inline constexpr Code away_goal_not_supported{"assurance.away_goal_not_supported",
                                              Category::invalid};
// Its hash.
inline constexpr Code case_hash_mismatch{"assurance.case_hash_mismatch", Category::invalid};
// A text in YAML that is to become a case.
inline constexpr Code invalid_yaml{"assurance.invalid_yaml", Category::invalid};
inline constexpr Code not_supported_in_yaml{"assurance.not_supported_in_yaml", Category::invalid};
inline constexpr Code unknown_element_type{"assurance.unknown_element_type", Category::invalid};
inline constexpr Code no_top_goal{"assurance.no_top_goal", Category::invalid};

}  // namespace writ::assurance::fault
