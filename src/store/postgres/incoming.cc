#include "store/postgres/incoming.h"

#include <fmt/format.h>

#include <iterator>
#include <string_view>

#include "store/store.h"
#include "store/text.h"

namespace writ::store::postgres {
namespace {

// More than this is written in parts, so that the server holds not much of it.
constexpr std::size_t largest_part = std::size_t{16} << 20;  // bytes
// What is sent at once, for the server to read while the next is made ready.
constexpr std::size_t packet = std::size_t{64} << 10;  // bytes

constexpr const char* make_room =
    "CREATE TEMPORARY TABLE IF NOT EXISTS incoming ("
    "kind text COLLATE \"C\", tenant text COLLATE \"C\", id text COLLATE \"C\", "
    "record text COLLATE \"C\", sequence bigint, updated_at bigint) ON COMMIT DELETE ROWS; "
    "TRUNCATE pg_temp.incoming";

constexpr const char* copy_in =
    "COPY pg_temp.incoming (kind, tenant, id, record, sequence, updated_at) FROM STDIN";

// Whether any of the first few has the key of a document.
constexpr std::string_view count_taken =
    "SELECT count(*) FROM (SELECT kind, tenant, id FROM pg_temp.incoming LIMIT 8) AS first "
    "JOIN documents USING (kind, tenant, id)";

constexpr std::string_view take_in_new =
    "INSERT INTO documents (kind, tenant, id, record, sequence, updated_at) "
    "SELECT kind, tenant, id, record, sequence, updated_at FROM pg_temp.incoming";

// Of rows with one key the last stays, as if they had been written one after the other.
constexpr std::string_view take_in =
    "INSERT INTO documents (kind, tenant, id, record, sequence, updated_at) "
    "SELECT DISTINCT ON (kind, tenant, id) kind, tenant, id, record, sequence, updated_at "
    "FROM pg_temp.incoming ORDER BY kind, tenant, id, sequence DESC "
    "ON CONFLICT (kind, tenant, id) DO UPDATE SET "
    "record = excluded.record, sequence = excluded.sequence, updated_at = excluded.updated_at";

// What stands for a byte that has a meaning of its own in COPY's text form; nothing for others.
constexpr char letter_for(char byte) {
  return byte == '\t' ? 't' : byte == '\n' ? 'n' : byte == '\r' ? 'r' : byte == '\\' ? '\\' : '\0';
}

// Looks at every byte, which the compiler does many at a time.
bool is_plain(std::string_view text) {
  bool found = false;
  for (const char byte : text) found |= letter_for(byte) != '\0';
  return !found;
}

void append_escaped(std::string& to, std::string_view text) {
  for (const char byte : text) {
    if (const char letter = letter_for(byte); letter != '\0') {
      to += {'\\', letter};
    } else {
      to += byte;
    }
  }
}

Result<void> append_text(std::string& to, std::string_view text) {
  WRIT_CHECK(check_text(text));
  if (is_plain(text)) {
    to += text;
  } else {
    append_escaped(to, text);
  }
  to += '\t';
  return {};
}

}  // namespace

Result<void> Incoming::add(const DocumentRow& row, std::int64_t sequence) {
  if (has_begun_ && (row.tenant != tenant_ || sent_ >= largest_part)) WRIT_CHECK(finish());
  if (!has_begun_) WRIT_CHECK(begin(row.tenant));
  Result<void> appended = append(row, sequence);
  if (!appended) to_->give_up_copy();
  if (!appended || bytes_.size() < packet) return appended;
  return send();
}

Result<void> Incoming::begin(std::string_view tenant) {
  tenant_ = tenant;
  sent_ = 0;
  WRIT_CHECK(to_->script(make_room));
  WRIT_CHECK(to_->begin_copy(copy_in));
  has_begun_ = true;
  return {};
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

Result<void> Incoming::send() {
  sent_ += bytes_.size();
  WRIT_CHECK(to_->copy(bytes_));
  bytes_.clear();
  return {};
}

Result<void> Incoming::finish() {
  if (!has_begun_) return {};
  WRIT_CHECK(send());
  WRIT_CHECK(to_->end_copy());
  has_begun_ = false;
  WRIT_TRY(const bool done, take_in_as_new());
  if (!done) WRIT_CHECK(to_->ask(Scope::of(tenant_), take_in));
  return {};
}

Result<bool> Incoming::look_new() const {
  WRIT_TRY(const std::int64_t taken, to_->integer(Scope::of(tenant_), count_taken));
  return taken == 0;
}

// To look for each row whether its key is taken costs the server a third of its time. Where the
// first ones are new, so mostly are the others, and it is tried without; where they are not,
// nothing has been done.
Result<bool> Incoming::take_in_as_new() {
  WRIT_TRY(const bool looks_new, look_new());
  if (!looks_new) return false;
  WRIT_CHECK(to_->script("SAVEPOINT incoming"));
  const auto taken_in = to_->ask(Scope::of(tenant_), take_in_new);
  if (taken_in) {
    WRIT_CHECK(to_->script("RELEASE SAVEPOINT incoming"));
    return true;
  }
  if (taken_in.error().code.name != fault::exists.name) return taken_in.error();
  WRIT_CHECK(to_->script("ROLLBACK TO SAVEPOINT incoming"));
  return false;
}

}  // namespace writ::store::postgres
