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

    def test_what_is_no_exported_stamp(self):
        status, _, said = self.verify(file=self.write("none.json", {}))
        self.assertEqual(status, 2)
        self.assertIn("attested_stamp", said)


class Kill(StampTest):
    def issue_until_killed(self, server, token):
        """Those that were acknowledged before the server died, at whatever it was just at."""
        issued = []
        killer = threading.Timer(random.uniform(0.02, 0.3), server.stop, [signal.SIGKILL])
        killer.start()
        try:
            while True:
                status, answer = server.ask("stamp.issue", {"questions": [self.question]}, token)
                self.assertEqual(status, 200, answer)
                if answer["ok"]:
                    issued.append(answer)
        except (OSError, http.client.HTTPException):
            killer.join()
            return issued

    def all_kept(self):
        kept, page = set(), {"next": None}
        while "next" in page:
            after = {"after": page["next"]} if page["next"] else {}
            page = self.call("stamp.list", {"tenant_id": "clinic", "limit": 100, **after})
            kept |= {stamp["stamp_id"] for stamp in page["stamps"]}
        return kept

    def test_nothing_is_half_issued(self):
        self.call("principal.put", {"tenantId": "clinic", "principal": self.question["principal"]})
        token = self.new_token("--tenant", "clinic", "--speaks-for-tenant")
        issued = [one for _ in range(KILLS) for one in self.issue_until_killed(self.serve(), token)]
        self.assertGreater(len(issued), KILLS)
        kept = self.all_kept()
        self.assertLessEqual({answer["stamp"]["stamp_id"] for answer in issued}, kept)
        self.assertLessEqual(len(kept), len(issued) + KILLS)
        for stamp in random.sample(sorted(kept), 10):
            got = self.call("stamp.get", {"tenant_id": "clinic", "stamp_ref": stamp})["kept"]
            checked = self.call("stamp.check", {
                "tenant_id": "clinic", "name": "memories", "stamp_ref": stamp,
                "object_ref": self.question["object_ref"], "action": "retrieve",
                "context": got["evaluation_contexts"][0]})
            self.assertTrue(checked["honoured"], checked)


if __name__ == "__main__":
    unittest.main()
