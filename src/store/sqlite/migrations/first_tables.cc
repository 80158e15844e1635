// Version 1. What must hold between rows stands here, in keys, checks and triggers, so that no path
// to the tables goes around it. A trigger's message is shown to people as it is.
//
// The body of a bundle is the last column of its row: SQLite reads a long row only as far as the
// columns that are asked for, so that listing bundles leaves the bodies on the disk.
//
// Times are microseconds since 1970 in UTC.
#include "store/sqlite/migrations/migrations.h"

namespace writ::store::sqlite::migrations {
namespace {

constexpr const char* deployment = R"sql(
CREATE TABLE deployment (
  only_row      INTEGER PRIMARY KEY CHECK (only_row = 1),
  deployment_id TEXT    NOT NULL,
  created_at    INTEGER NOT NULL,
  generation    INTEGER NOT NULL CHECK (generation >= 0)
) STRICT;

CREATE TABLE state_generations (
  tenant     TEXT    NOT NULL,
  name       TEXT    NOT NULL,
  generation INTEGER NOT NULL CHECK (generation >= 1),
  PRIMARY KEY (tenant, name)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER deployment_rises BEFORE UPDATE ON deployment
WHEN new.generation <= old.generation OR new.deployment_id <> old.deployment_id
BEGIN SELECT raise(ABORT, 'the deployment keeps its id, and its generation only rises'); END;
CREATE TRIGGER deployment_stays BEFORE DELETE ON deployment
BEGIN SELECT raise(ABORT, 'the deployment is never deleted'); END;

CREATE TRIGGER state_generations_rise BEFORE UPDATE ON state_generations
WHEN new.generation <= old.generation OR new.tenant <> old.tenant OR new.name <> old.name
BEGIN SELECT raise(ABORT, 'the generation of a state only rises'); END;
CREATE TRIGGER state_generations_stay BEFORE DELETE ON state_generations
BEGIN SELECT raise(ABORT, 'the generation of a state is never forgotten'); END;
)sql";

constexpr const char* bundles = R"sql(
CREATE TABLE bundles (
  tenant        TEXT    NOT NULL,
  name          TEXT    NOT NULL,
  version       TEXT    NOT NULL,
  policy_hash   TEXT    NOT NULL,
  key_id        TEXT    NOT NULL,
  recorded_at   INTEGER NOT NULL,
  signed_bundle TEXT    NOT NULL,
  PRIMARY KEY (tenant, name, version),
  UNIQUE (tenant, name, version, policy_hash)
) STRICT;

CREATE TRIGGER bundles_never_change BEFORE UPDATE ON bundles
BEGIN SELECT raise(ABORT, 'a bundle never changes'); END;
CREATE TRIGGER bundles_stay BEFORE DELETE ON bundles
BEGIN SELECT raise(ABORT, 'a bundle is never deleted'); END;
)sql";

constexpr const char* policies = R"sql(
CREATE TABLE policies (
  tenant              TEXT    NOT NULL,
  name                TEXT    NOT NULL,
  active_version      TEXT,
  active_policy_hash  TEXT,
  generation          INTEGER NOT NULL CHECK (generation >= 0),
  high_water          TEXT,
  pin                 TEXT,
  activation_sequence INTEGER NOT NULL CHECK (activation_sequence >= 0),
  updated_at          INTEGER NOT NULL,
  PRIMARY KEY (tenant, name),
  CHECK ((active_version IS NULL) = (active_policy_hash IS NULL)),
  FOREIGN KEY (tenant, name, active_version, active_policy_hash)
    REFERENCES bundles (tenant, name, version, policy_hash)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER policies_generation_rises BEFORE UPDATE ON policies
WHEN new.generation < old.generation
BEGIN SELECT raise(ABORT, 'the generation of a policy never falls'); END;
CREATE TRIGGER policies_sequence_rises BEFORE UPDATE ON policies
WHEN new.activation_sequence < old.activation_sequence
BEGIN SELECT raise(ABORT, 'the activation sequence of a policy never falls'); END;
CREATE TRIGGER policies_change_moves BEFORE UPDATE ON policies
WHEN new.generation = old.generation
  AND (new.active_version IS NOT old.active_version
    OR new.active_policy_hash IS NOT old.active_policy_hash)
BEGIN SELECT raise(ABORT, 'what is active changes only with a higher generation'); END;
CREATE TRIGGER policies_stay BEFORE DELETE ON policies
BEGIN SELECT raise(ABORT, 'a policy is never deleted'); END;

CREATE TABLE activations (
  tenant            TEXT    NOT NULL,
  name              TEXT    NOT NULL,
  generation        INTEGER NOT NULL CHECK (generation >= 0),
  version           TEXT    NOT NULL,
  policy_hash       TEXT    NOT NULL,
  kind              TEXT    NOT NULL CHECK (kind IN ('put', 'activate')),
  signed_activation TEXT,
  recorded_at       INTEGER NOT NULL,
  PRIMARY KEY (tenant, name, generation),
  FOREIGN KEY (tenant, name, version, policy_hash)
    REFERENCES bundles (tenant, name, version, policy_hash)
) STRICT;

CREATE TRIGGER activations_rise BEFORE INSERT ON activations
WHEN new.generation < (SELECT max(generation) FROM activations
                       WHERE tenant = new.tenant AND name = new.name)
BEGIN SELECT raise(ABORT, 'an activation is later than those before it: raise its generation'); END;
CREATE TRIGGER activations_never_change BEFORE UPDATE ON activations
BEGIN SELECT raise(ABORT, 'an activation never changes'); END;
CREATE TRIGGER activations_stay BEFORE DELETE ON activations
BEGIN SELECT raise(ABORT, 'an activation is never deleted'); END;
)sql";

constexpr const char* credentials = R"sql(
CREATE TABLE keys (
  key_id     TEXT    NOT NULL PRIMARY KEY,
  record     TEXT    NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE tokens (
  token_id   TEXT NOT NULL PRIMARY KEY,
  sha256     TEXT NOT NULL UNIQUE,
  record     TEXT NOT NULL,
  revoked_at INTEGER
) STRICT;

CREATE TRIGGER tokens_stay_revoked BEFORE UPDATE ON tokens
WHEN old.revoked_at IS NOT NULL
BEGIN SELECT raise(ABORT, 'a revoked token stays revoked'); END;
)sql";

}  // namespace

Result<void> first_tables(Connection& connection, const MigrationFacts& facts) {
  for (const char* part : {deployment, bundles, policies, credentials}) {
    WRIT_CHECK(connection.script(part));
  }
  WRIT_TRY(
      [[maybe_unused]] const std::int64_t rows,
      connection.run("INSERT INTO deployment VALUES (1, ?, ?, 0)", facts.deployment_id, facts.now));
  return {};
}

}  // namespace writ::store::sqlite::migrations
