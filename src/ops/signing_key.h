// Which key signs.
#pragma once

#include <string>
#include <string_view>

#include "keys/make_key.h"
#include "ops/engine.h"

namespace writ::ops {

// The id of the key that signs for a purpose and tenant. Where no key of that purpose and algorithm
// was ever made, makes one that every tenant trusts: the first signature in a fresh data directory
// needs no ceremony. Problem: keys::fault::no_current_key where there are keys, but none of them
// can sign here.
Result<std::string> signing_key(Engine& engine, keys::Purpose purpose, keys::Alg alg,
                                std::string_view tenant, const Call& call);

// Makes a key: its private part first, then its record, so that no record is without one.
Result<keys::KeyRecord> make_key(Engine& engine, const keys::KeySpec& spec, keys::Alg alg,
                                 const Call& call);

// Stores a key that was made or imported, with its private part where it has one.
Result<keys::KeyRecord> add_key(Engine& engine, const keys::NewKey& key, const Call& call);

// A key's record as a row.
store::KeyRow row_of(const keys::KeyRecord& record, Instant now);

// Every key's record, as this transaction sees it.
Result<std::vector<keys::KeyRecord>> key_records(store::Snapshot& snapshot);

}  // namespace writ::ops
