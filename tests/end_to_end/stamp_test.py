"""`writ stamp`: a permission that is shown where there is no data directory and no server. And that
a process which is killed at whatever moment leaves no stamp half issued."""
import http.client
import json
import random
import signal
import threading
import time
import unittest

from writ import CLINIC, WritTest

MEMORY = CLINIC / "memory"
SCOPE = {"record_kind": "ScopeResolutionResult", "schema_version": "1",
         "recorded_at": "2026-11-23T14:08:00.000Z", "schema_owner": "DOC81",
         "resolution_ref": "r", "object_ref": "patients/p-117/records/medication",
         "object_scope_ref": "patients/p-117", "boundary_ref": "ward-3b",
         "minimum_conservatism_floor": "normal_policy_check"}
KILLS = 8


class StampTest(WritTest):
    def setUp(self):
        super().setUp()
        self.good("policy", "install", MEMORY / "bundle_1.json")
        question = json.loads((MEMORY / "question.json").read_text())
        key = self.call("memory.evaluate", question)["effective_policy"]["freshness_key"]
        self.question = question | {"scope_resolution": SCOPE | {"freshness_key": key}}

    def issue(self):
        answer = self.call("stamp.issue", {"questions": [self.question]})
        self.assertTrue(answer["ok"], answer)
        return answer


class Export(StampTest):
    def setUp(self):
        super().setUp()
        issued = self.issue()
        self.stamp = issued["stamp"]["stamp_id"]
        self.exported = self.write("stamp.json", json.loads(
            self.good("stamp", "export", self.stamp, "--tenant", "clinic", "--name", "memories")))
        self.context = self.write("context.json", issued["evaluation_contexts"][0])
        self.key = json.loads(self.good("--json", "audit", "head"))["keys"][0]

    def verify(self, *more, file=None, action="retrieve", tenant="clinic"):
        elsewhere = self.folder / "no-data-directory"
        run = self.writ("stamp", "verify", file or self.exported, "--key", self.key, "--tenant",
                        tenant, "--object", self.question["object_ref"], "--action", action,
                        "--context", self.context, *more, data=elsewhere)
        self.assertFalse(elsewhere.exists())
        return run.returncode, run.stdout.decode(), run.stderr.decode()

    def test_it_is_honoured_by_who_knows_the_journals_key(self):
        self.assertEqual(self.verify()[0], 0, self.verify())
        self.assertRegex(self.verify()[1], r"^honoured: it held at 20")

    def test_what_it_is_not_for(self):
        status, said, _ = self.verify(action="render_inline")
        self.assertEqual((status, said[:46]),
                         (1, "NOT honoured: stamp.action_not_listed (atteste"))
        self.assertIn("stamp.another_tenant", self.verify(tenant="other")[1])
        time.sleep(0.01)
        self.assertIn("stamp.attested_too_long_ago", self.verify("--max-age", "0")[1])

    def test_what_was_altered(self):
        altered = json.loads(self.exported.read_text())
        altered["attested_stamp"]["kept"]["stamp"]["scope_items"][0]["action"] = "inspect"
        status, said, _ = self.verify(file=self.write("altered.json", altered))
        self.assertEqual((status, "stamp.not_attested" in said), (1, True), said)

    def test_what_is_about_to_be_done_brings_nothing_else(self):
        context = self.context.read_text()
        self.context.write_text(context + ',"exported_before":{}')
        status, _, said = self.verify()
        self.assertEqual((status, "follows the document" in said), (2, True), said)

    def test_what_is_no_exported_stamp(self):
        status, _, said = self.verify(file=self.write("none.json", {}))
        self.assertEqual(status, 2)
        self.assertIn("attested_stamp", said)


class Killed(StampTest):
    """Servers that are killed at whatever they are just at."""

    def ask_until_killed(self, token, ask, longest=0.3):
        """Asks a new server for one thing after the other until it dies, which it does within so
        many seconds, or until `ask` answers True. Whether it died."""
        server = self.serve()
        killer = threading.Timer(random.uniform(0.02, longest), server.stop, [signal.SIGKILL])
        killer.start()
        try:
            while True:
                if ask(lambda operation, body: self.answer(server, operation, body, token)):
                    killer.cancel()
                    server.stop()
                    return False
        except (OSError, http.client.HTTPException):
            killer.join()
            return True

    def answer(self, server, operation, body, token):
        status, answer = server.ask(operation, body, token)
        self.assertEqual(status, 200, answer)
        return answer

    def speaker(self):
        self.call("principal.put", {"tenantId": "clinic", "principal": self.question["principal"]})
        return self.new_token("--tenant", "clinic", "--speaks-for-tenant", "--capability",
                              "operate")

    def all_kept(self):
        kept, page = {}, {"next": None}
        while "next" in page:
            after = {"after": page["next"]} if page["next"] else {}
            page = self.call("stamp.list", {"tenant_id": "clinic", "limit": 100, **after})
            kept |= {stamp["stamp_id"]: stamp for stamp in page["stamps"]}
        return kept

    def check(self, stamp):
        got = self.call("stamp.get", {"tenant_id": "clinic", "stamp_ref": stamp})["kept"]
        return self.call("stamp.check", {
            "tenant_id": "clinic", "name": "memories", "stamp_ref": stamp,
            "object_ref": got["stamp"]["object_ref"], "action": "retrieve",
            "context": got["evaluation_contexts"][0]})

    def toggle_twice(self, ask):
        """What every stamp rests on moves, and allows as much as before."""
        for on in (True, False):
            ask("state.set", {"tenant_id": "clinic", "toggle": "incognito", "on": on})


class Kill(Killed):
    def test_nothing_is_half_issued(self):
        issued, token = [], self.speaker()

        def issue(ask):
            answer = ask("stamp.issue", {"questions": [self.question]})
            if answer["ok"]:
                issued.append(answer["stamp"]["stamp_id"])

        for _ in range(KILLS):
            self.ask_until_killed(token, issue)
        self.assertGreater(len(issued), KILLS)
        kept = self.all_kept()
        self.assertLessEqual(set(issued), set(kept))
        self.assertLessEqual(len(kept), len(issued) + KILLS)
        for stamp in random.sample(sorted(kept), 10):
            self.assertTrue(self.check(stamp)["honoured"])

    def test_no_stamp_is_both_superseded_and_honoured(self):
        token = self.speaker()
        chain = [self.issue()["stamp"]["stamp_id"]]
        certificate = self.call("flow.certify", self.question)["certificate"]

        def restamp(ask):
            self.toggle_twice(ask)
            made = ask("stamp.restamp", {"stamp_ref": chain[-1], "questions": [
                {key: value for key, value in self.question.items() if key != "scope_resolution"}],
                "certificate": certificate})
            self.assertTrue(made["ok"], made)
            chain.append(made["stamp"]["stamp_id"])

        for _ in range(KILLS):
            self.ask_until_killed(token, restamp)
            last = self.all_kept()[chain[-1]]
            if last["lifecycle_state"] == "superseded":  # and nobody was told
                chain.append(last["replacement_ref"])
        self.assertGreater(len(chain), KILLS)
        kept = self.all_kept()
        self.assertEqual(set(kept), set(chain))
        for stamp, successor in zip(chain, chain[1:]):
            self.assertEqual(kept[stamp]["lifecycle_state"], "superseded")
            self.assertEqual(kept[stamp]["replacement_ref"], successor)
        for stamp in random.sample(chain[:-1], 5):
            self.assertEqual(self.check(stamp)["reason"], "stamp.superseded")
        self.assertEqual(kept[chain[-1]]["lifecycle_state"], "active")


class KillBatch(Killed):
    STAMPS, CHUNK = 240, 2

    def test_a_batch_goes_on_and_does_no_chunk_twice(self):
        token = self.speaker()
        self.good("call", "stamp.issue", "--lines", stdin="\n".join(
            json.dumps({"questions": [self.about(f"patients/p-{n}/records/medication")]})
            for n in range(self.STAMPS)).encode())
        before = self.all_kept()
        self.assertEqual(len(before), self.STAMPS)
        self.toggle_twice(self.call)
        size = json.loads(self.good("--json", "audit", "head"))["size"]

        def run(ask):
            batch = ask("restamp.run", {
                "tenant_id": "clinic", "idempotency_key": "k", "chunks": 1,
                "quota": {"max_object_count": self.CHUNK, "max_policy_decision_count": 10_000,
                          "on_quota_exceeded": "chunk_and_continue"}})["batch"]
            return batch["state"] == "done"

        kills = 0
        while self.ask_until_killed(token, run, 0.06):
            kills += 1
        self.assertGreater(kills, 1)
        self.assert_whole(before, self.all_kept())
        self.assert_once(size)

    def about(self, memory):
        scope = self.question["scope_resolution"] | {"object_ref": memory}
        return self.question | {"object_ref": memory, "scope_resolution": scope}

    def assert_whole(self, before, after):
        """Of each stamp there is one successor, which holds in its place."""
        ended = {id: stamp for id, stamp in after.items() if id in before}
        successors = {stamp["replacement_ref"] for stamp in ended.values()}
        self.assertEqual({stamp["lifecycle_state"] for stamp in ended.values()}, {"superseded"})
        self.assertEqual(successors, set(after) - set(before))
        self.assertEqual(len(successors), self.STAMPS)
        for stamp in random.sample(sorted(before), 5):
            self.assertEqual(self.check(stamp)["reason"], "stamp.superseded")
            self.assertTrue(self.check(after[stamp]["replacement_ref"])["honoured"])

    def assert_once(self, since):
        """The journal has each chunk once."""
        end = json.loads(self.good("--json", "audit", "head"))["size"]
        told = [json.loads(line) for line in
                self.good("audit", "show", f"{since}..{end}").splitlines()]
        chunks = [self.call("journal.show", {"index": one["index"]})["body"]["certificate"]["chunk"]
                  for one in told
                  if one["entry"]["op"] == "restamp.run" and "count" in one["entry"]]
        self.assertEqual(chunks, list(range(self.STAMPS // self.CHUNK)))


if __name__ == "__main__":
    unittest.main()
