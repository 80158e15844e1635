#include "store/postgres/connect.h"

#include <array>
#include <memory>
#include <string_view>

#include <fmt/format.h>

#include "store/postgres/error.h"
#include "store/store.h"

namespace writ::store::postgres {
namespace {

// A commit is durable when it is answered, whatever the server's own default is; a node that dies
// in the middle of a transaction keeps the others waiting no longer than this.
constexpr const char* settings = R"sql(
SET search_path = writ;
SET idle_in_transaction_session_timeout = '30s';
SELECT set_config('synchronous_commit', 'on', false)
WHERE current_setting('synchronous_commit') IN ('off', 'local');
)sql";

// What counts unless the URL says otherwise: a server that has gone is noticed within seconds.
struct Default {
  const char* key;
  const char* value;
};
constexpr auto defaults = std::to_array<Default>({{"connect_timeout", "5"},
                                                  {"keepalives_idle", "5"},
                                                  {"keepalives_interval", "2"},
                                                  {"keepalives_count", "3"},
                                                  {"tcp_user_timeout", "10000"},
                                                  {"client_encoding", "UTF8"},
                                                  {"application_name", "writ"}});

struct FreeOptions {
  void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};
using Options = std::unique_ptr<PQconninfoOption, FreeOptions>;

std::string_view value(const Options& options, std::string_view keyword) {
  for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
    if (option->keyword == keyword && option->val != nullptr) return option->val;
  }
  return {};
}

bool stays_on_the_machine(PGconn* connection) {
  const char* host = PQhost(connection);
  const char* address = PQhostaddr(connection);
  if (host != nullptr && *host == '/') return true;  // a socket
  const std::string_view reached(address != nullptr ? address : "");
  return reached.starts_with("127.") || reached == "::1";
}

Result<void> check_way(PGconn* connection) {
  if (stays_on_the_machine(connection)) return {};
  const Options options(PQconninfo(connection));
  const std::string_view mode = options ? value(options, "sslmode") : "";
  if (PQsslInUse(connection) != 0 && (mode == "verify-full" || mode == "verify-ca")) return {};
  return Problem{fault::exposed,
                 fmt::format("the database server `{}` is on another machine and need not prove "
                             "who it is: say `sslmode=verify-full` and `sslrootcert=FILE` in the "
                             "URL",
                             PQhost(connection))};
}

}  // namespace

Result<void> check_url(const std::string& url) {
  char* said = nullptr;
  const Options options(PQconninfoParse(url.c_str(), &said));
  const std::unique_ptr<char, decltype(&PQfreemem)> message(said, PQfreemem);
  const bool is_url = url.starts_with("postgres://") || url.starts_with("postgresql://");
  if (!options || !is_url) {
    return Problem{fault::io, fmt::format("this is no `postgres://` URL: {}", one_line(said))};
  }
  if (value(options, "password").empty() && value(options, "sslpassword").empty()) return {};
  return Problem{fault::exposed,
                 "a URL with a password in it is seen by every user of the machine: put the "
                 "password into a file and name it by `passfile=FILE` in the URL"};
}

Result<Connection> connect(const Place& place) {
  std::array<const char*, defaults.size() + 2> keys{};
  std::array<const char*, defaults.size() + 2> values{};
  for (std::size_t i = 0; i < defaults.size(); ++i) {
    keys[i] = defaults[i].key;
    values[i] = defaults[i].value;
  }
  keys[defaults.size()] = "dbname";  // the URL, which counts over what stands before it
  values[defaults.size()] = place.url.c_str();
  Connection connection(PQconnectdbParams(keys.data(), values.data(), 1), place.node);
  if (PQstatus(connection.handle()) != CONNECTION_OK) return unreachable(connection.handle());
  PQsetNoticeReceiver(connection.handle(), [](void*, const PGresult*) {}, nullptr);
  WRIT_CHECK(check_way(connection.handle()));
  WRIT_CHECK(connection.script(settings));
  return connection;
}

Result<void> check_database(Connection& connection) {
  WRIT_TRY(const auto rows,
           connection.ask_all({{.sql = "SELECT current_setting('server_encoding') = 'UTF8', "
                                       "rolsuper OR rolbypassrls, current_user "
                                       "FROM pg_catalog.pg_roles WHERE rolname = current_user"}}));
  if (rows[0].empty()) return Problem{fault::io, "the database does not know our role"};
  const Row row = rows[0][0];
  if (!row.yes(0)) {
    return Problem{fault::foreign, "the database is not in UTF-8: make one with `ENCODING 'UTF8'`"};
  }
  if (row.yes(1)) {
    return Problem{fault::exposed,
                   fmt::format("row-level security does not hold the role `{}`: use one without "
                               "SUPERUSER and BYPASSRLS",
                               row.text(2))};
  }
  return {};
}

}  // namespace writ::store::postgres
