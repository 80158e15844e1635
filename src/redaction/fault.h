// Why a text is not redacted.
#pragma once

#include "base/problem.h"

namespace writ::redaction::fault {

inline constexpr Code unknown_profile{"redaction.unknown_profile", Category::invalid};
inline constexpr Code no_profile{"redaction.no_profile", Category::invalid};
inline constexpr Code not_utf8{"redaction.not_utf8", Category::invalid};
inline constexpr Code too_large{"redaction.too_large", Category::too_large};
inline constexpr Code not_settled{"redaction.not_settled", Category::invalid};
inline constexpr Code wrong_data{"redaction.wrong_data", Category::internal};

}  // namespace writ::redaction::fault
