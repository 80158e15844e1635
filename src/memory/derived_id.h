// The id of a record that is derived from others: a short prefix for its kind, and half a SHA-256
// of its canonical JSON without the members that are left out: the id itself, the time, and what is
// known only afterwards.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "canon/digest.h"
#include "canon/record.h"

namespace writ::memory {

// Of a record that was written without them.
inline std::string derived_id(std::string_view prefix, std::string_view content) {
  constexpr std::size_t digits = 32;
  return std::string(prefix).append(canon::sha256_hex(content), 0, digits);
}

template <class R>
std::string derived_id(std::string_view prefix, const R& record,
                       std::span<const std::string_view> left_out) {
  std::string content;
  content.reserve(2048);
  canon::append_record_without(content, canon::record_type<R>(), &record, left_out);
  return derived_id(prefix, content);
}

template <class R>
std::string derived_id(std::string_view prefix, const R& record,
                       std::initializer_list<std::string_view> left_out) {
  return derived_id(prefix, record, std::span(left_out.begin(), left_out.size()));
}

}  // namespace writ::memory
