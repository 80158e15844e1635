// The problem of a store whose content does not read or verify: nothing of it may be used.
#pragma once

#include <string>
#include <string_view>

#include <fmt/format.h>

#include "canon/record.h"
#include "store/store.h"

namespace writ::ops {

inline Problem broken_store(std::string_view what) {
  return {
      store::fault::corrupt,
      fmt::format("the store is damaged or was tampered with: {}: restore it from a copy", what)};
}

// A stored record, read again.
template <class R>
Result<R> stored_record(std::string_view what, std::string_view json) {
  Result<canon::Json> document = canon::Json::parse(json);
  if (!document) return broken_store(fmt::format("{}: {}", what, document.error().message));
  Result<R> record = canon::decode<R>(*document, what);
  if (!record) return broken_store(describe(record.error()));
  return record;
}

}  // namespace writ::ops
