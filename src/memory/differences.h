// In what two records of one kind differ.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace writ::memory {

// The members of two records as JSON, by name, in order: those that only one of them has, and those
// that have other values. What is no JSON object has no members.
std::vector<std::string> differing_members(std::string_view one, std::string_view other);

}  // namespace writ::memory
