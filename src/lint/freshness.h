// What several lints ask of the state that records were made under.
#pragma once

#include <string_view>

#include "lint/lint.h"
#include "lint/record_set.h"

namespace writ::lint {

inline constexpr std::string_view effective_state = "effective_state_generation_id";

// A component of the record's freshness key; empty where it has none.
std::string_view component_of(const canon::Value& record, std::string_view component);

// Whether two records say which effective state they were made under, and say another.
bool under_other_states(const Record& one, const Record& other);

// The ids in a member of each item of a list in the record.
std::vector<std::string_view> item_texts(const canon::Value& record, std::string_view list,
                                         std::string_view member);

}  // namespace writ::lint
