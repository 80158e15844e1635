// What can go wrong with the journal.
#pragma once

#include "base/problem.h"

namespace writ::journal::fault {

// Nothing could be appended, so that nothing may be answered.
inline constexpr Code full{"journal.full", Category::unavailable};  // passes when there is room
inline constexpr Code stopped{"journal.stopped", Category::unavailable};  // until a restart
// What is on disk is not what was written.
inline constexpr Code corrupt{"journal.corrupt", Category::internal};
// What was asked for is not there.
inline constexpr Code no_entry{"journal.no_entry", Category::not_found};
inline constexpr Code not_signed{"journal.not_signed", Category::unavailable};
inline constexpr Code io{"journal.io", Category::internal};

}  // namespace writ::journal::fault
