"""Several nodes, each with a data directory of its own, on one PostgreSQL database."""
import json
import os
import signal
import threading
import time
import unittest

from postgres import Disk, Postgres
from writ import CLINIC, PATIENCE, READ, Server, WritTest, bundle

SOON = 5  # seconds, before a test gives up on a node that should have noticed


def setUpModule():
    global postgres
    postgres = Postgres()
    unittest.addModuleCleanup(postgres.close)


class OnPostgres(WritTest):
    def setUp(self):
        super().setUp()
        self.database = postgres.make_database()
        self.url = postgres.url(self.database)

    def directory(self, name):
        return self.folder / name

    def node(self, name, *flags, lease=3000):
        """A lease, in milliseconds, that outlasts what a busy machine holds a process up."""
        server = Server(self.directory(name), "--store", self.url, "--lease", str(lease), *flags)
        self.addCleanup(server.stop, signal.SIGKILL)
        return server

    def on(self, name, operation, body):
        """An operation on a node's data directory: through its server, if it has one."""
        return json.loads(self.good("call", operation, stdin=body, data=self.directory(name)))

    def eventually(self, wanted, look):
        deadline = time.monotonic() + SOON
        while (seen := look()) != wanted:
            if time.monotonic() > deadline:
                self.assertEqual(seen, wanted)
            time.sleep(0.02)

    def sql(self, statements, role="writ"):
        return postgres.run(statements, self.database, role)


class Nodes(OnPostgres):
    def setUp(self):
        super().setUp()
        self.a = self.node("a")
        self.b = self.node("b")

    def put(self, name, version, effect):
        finalized = self.on(name, "policy.finalize", {"bundle": bundle(version, effect)})
        signed = self.on(name, "policy.sign", finalized)
        return self.on(name, "policy.put", signed)

    def decision(self, name):
        return self.on(name, "policy.decide", READ)["allow"]

    def test_each_sees_what_the_other_changes(self):
        self.assertFalse(self.decision("b"))
        self.put("a", "1.0.0", "allow")
        self.assertTrue(self.decision("a"))
        self.eventually(True, lambda: self.decision("b"))
        self.put("a", "1.0.1", "deny")
        self.eventually(False, lambda: self.decision("b"))

        self.on("b", "principal.put", {"tenantId": "t", "principal": {"id": "nora"}})
        self.eventually(1, lambda: len(
            self.on("a", "principal.list", {"tenantId": "t"})["principals"]))

    def test_a_credential_made_on_one_is_good_on_the_other_and_then_is_not(self):
        made = self.on("a", "credential.create",
                       {"principal": "nora", "tenantId": "t", "capabilities": ["decide"]})
        ask = lambda: self.b.ask("policy.decide", READ, made["token"])[0]
        self.eventually(200, ask)
        self.on("a", "credential.revoke", {"credentialId": made["record"]["credentialId"]})
        self.eventually(401, ask)

    def test_changes_from_both_at_once_lose_nothing(self):
        def write(name):
            for number in range(20):
                self.on(name, "principal.put",
                        {"tenantId": "t", "principal": {"id": f"{name}-{number}"}})

        writers = [threading.Thread(target=write, args=(name,)) for name in "ab"]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        for name in "ab":
            self.eventually(40, lambda: len(self.on(
                name, "principal.list", {"tenantId": "t", "limit": 100})["principals"]))

    def test_each_has_a_journal_of_its_own_that_verifies(self):
        self.put("a", "1.0.0", "allow")
        self.on("b", "principal.put", {"tenantId": "t", "principal": {"id": "nora"}})
        self.eventually(True, lambda: self.decision("b"))
        heads = {name: self.on(name, "journal.head", {"publish": True}) for name in "ab"}
        self.assertNotEqual(heads["a"]["origin"], heads["b"]["origin"])
        for name, head in heads.items():
            verified = [self.writ("audit", "verify", self.directory(name) / "journal",
                                  "--key", key).returncode for key in head["keys"]]
            self.assertIn(0, verified, name)

    def test_they_list_one_another(self):
        names = {self.on(name, "journal.head", {})["origin"] for name in "ab"}
        self.eventually(names, lambda: {
            node["name"] for node in self.on("a", "node.list", {})["nodes"]})
        for node in self.on("a", "node.list", {})["nodes"]:
            self.assertLess(node["silentMs"], 10_000)
        said = self.good("nodes", data=self.directory("b"))
        self.assertEqual(said.count("\n"), 2)
        self.assertEqual(said.count("answers this"), 1)

    def test_a_budget_is_one_for_all(self):
        self.put("a", "1.0.0", "allow")
        session = self.on("a", "session.create", {
            "tenantId": "t", "principal": {"id": "nora"}, "budget": {"maxDecisions": 200}})
        session = session["session"]["sessionId"]
        answers = {True: 0, False: 0}

        def ask(name):
            lines = "\n".join(json.dumps({"sessionId": session, "request": {"op": "read"}})
                              for _ in range(150))
            said = self.good("call", "session.decide", "--lines", stdin=lines.encode(),
                             data=self.directory(name))
            for line in said.splitlines():
                answers[json.loads(line)["allow"]] += 1

        askers = [threading.Thread(target=ask, args=(name,)) for name in "ab"]
        for asker in askers:
            asker.start()
        for asker in askers:
            asker.join()
        self.assertEqual(sum(answers.values()), 300)
        self.assertLessEqual(answers[True], 200)
        self.assertGreater(answers[True], 150)

    def test_a_session_opened_on_one_is_open_on_the_other_at_once(self):
        self.put("a", "1.0.0", "allow")
        self.eventually(True, lambda: self.decision("b"))
        for _ in range(5):
            session = self.on("a", "session.create", {
                "tenantId": "t", "principal": {"id": "nora"}})["session"]["sessionId"]
            answer = self.on("b", "session.decide",
                             {"sessionId": session, "request": {"op": "read"}})
            self.assertTrue(answer["allow"], answer)


class Outage(OnPostgres):
    def test_nothing_acknowledged_is_lost_when_the_server_dies_under_load(self):
        node = self.node("a")
        kept = []
        stop = threading.Event()

        def write():
            number = 0
            while not stop.is_set():
                number += 1
                ran = self.writ("call", "principal.put", data=self.directory("a"), stdin={
                    "tenantId": "t", "principal": {"id": f"p-{number}"}})
                if ran.returncode == 0:
                    kept.append(f"p-{number}")

        writer = threading.Thread(target=write)
        writer.start()
        for _ in range(3):
            before = len(kept)
            deadline = time.monotonic() + PATIENCE
            while len(kept) < before + 5 and time.monotonic() < deadline:
                time.sleep(0.02)
            self.assertGreaterEqual(len(kept), before + 5)
            postgres.kill()
            time.sleep(0.3)
            postgres.start()
        before = len(kept)
        deadline = time.monotonic() + PATIENCE
        while len(kept) == before and time.monotonic() < deadline:
            time.sleep(0.02)
        stop.set()
        writer.join()
        self.assertGreater(len(kept), before, node.read_log())

        there = set()
        after = None
        while True:
            page = self.on("a", "principal.list", {"tenantId": "t", "limit": 100,
                                                   **({"after": after} if after else {})})
            there |= {one["id"] for one in page["principals"]}
            after = page.get("next")
            if not after:
                break
        self.assertLessEqual(set(kept), there)
        self.assertEqual(node.stop(), 0)
        # Each change that was kept has one entry, and none waits any more.
        self.good("audit", "head", data=self.directory("a"))
        self.assertEqual(self.sql("SET writ.scope = 'everything'; "
                                  "SELECT count(*) FROM writ.pending_entries"), ["0"])

    def test_decisions_go_on_for_as_long_as_the_lease_while_the_server_is_away(self):
        self.good("policy", "install", CLINIC / "bundle.json", "--store", self.url,
                  data=self.directory("a"))
        node = self.node("a", lease=10_000)
        token = self.good("credentials", "create", "--principal", "gate", "--tenant", "clinic",
                          "--capability", "decide", "--speaks-for-tenant",
                          data=self.directory("a")).strip()
        question = json.loads((CLINIC / "refuse.json").read_text())
        self.assertEqual(node.ask("policy.decide", question, token)[0], 200)
        postgres.kill()
        try:
            status, answer = node.ask("policy.decide", question, token)
            self.assertEqual(status, 200, answer)
        finally:
            postgres.start()


class FullDisk(WritTest):
    """A server whose disk is full: a change is made whole and acknowledged, or refused."""

    def begin(self, with_log):
        disk = Disk(200 << 20, with_log)
        self.addCleanup(disk.close)
        server = Postgres(disk=disk)
        self.addCleanup(server.close)
        self.node = Server(self.data, "--store", server.url(server.make_database()))
        self.addCleanup(self.node.stop, signal.SIGKILL)
        self.kept = set()
        return disk, server

    def put(self):
        """Writes a document that does not compress. The problem, or empty."""
        name = os.urandom(16).hex()
        ran = self.writ("call", "principal.put", stdin={"tenantId": "t", "principal": {
            "id": name, "attributes": {"x": os.urandom(100_000).hex()}}})
        if ran.returncode == 0:
            self.kept.add(name)
        return ran.stderr.decode()

    def put_until(self, wanted):
        for _ in range(300):
            if wanted(problem := self.put()):
                return problem
        self.fail("it never came")

    def assert_all_there(self):
        there, more = set(), {}
        while more is not None:
            page = self.call("principal.list", {"tenantId": "t", "limit": 20, **more})
            there |= {one["id"] for one in page["principals"]}
            more = {"after": page["next"]} if page.get("next") else None
        self.assertLessEqual(self.kept, there)
        self.assertEqual(self.node.stop(), 0)

    def test_what_finds_no_room_is_refused_until_there_is_some(self):
        disk, _ = self.begin(with_log=False)
        self.assertEqual(self.put(), "")
        disk.fill(left=2 << 20)
        for _ in range(3):
            self.assertIn("disk is full: nothing was written", self.put_until(bool))
        self.assertTrue(self.call("hello", {"tenantId": "t"}))
        disk.make_room()
        self.assertEqual(self.put_until(lambda problem: not problem), "")
        self.assert_all_there()

    def test_what_was_acknowledged_is_there_after_the_log_had_no_room(self):
        """The server ends itself then: what it had in memory is not to be trusted any more."""
        disk, server = self.begin(with_log=True)
        self.assertEqual(self.put(), "")
        disk.fill(left=2 << 20)
        self.put_until(bool)
        disk.make_room()

        def is_back(problem):
            if server.process.poll() is not None:
                server.start()
            return not problem

        self.put_until(is_back)
        self.assert_all_there()


class TheDirectory(OnPostgres):
    def test_remembers_its_database(self):
        self.good("policy", "list", "--tenant", "t", "--store", self.url)
        self.good("keys", "new", "--purpose", "audit")
        self.assertFalse((self.data / "writ.db").exists())
        self.assertEqual(self.sql("SET writ.scope = 'everything'; SELECT count(*) > 0 "
                                  "FROM writ.keys"), ["t"])

    def test_of_another_deployment_is_refused(self):
        self.good("policy", "list", "--tenant", "t", "--store", self.url)
        elsewhere = postgres.url(postgres.make_database())
        self.assert_fails(3, "another deployment", "policy", "list", "--tenant", "t", "--store",
                          elsewhere)

    def test_with_a_store_of_its_own_wants_none(self):
        self.use_clinic()
        self.assert_fails(3, "writ store copy", "policy", "list", "--tenant", "t", "--store",
                          self.url)

    def test_takes_no_password_in_a_url(self):
        said = self.assert_fails(3, "passfile", "policy", "list", "--tenant", "t", "--store",
                                 "postgres://writ:hunter2@localhost/writ")
        self.assertNotIn("hunter2", said)


class Moved(OnPostgres):
    def setUp(self):
        super().setUp()
        self.use_clinic()
        self.call("principal.put", {"tenantId": "clinic", "principal": {"id": "nora"}})

    def test_a_copy_has_every_record_and_decides_the_same(self):
        question = json.loads((CLINIC / "oblige.json").read_text())
        before = self.call("policy.decide", question)["decisionHash"]
        policies = self.call("policy.list", {"tenantId": "clinic"})
        keys = self.call("keys.list", {})
        said = self.good("store", "copy", "--to", self.url)
        self.assertRegex(said, "1 bundles, every hash unchanged")
        self.assertEqual(self.call("policy.decide", question)["decisionHash"], before)
        self.assertEqual(self.call("policy.list", {"tenantId": "clinic"}), policies)
        self.assertEqual(self.call("keys.list", {}), keys)
        self.call("principal.put", {"tenantId": "clinic", "principal": {"id": "osei"}})
        self.assertEqual(self.sql("SET writ.scope = 'tenant:clinic'; SELECT id FROM "
                                  "writ.documents WHERE kind = 'principal' ORDER BY id"),
                         ["nora", "osei"])
        self.assertRegex(self.good("store", "check"), "whole")
        self.assertRegex(self.good("store", "migrate"), "version 2")

    def test_a_copy_goes_nowhere_but_into_an_empty_database(self):
        other = self.folder / "other"
        self.good("policy", "list", "--tenant", "t", "--store", self.url, data=other)
        self.assert_fails(3, "nothing in it", "store", "copy", "--to", self.url)
        self.call("policy.list", {"tenantId": "clinic"})  # works on as before
        self.assertFalse((self.data / "store.json").exists())

    def test_a_copy_is_not_made_while_a_server_works_on_the_store(self):
        self.serve()
        self.assert_fails(3, "in use", "store", "copy", "--to", self.url)

    def test_an_embedded_store_is_checked(self):
        self.assertRegex(self.good("store", "check"), "whole")
        report = json.loads(self.good("store", "check", "--json"))
        self.assertTrue(report["place"].endswith("writ.db"))


class Tenants(OnPostgres):
    """What somebody sees who has the program's own role, and psql."""

    def setUp(self):
        super().setUp()
        self.good("policy", "list", "--tenant", "t", "--store", self.url)
        for tenant in ("red", "blue"):
            self.call("principal.put", {"tenantId": tenant, "principal": {"id": f"of-{tenant}"}})

    def seen(self, scope):
        return self.sql(f"SET search_path = writ; {scope} SELECT id FROM documents ORDER BY id")

    def test_without_a_tenant_there_is_nothing(self):
        self.assertEqual(self.seen(""), [])

    def test_with_a_tenant_there_is_its_own(self):
        self.assertEqual(self.seen("SET writ.scope = 'tenant:red';"), ["of-red"])
        self.assertEqual(self.seen("SET writ.scope = 'tenant:blue';"), ["of-blue"])
        self.assertEqual(self.seen("SET writ.scope = 'tenant:green';"), [])

    def test_nothing_is_written_for_another(self):
        ran = postgres.psql("SET writ.scope = 'tenant:red'; INSERT INTO writ.documents "
                            "VALUES ('principal', 'blue', 'x', '{}', 99, 1)", self.database)
        self.assertNotEqual(ran.returncode, 0)
        self.assertIn(b"row-level security", ran.stderr)

    def test_keys_and_credentials_are_no_tenants(self):
        self.assertEqual(self.sql("SET writ.scope = 'tenant:red'; SELECT key_id FROM writ.keys"),
                         [])


if __name__ == "__main__":
    unittest.main()
