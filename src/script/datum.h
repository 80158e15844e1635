// JSON as Scheme data: what a script sees of what it is handed.
//
//   object   a list of pairs, keys as strings: (("a" . 1) ("b" . #t)); {} is ()
//   array    a vector: #(1 2); [] is #()
//   null     the symbol null
//   number   as RFC 8785 writes it: an exact integer up to 10^21, a decimal otherwise
//   string   a string
//
// Different values are different data, so that a worker can write each of them back as it came.
#pragma once

#include <string>
#include <string_view>

#include "canon/json.h"

namespace writ::script {

// Text that Scheme's `read` makes the value of.
std::string datum(const canon::Value& value);

// The same of a text.
std::string datum_of_text(std::string_view text);

}  // namespace writ::script
