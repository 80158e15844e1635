// Every problem that keys have of their own.
#pragma once

#include "base/problem.h"

namespace writ::keys::fault {

// A record or a request that cannot be.
inline constexpr Code invalid_record{"keys.invalid_record", Category::invalid};
inline constexpr Code id_not_free{"keys.id_not_free", Category::invalid};
inline constexpr Code no_public_key{"keys.no_public_key", Category::invalid};
// The state of the keys forbids it.
inline constexpr Code exists{"keys.exists", Category::conflict};
inline constexpr Code illegal_transition{"keys.illegal_transition", Category::conflict};
inline constexpr Code retired{"keys.retired", Category::conflict};
inline constexpr Code revoked{"keys.revoked", Category::conflict};
inline constexpr Code private_part_missing{"keys.private_part_missing", Category::conflict};
inline constexpr Code private_part_mismatch{"keys.private_part_mismatch", Category::conflict};
inline constexpr Code unknown_key{"keys.unknown_key", Category::not_found};
inline constexpr Code no_current_key{"keys.no_current_key", Category::not_found};
// A file or directory of private keys that others can get at.
inline constexpr Code exposed{"keys.exposed", Category::conflict};

}  // namespace writ::keys::fault
