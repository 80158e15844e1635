// Documents, each with the next number.
#include "store/sqlite/tables.h"

namespace writ::store::sqlite {
namespace {

Result<std::int64_t> last_sequence(Connection& connection) {
  return connection.integer("SELECT coalesce(max(sequence), 0) FROM documents");
}

}  // namespace

Result<std::int64_t> Tables::put_document(Connection& connection, const DocumentRow& row) {
  WRIT_TRY(const std::int64_t last, last_sequence(connection));
  WRIT_CHECK(write_document(connection, row, last + 1));
  return last + 1;
}

Result<void> Tables::put_documents(Connection& connection, std::span<const DocumentRow> rows) {
  WRIT_TRY(std::int64_t sequence, last_sequence(connection));
  for (const DocumentRow& row : rows) WRIT_CHECK(write_document(connection, row, ++sequence));
  return {};
}

}  // namespace writ::store::sqlite
