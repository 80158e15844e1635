#include "store/postgres/incoming.h"

#include <fmt/format.h>

#include <iterator>
#include <string_view>

#include "store/text.h"

namespace writ::store::postgres {
namespace {

// More than this is written in parts, so that neither side holds much of it.
constexpr std::size_t largest_part = std::size_t{16} << 20;  // bytes

constexpr const char* make_room =
    "CREATE TEMPORARY TABLE IF NOT EXISTS incoming ("
    "kind text COLLATE \"C\", tenant text COLLATE \"C\", id text COLLATE \"C\", "
    "record text COLLATE \"C\", sequence bigint, updated_at bigint) ON COMMIT DELETE ROWS; "
    "TRUNCATE pg_temp.incoming";

constexpr const char* copy_in =
    "COPY pg_temp.incoming (kind, tenant, id, record, sequence, updated_at) FROM STDIN";

// Of rows with one key the last stays, as if they had been written one after the other.
constexpr std::string_view take_in =
    "INSERT INTO documents (kind, tenant, id, record, sequence, updated_at) "
    "SELECT DISTINCT ON (kind, tenant, id) kind, tenant, id, record, sequence, updated_at "
    "FROM pg_temp.incoming ORDER BY kind, tenant, id, sequence DESC "
    "ON CONFLICT (kind, tenant, id) DO UPDATE SET "
    "record = excluded.record, sequence = excluded.sequence, updated_at = excluded.updated_at";

// The bytes that have a meaning of their own in COPY's text form.
Result<void> append_text(std::string& to, std::string_view text) {
  WRIT_CHECK(check_text(text));
  for (;;) {
    const std::size_t plain = text.find_first_of("\\\t\n\r");
    to += text.substr(0, plain);
    if (plain == text.npos) break;
    to += '\\';
    to += text[plain] == '\t' ? 't' : text[plain] == '\n' ? 'n' : text[plain] == '\r' ? 'r' : '\\';
    text.remove_prefix(plain + 1);
  }
  to += '\t';
  return {};
}

}  // namespace

Result<void> Incoming::add(const DocumentRow& row, std::int64_t sequence) {
  if (row.tenant != tenant_ || bytes_.size() >= largest_part) {
    WRIT_CHECK(finish());
    tenant_ = row.tenant;
  }
  return append(row, sequence);
}

Result<void> Incoming::append(const DocumentRow& row, std::int64_t sequence) {
  WRIT_CHECK(append_text(bytes_, row.kind));
  WRIT_CHECK(append_text(bytes_, row.tenant));
  WRIT_CHECK(append_text(bytes_, row.id));
  if (row.record) {
    WRIT_CHECK(append_text(bytes_, *row.record));
  } else {
    bytes_ += "\\N\t";
  }
  fmt::format_to(std::back_inserter(bytes_), "{}\t{}\n", sequence, row.updated_at.microseconds);
  return {};
}

Result<void> Incoming::finish() {
  if (bytes_.empty()) return {};
  WRIT_CHECK(to_->script(make_room));
  WRIT_CHECK(to_->copy_in(copy_in, bytes_));
  bytes_.clear();
  WRIT_CHECK(to_->ask(Scope::of(tenant_), take_in));
  return {};
}

}  // namespace writ::store::postgres
