#include "ops/signing_key.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>

#include "keys/fault.h"
#include "keys/lifecycle.h"
#include "keys/make_key.h"
#include "ops/table.h"

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

Result<keys::KeyRecord> add_key(Engine& engine, const keys::NewKey& key, const Call& call) {
  return engine.change<keys::KeyRecord>(
      call, [&](store::Transaction& transaction, const State&) -> Result<keys::KeyRecord> {
        WRIT_TRY(const auto present, key_records(transaction));
        WRIT_CHECK(keys::check_new(present, key.record));
        if (key.private_part) {
          WRIT_CHECK(engine.files().put(key.record.key_id, *key.private_part, engine.passphrase()));
        }
        WRIT_CHECK(transaction.put_key(row_of(key.record, call.now)));
        WRIT_CHECK(transaction.bump_deployment_generation());
        return key.record;
      });
}

namespace {

// Every node has a journal, and signs it with a key whose private part lies with it. The other keys
// are the deployment's.
bool is_ours(const Engine& engine, const keys::KeyRecord& record) {
  std::error_code ignored;
  return record.purpose != keys::Purpose::journal ||
         std::filesystem::exists(engine.files().path_of(record.key_id), ignored);
}

}  // namespace

Result<keys::KeyRecord> make_key(Engine& engine, const keys::KeySpec& spec, keys::Alg alg,
                                 const Call& call) {
  return add_key(engine, keys::generate_key(spec, alg, call.now), call);
}

Result<std::string> signing_key(Engine& engine, keys::Purpose purpose, keys::Alg alg,
                                std::string_view tenant, const Call& call) {
  WRIT_TRY(const auto state, engine.state());
  Result<std::string> current = state->keys->current_key_id(purpose, alg, tenant);
  if (current) return current;
  WRIT_TRY(const auto snapshot, engine.store().read());
  WRIT_TRY(const auto records, key_records(*snapshot));
  const bool ever = std::ranges::any_of(records, [&](const keys::KeyRecord& record) {
    return record.purpose == purpose && record.alg == alg && is_ours(engine, record);
  });
  if (!ever) {
    // The key is made in passing: it has an entry of its own, without the request that needed it.
    Call making = call;
    making.operation = &keys_new.traits;
    making.body = nullptr;
    WRIT_TRY(const keys::KeyRecord made, make_key(engine, {.purpose = purpose}, alg, making));
    return made.key_id.text();
  }
  // One that was made meanwhile is in the state when the change that made it has ended.
  WRIT_TRY(const auto settled, engine.settled_state());
  current = settled->keys->current_key_id(purpose, alg, tenant);
  if (current) return current;
  return Problem{
      keys::fault::no_current_key,
      fmt::format("no active `{}` key for {} can sign here: make one with `writ keys new "
                  "--purpose {} --alg {}`, or give the passphrase with "
                  "`--passphrase-file`",
                  keys::name(purpose), keys::name(alg), keys::name(purpose), keys::name(alg))};
}

}  // namespace writ::ops
