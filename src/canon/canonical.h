// Canonical JSON: RFC 8785 (JCS), the one form that Writ hashes, signs and writes.
#pragma once

#include <string>
#include <string_view>

#include "canon/json.h"

namespace writ::canon {

std::string canonical(const Value& value);

// The same of an object as if it had no member of that name: what a hash is formed of that is to
// stand in the object itself.
std::string canonical_without(const Value& object, std::string_view name);

// The same, added to the end of `out`. A number must be finite, a text valid UTF-8.
void append_canonical(std::string& out, const Value& value);
void append_number(std::string& out, double number);
void append_text(std::string& out, std::string_view text);

}  // namespace writ::canon
