#include "store/postgres/open.h"

#include <utility>

#include <fmt/format.h>

#include "store/deployment_id.h"
#include "store/postgres/connect.h"
#include "store/postgres/migrate.h"
#include "store/postgres/pool.h"
#include "store/postgres/postgres_store.h"

namespace writ::store::postgres {
namespace {

Result<void> make_ready(Pool& pool, const Options& options) {
  WRIT_TRY(Pool::Lease connection, pool.bare());
  WRIT_CHECK(check_database(*connection));
  WRIT_TRY(std::string random_id, new_deployment_id());
  return migrate(
      *connection, all_migrations(),
      {.deployment_id = options.deployment_id.value_or(std::move(random_id)), .now = options.now},
      options.patience);
}

}  // namespace

Result<std::unique_ptr<Store>> open(const std::string& url, const Options& options) {
  WRIT_CHECK(check_url(url));
  auto pool = std::make_shared<Pool>(Place{.url = url, .node = options.node}, options.patience);
  if (Result<void> ready = make_ready(*pool, options); !ready) {
    return std::move(ready).error().in(fmt::format("the store `{}`", url));
  }
  return make_store(std::move(pool));
}

}  // namespace writ::store::postgres
