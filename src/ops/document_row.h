// The row of the store that a record is kept in.
#pragma once

#include <string>
#include <string_view>

#include "base/instant.h"
#include "canon/record.h"
#include "store/store.h"

namespace writ::ops {

// Where `record` is nullptr, nothing is kept there any more.
template <class Record>
store::DocumentRow document_row(std::string_view kind, std::string_view tenant, std::string_view id,
                                const Record* record, Instant now) {
  store::DocumentRow row{.kind = std::string(kind),
                         .tenant = std::string(tenant),
                         .id = std::string(id),
                         .record = {},
                         .updated_at = now};
  if (record != nullptr) row.record = canon::encode(*record);
  return row;
}

}  // namespace writ::ops
