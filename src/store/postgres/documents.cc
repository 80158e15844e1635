// Documents, each with the next number. The writer holds the row that counts, and so nobody counts
// beside it.
#include "store/postgres/incoming.h"
#include "store/postgres/tables.h"

namespace writ::store::postgres {

Result<std::int64_t> Tables::put_document(Connection& connection, const DocumentRow& row) {
  WRIT_TRY(const std::int64_t sequence, connection.integer(Scope::of(row.tenant),
                                                           "UPDATE deployment SET "
                                                           "document_sequence = "
                                                           "document_sequence + 1 "
                                                           "RETURNING document_sequence"));
  WRIT_CHECK(write_document(connection, row, sequence));
  return sequence;
}

Result<void> Tables::put_documents(Connection& connection, std::span<const DocumentRow> rows) {
  const auto count = static_cast<std::int64_t>(rows.size());
  WRIT_TRY(std::int64_t sequence,
           connection.integer(Scope::everything(),
                              "UPDATE deployment SET document_sequence = document_sequence + $1 "
                              "RETURNING document_sequence - $1",
                              count));
  Incoming incoming(connection);
  for (const DocumentRow& row : rows) WRIT_CHECK(incoming.add(row, ++sequence));
  return incoming.finish();
}

}  // namespace writ::store::postgres
