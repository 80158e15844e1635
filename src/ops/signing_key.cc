#include "ops/signing_key.h"

#include <algorithm>

#include <fmt/format.h>

#include "keys/fault.h"
#include "keys/lifecycle.h"
#include "keys/make_key.h"

namespace writ::ops {

store::KeyRow row_of(const keys::KeyRecord& record, Instant now) {
  return {.key_id = record.key_id.text(), .record = canon::encode(record), .updated_at = now};
}

Result<std::vector<keys::KeyRecord>> key_records(store::Snapshot& snapshot) {
  std::vector<keys::KeyRecord> records;
  WRIT_TRY(const auto rows, snapshot.keys());
  for (const store::KeyRow& row : rows) {
    WRIT_TRY(const canon::Json json, canon::Json::parse(row.record));
    WRIT_TRY(keys::KeyRecord record, canon::decode<keys::KeyRecord>(json, "a stored key"));
    records.push_back(std::move(record));
  }
  return records;
}

Result<keys::KeyRecord> add_key(Engine& engine, const keys::NewKey& key, Instant now) {
  return engine.change<keys::KeyRecord>(
      [&](store::Transaction& transaction, const State&) -> Result<keys::KeyRecord> {
        WRIT_TRY(const auto present, key_records(transaction));
        WRIT_CHECK(keys::check_new(present, key.record));
        if (key.private_part) {
          WRIT_CHECK(engine.files().put(key.record.key_id, *key.private_part, engine.passphrase()));
        }
        WRIT_CHECK(transaction.put_key(row_of(key.record, now)));
        WRIT_CHECK(transaction.bump_deployment_generation());
        return key.record;
      });
}

Result<keys::KeyRecord> make_key(Engine& engine, const keys::KeySpec& spec, keys::Alg alg,
                                 Instant now) {
  return add_key(engine, keys::generate_key(spec, alg, now), now);
}

Result<std::string> signing_key(Engine& engine, keys::Purpose purpose, keys::Alg alg,
                                std::string_view tenant, Instant now) {
  WRIT_TRY(const auto state, engine.state());
  Result<std::string> current = state->keys->current_key_id(purpose, alg, tenant);
  if (current) return current;
  WRIT_TRY(const auto snapshot, engine.store().read());
  WRIT_TRY(const auto records, key_records(*snapshot));
  const bool ever = std::ranges::any_of(records, [&](const keys::KeyRecord& record) {
    return record.purpose == purpose && record.alg == alg;
  });
  if (!ever) {
    WRIT_TRY(const keys::KeyRecord made, make_key(engine, {.purpose = purpose}, alg, now));
    return made.key_id.text();
  }
  return Problem{
      keys::fault::no_current_key,
      fmt::format("no active `{}` key for {} can sign here: make one with `writ keys new "
                  "--purpose {} --alg {}`, or give the passphrase with "
                  "`--passphrase-file`",
                  keys::name(purpose), keys::name(alg), keys::name(purpose), keys::name(alg))};
}

}  // namespace writ::ops
