// The interface of the store over a pool of connections.
#pragma once

#include <memory>

#include "store/postgres/pool.h"
#include "store/store.h"

namespace writ::store::postgres {

std::unique_ptr<Store> make_store(std::shared_ptr<Pool> pool);

}  // namespace writ::store::postgres
