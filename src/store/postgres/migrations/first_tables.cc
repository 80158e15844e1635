// Version 1. What must hold between rows stands here, in keys, checks and triggers, so that no path
// to the tables goes around it. A trigger's message is shown to people as it is.
//
// TRUNCATE and DROP, which no row hears of, are left to the owner of the tables.
//
// Row-level security holds every statement to the tenant in the setting `writ.scope`, the owner of
// the tables included. Without that setting there are no rows at all.
//
// Texts are compared by their bytes. Times are microseconds since 1970 in UTC, but for those that
// only the server's clock is asked about.
#include "store/postgres/migrations/migrations.h"

namespace writ::store::postgres::migrations {
namespace {

// WR001 is error.h's not_monotone_state.
constexpr const char* refusing = R"sql(
CREATE FUNCTION writ.refuse() RETURNS trigger LANGUAGE plpgsql AS
'BEGIN RAISE EXCEPTION USING ERRCODE = ''WR001'', MESSAGE = tg_argv[0]; END';
)sql";

// Every writer locks this row, which keeps the others waiting.
constexpr const char* deployment = R"sql(
CREATE TABLE writ.deployment (
  only_row          integer NOT NULL PRIMARY KEY CHECK (only_row = 1),
  deployment_id     text    COLLATE "C" NOT NULL,
  created_at        bigint  NOT NULL,
  generation        bigint  NOT NULL CHECK (generation >= 0),
  revision          bigint  NOT NULL CHECK (revision >= 0),
  document_sequence bigint  NOT NULL CHECK (document_sequence >= 0)
);
CREATE TRIGGER deployment_rises BEFORE UPDATE ON writ.deployment FOR EACH ROW
WHEN (new.generation < old.generation OR new.revision < old.revision
  OR new.document_sequence < old.document_sequence OR new.deployment_id <> old.deployment_id)
EXECUTE FUNCTION writ.refuse('the deployment keeps its id, and its numbers only rise');
CREATE TRIGGER deployment_stays BEFORE DELETE ON writ.deployment FOR EACH ROW
EXECUTE FUNCTION writ.refuse('the deployment is never deleted');

CREATE TABLE writ.state_generations (
  tenant     text   COLLATE "C" NOT NULL,
  name       text   COLLATE "C" NOT NULL,
  generation bigint NOT NULL CHECK (generation >= 1),
  PRIMARY KEY (tenant, name)
);
CREATE TRIGGER state_generations_rise BEFORE UPDATE ON writ.state_generations FOR EACH ROW
WHEN (new.generation <= old.generation OR new.tenant <> old.tenant OR new.name <> old.name)
EXECUTE FUNCTION writ.refuse('the generation of a state only rises');
CREATE TRIGGER state_generations_stay BEFORE DELETE ON writ.state_generations FOR EACH ROW
EXECUTE FUNCTION writ.refuse('the generation of a state is never forgotten');
)sql";

constexpr const char* bundles = R"sql(
CREATE TABLE writ.bundles (
  tenant        text   COLLATE "C" NOT NULL,
  name          text   COLLATE "C" NOT NULL,
  version       text   COLLATE "C" NOT NULL,
  policy_hash   text   COLLATE "C" NOT NULL,
  key_id        text   COLLATE "C" NOT NULL,
  recorded_at   bigint NOT NULL,
  signed_bundle text   COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant, name, version),
  UNIQUE (tenant, name, version, policy_hash)
);
CREATE TRIGGER bundles_never_change BEFORE UPDATE ON writ.bundles FOR EACH ROW
EXECUTE FUNCTION writ.refuse('a bundle never changes');
CREATE TRIGGER bundles_stay BEFORE DELETE ON writ.bundles FOR EACH ROW
EXECUTE FUNCTION writ.refuse('a bundle is never deleted');
)sql";

constexpr const char* policies = R"sql(
CREATE TABLE writ.policies (
  tenant              text   COLLATE "C" NOT NULL,
  name                text   COLLATE "C" NOT NULL,
  active_version      text   COLLATE "C",
  active_policy_hash  text   COLLATE "C",
  generation          bigint NOT NULL CHECK (generation >= 0),
  high_water          text   COLLATE "C",
  pin                 text   COLLATE "C",
  activation_sequence bigint NOT NULL CHECK (activation_sequence >= 0),
  updated_at          bigint NOT NULL,
  PRIMARY KEY (tenant, name),
  CHECK ((active_version IS NULL) = (active_policy_hash IS NULL)),
  FOREIGN KEY (tenant, name, active_version, active_policy_hash)
    REFERENCES writ.bundles (tenant, name, version, policy_hash)
);
CREATE TRIGGER policies_generation_rises BEFORE UPDATE ON writ.policies FOR EACH ROW
WHEN (new.generation < old.generation)
EXECUTE FUNCTION writ.refuse('the generation of a policy never falls');
CREATE TRIGGER policies_sequence_rises BEFORE UPDATE ON writ.policies FOR EACH ROW
WHEN (new.activation_sequence < old.activation_sequence)
EXECUTE FUNCTION writ.refuse('the activation sequence of a policy never falls');
CREATE TRIGGER policies_change_moves BEFORE UPDATE ON writ.policies FOR EACH ROW
WHEN (new.generation = old.generation
  AND (new.active_version IS DISTINCT FROM old.active_version
    OR new.active_policy_hash IS DISTINCT FROM old.active_policy_hash))
EXECUTE FUNCTION writ.refuse('what is active changes only with a higher generation');
CREATE TRIGGER policies_stay BEFORE DELETE ON writ.policies FOR EACH ROW
EXECUTE FUNCTION writ.refuse('a policy is never deleted');

CREATE TABLE writ.activations (
  tenant            text   COLLATE "C" NOT NULL,
  name              text   COLLATE "C" NOT NULL,
  generation        bigint NOT NULL CHECK (generation >= 0),
  version           text   COLLATE "C" NOT NULL,
  policy_hash       text   COLLATE "C" NOT NULL,
  kind              text   COLLATE "C" NOT NULL CHECK (kind IN ('put', 'activate')),
  signed_activation text   COLLATE "C",
  recorded_at       bigint NOT NULL,
  PRIMARY KEY (tenant, name, generation),
  FOREIGN KEY (tenant, name, version, policy_hash)
    REFERENCES writ.bundles (tenant, name, version, policy_hash)
);
CREATE FUNCTION writ.activations_rise() RETURNS trigger LANGUAGE plpgsql AS '
BEGIN
  IF new.generation < (SELECT max(generation) FROM writ.activations
                       WHERE tenant = new.tenant AND name = new.name) THEN
    RAISE EXCEPTION USING ERRCODE = ''WR001'',
      MESSAGE = ''an activation is later than those before it: raise its generation'';
  END IF;
  RETURN new;
END';
CREATE TRIGGER activations_rise BEFORE INSERT ON writ.activations FOR EACH ROW
EXECUTE FUNCTION writ.activations_rise();
CREATE TRIGGER activations_never_change BEFORE UPDATE ON writ.activations FOR EACH ROW
EXECUTE FUNCTION writ.refuse('an activation never changes');
CREATE TRIGGER activations_stay BEFORE DELETE ON writ.activations FOR EACH ROW
EXECUTE FUNCTION writ.refuse('an activation is never deleted');
)sql";

// A removed row stays, so that whoever reads on learns of it.
constexpr const char* documents = R"sql(
CREATE TABLE writ.documents (
  kind       text   COLLATE "C" NOT NULL,
  tenant     text   COLLATE "C" NOT NULL,
  id         text   COLLATE "C" NOT NULL,
  record     text   COLLATE "C",
  sequence   bigint NOT NULL UNIQUE CHECK (sequence >= 1),
  updated_at bigint NOT NULL,
  PRIMARY KEY (kind, tenant, id)
);
CREATE INDEX documents_by_id ON writ.documents (kind, id);
CREATE TRIGGER documents_rise BEFORE UPDATE ON writ.documents FOR EACH ROW
WHEN (new.sequence <= old.sequence
  OR new.kind <> old.kind OR new.tenant <> old.tenant OR new.id <> old.id)
EXECUTE FUNCTION writ.refuse('a document keeps its key, and its sequence only rises');
CREATE TRIGGER documents_stay BEFORE DELETE ON writ.documents FOR EACH ROW
EXECUTE FUNCTION writ.refuse('a document that was removed stays as an empty row');
)sql";

constexpr const char* credentials = R"sql(
CREATE TABLE writ.keys (
  key_id     text   COLLATE "C" NOT NULL PRIMARY KEY,
  record     text   COLLATE "C" NOT NULL,
  updated_at bigint NOT NULL
);
CREATE TABLE writ.tokens (
  token_id   text   COLLATE "C" NOT NULL PRIMARY KEY,
  sha256     text   COLLATE "C" NOT NULL UNIQUE,
  record     text   COLLATE "C" NOT NULL,
  revoked_at bigint
);
CREATE TRIGGER tokens_stay_revoked BEFORE UPDATE ON writ.tokens FOR EACH ROW
WHEN (old.revoked_at IS NOT NULL)
EXECUTE FUNCTION writ.refuse('a revoked token stays revoked');
)sql";

// How many changes each node made, and the entries that its journal does not have yet.
constexpr const char* nodes = R"sql(
CREATE TABLE writ.nodes (
  name       text        COLLATE "C" NOT NULL PRIMARY KEY,
  started_at bigint      NOT NULL,
  program    text        COLLATE "C" NOT NULL,
  revision   bigint      NOT NULL,
  seen_at    timestamptz NOT NULL
);
CREATE TABLE writ.changes (
  node    text   COLLATE "C" NOT NULL PRIMARY KEY,
  changes bigint NOT NULL CHECK (changes >= 1)
);
CREATE TRIGGER changes_rise BEFORE UPDATE ON writ.changes FOR EACH ROW
WHEN (new.changes <= old.changes OR new.node <> old.node)
EXECUTE FUNCTION writ.refuse('the number of a change is never given twice');
CREATE TABLE writ.pending_entries (
  node         text   COLLATE "C" NOT NULL,
  change       bigint NOT NULL CHECK (change >= 1),
  journal_size bigint NOT NULL CHECK (journal_size >= 0),
  entry        text   COLLATE "C" NOT NULL,
  body         text   COLLATE "C",
  PRIMARY KEY (node, change)
);
CREATE TRIGGER pending_entries_never_change BEFORE UPDATE ON writ.pending_entries FOR EACH ROW
EXECUTE FUNCTION writ.refuse('an entry for the journal never changes');
)sql";

// What has a tenant is held to it; what has none only the program itself may see.
constexpr const char* tenants_apart = R"sql(
ALTER TABLE writ.state_generations ENABLE ROW LEVEL SECURITY;
ALTER TABLE writ.bundles           ENABLE ROW LEVEL SECURITY;
ALTER TABLE writ.policies          ENABLE ROW LEVEL SECURITY;
ALTER TABLE writ.activations       ENABLE ROW LEVEL SECURITY;
ALTER TABLE writ.documents         ENABLE ROW LEVEL SECURITY;
ALTER TABLE writ.keys              ENABLE ROW LEVEL SECURITY;
ALTER TABLE writ.tokens            ENABLE ROW LEVEL SECURITY;
ALTER TABLE writ.pending_entries   ENABLE ROW LEVEL SECURITY;

ALTER TABLE writ.state_generations FORCE ROW LEVEL SECURITY;
ALTER TABLE writ.bundles           FORCE ROW LEVEL SECURITY;
ALTER TABLE writ.policies          FORCE ROW LEVEL SECURITY;
ALTER TABLE writ.activations       FORCE ROW LEVEL SECURITY;
ALTER TABLE writ.documents         FORCE ROW LEVEL SECURITY;
ALTER TABLE writ.keys              FORCE ROW LEVEL SECURITY;
ALTER TABLE writ.tokens            FORCE ROW LEVEL SECURITY;
ALTER TABLE writ.pending_entries   FORCE ROW LEVEL SECURITY;

CREATE POLICY of_tenant ON writ.state_generations USING
  (current_setting('writ.scope', true) IN ('everything', 'tenant:' || tenant));
CREATE POLICY of_tenant ON writ.bundles USING
  (current_setting('writ.scope', true) IN ('everything', 'tenant:' || tenant));
CREATE POLICY of_tenant ON writ.policies USING
  (current_setting('writ.scope', true) IN ('everything', 'tenant:' || tenant));
CREATE POLICY of_tenant ON writ.activations USING
  (current_setting('writ.scope', true) IN ('everything', 'tenant:' || tenant));
CREATE POLICY of_tenant ON writ.documents USING
  (current_setting('writ.scope', true) IN ('everything', 'tenant:' || tenant));
CREATE POLICY of_nobody ON writ.keys USING
  (current_setting('writ.scope', true) = 'everything');
CREATE POLICY of_nobody ON writ.tokens USING
  (current_setting('writ.scope', true) = 'everything');
CREATE POLICY of_nobody ON writ.pending_entries USING
  (current_setting('writ.scope', true) = 'everything');
)sql";

}  // namespace

Result<void> first_tables(Connection& connection, const MigrationFacts& facts) {
  for (const char* part :
       {refusing, deployment, bundles, policies, documents, credentials, nodes, tenants_apart}) {
    WRIT_CHECK(connection.script(part));
  }
  WRIT_CHECK(connection.ask(Scope::everything(),
                            "INSERT INTO writ.deployment VALUES (1, $1, $2, 0, 0, 0)",
                            facts.deployment_id, facts.now));
  return {};
}

}  // namespace writ::store::postgres::migrations
