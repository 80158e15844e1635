// The id of a record that is derived from others: a short prefix for its kind, and half a SHA-256
// of its canonical JSON without the members that are left out: the id itself, the time, and what is
// known only afterwards.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

#include "canon/digest.h"
#include "canon/record.h"

namespace writ::memory {

template <class R>
std::string derived_id(std::string_view prefix, const R& record,
                       std::initializer_list<std::string_view> left_out) {
  constexpr std::size_t digits = 32;
  const std::string content = canon::encode_without(record, left_out);
  return std::string(prefix).append(canon::sha256_hex(content), 0, digits);
}

}  // namespace writ::memory
