#include "ops/key_change.h"

#include <algorithm>

#include <fmt/format.h>

#include "keys/fault.h"
#include "ops/signing_key.h"

namespace writ::ops {

Result<KeyResponse> change_key(Engine& engine, const keys::KeyId& key_id, const Call& call,
                               const KeyChange& change) {
  return engine.change<KeyResponse>(
      call, [&](store::Transaction& transaction, const State&) -> Result<KeyResponse> {
        WRIT_TRY(auto records, key_records(transaction));
        const auto key = std::ranges::find(records, key_id, &keys::KeyRecord::key_id);
        if (key == records.end()) {
          return Problem{
              keys::fault::unknown_key,
              fmt::format("there is no key `{}`: `writ keys list` shows them", key_id.text())};
        }
        WRIT_TRY(keys::KeyRecord changed, change(std::move(*key), call.now));
        WRIT_CHECK(transaction.put_key(row_of(changed, call.now)));
        WRIT_CHECK(transaction.bump_deployment_generation());
        return KeyResponse{std::move(changed)};
      });
}

}  // namespace writ::ops
