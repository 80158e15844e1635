// Every problem that logs have of their own. Those marked * are what an auditor looks for: the log,
// or who serves it, is at fault, not the question.
#pragma once

#include "base/problem.h"

namespace writ::tlog::fault {

// A question that has no answer.
inline constexpr Code out_of_range{"tlog.out_of_range", Category::invalid};
inline constexpr Code entry_too_large{"tlog.entry_too_large", Category::too_large};
inline constexpr Code bad_key{"tlog.bad_key", Category::invalid};
inline constexpr Code no_entry{"tlog.no_entry", Category::invalid};  // a receipt without its entry

// Text that is not what it should be.
inline constexpr Code bad_note{"tlog.bad_note", Category::invalid};              // *
inline constexpr Code bad_checkpoint{"tlog.bad_checkpoint", Category::invalid};  // *
inline constexpr Code bad_receipt{"tlog.bad_receipt", Category::invalid};        // *
// Signatures: none by a trusted key, one by a trusted key that is wrong, one by a key of another
// log.
inline constexpr Code not_signed{"tlog.not_signed", Category::invalid};        // *
inline constexpr Code bad_signature{"tlog.bad_signature", Category::invalid};  // *
inline constexpr Code wrong_origin{"tlog.wrong_origin", Category::invalid};    // *

// What lies at a path of the log.
inline constexpr Code not_found{"tlog.not_found", Category::not_found};          // *
inline constexpr Code wrong_length{"tlog.wrong_length", Category::invalid};      // *
inline constexpr Code bad_bundle{"tlog.bad_bundle", Category::invalid};          // *
inline constexpr Code entry_mismatch{"tlog.entry_mismatch", Category::invalid};  // *
inline constexpr Code tile_mismatch{"tlog.tile_mismatch", Category::invalid};    // *
inline constexpr Code root_mismatch{"tlog.root_mismatch", Category::invalid};    // *

// Proofs, and two tree heads of one log.
inline constexpr Code bad_proof{"tlog.bad_proof", Category::invalid};        // *
inline constexpr Code inconsistent{"tlog.inconsistent", Category::invalid};  // *
inline constexpr Code shrunk{"tlog.shrunk", Category::invalid};              // *
inline constexpr Code fork{"tlog.fork", Category::invalid};                  // *

}  // namespace writ::tlog::fault
