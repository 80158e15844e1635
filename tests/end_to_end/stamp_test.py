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
        self.install(MEMORY / "bundle_1.json")

    def install(self, bundle):
        """Puts it in force, and has a question that is asked under it."""
        self.good("policy", "install", bundle)
        question = json.loads((MEMORY / "question.json").read_text())
        key = self.call("memory.evaluate", question)["effective_policy"]["freshness_key"]
        self.question = question | {"scope_resolution": SCOPE | {"freshness_key": key}}

    def issue(self):
        answer = self.call("stamp.issue", {"questions": [self.question]})
        self.assertTrue(answer["ok"], answer)
        return answer


class Exported(StampTest):
    def setUp(self):
        super().setUp()
        issued = self.issue()
        self.stamp = issued["stamp"]["stamp_id"]
        self.exported = self.write("stamp.json", json.loads(
            self.good("stamp", "export", self.stamp, "--tenant", "clinic", "--name", "memories")))
        self.contexts = issued["evaluation_contexts"]
        self.context = self.write("context.json", self.contexts[0])
        self.key = json.loads(self.good("--json", "audit", "head"))["keys"][0]

    def verify(self, *more, file=None, action="retrieve", tenant="clinic"):
        elsewhere = self.folder / "no-data-directory"
        run = self.writ("stamp", "verify", file or self.exported, "--key", self.key, "--tenant",
                        tenant, "--object", self.question["object_ref"], "--action", action,
                        "--context", self.context, *more, data=elsewhere)
        self.assertFalse(elsewhere.exists())
        return run.returncode, run.stdout.decode(), run.stderr.decode()


class Export(Exported):
    def test_it_is_honoured_by_who_knows_the_journals_key(self):
        self.assertEqual(self.verify()[0], 0, self.verify())
        self.assertRegex(self.verify()[1], r"^honoured until 20\S+: it held at 20")

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

    def test_an_age_that_cannot_be_is_named_with_those_that_can(self):
        for age in ("-1", "soon", "1000000000000"):
            status, _, said = self.verify("--max-age", age)
            self.assertEqual(status, 2, said)
            self.assertRegex(said, "max.age")
            self.assertLess(len(said), 200, said)


class Destination(Exported):
    """Of a stamp with an item for an export. The policy would allow another destination as well: it
    is the stamp that is not for it."""

    def issue(self):
        bundle = json.loads((MEMORY / "bundle_1.json").read_text()) | {"version": "1.0.1"}
        exports, = (rule for rule in bundle["rules"] if "destination" in rule["memory"])
        exports["memory"] = {"destination": ["firm_server", "remote_peer"]}
        self.install(self.write("bundle.json", bundle))
        answer = self.call("stamp.issue", {"questions": [self.question, self.export()]})
        self.assertEqual((answer["ok"], answer["refused"]), (True, []))
        return answer

    def setUp(self):
        super().setUp()
        self.retrieval, self.context = self.context, self.write("export.json", self.contexts[1])

    def export(self):
        """The question about one, with all that it has to show."""
        scope = self.question["scope_resolution"] | {"relation_to_destination": "same_principal"}
        asked = self.question | {
            "action": "export", "destination": "firm_server", "destination_id": "archive",
            "payload_hash": "5" * 64, "scope_resolution": scope}
        asked["certificates"] = [self.call("flow.certify", asked)["certificate"]]
        asked["attestations"] = [self.call("egress.attest", asked)["attestation"]]
        return asked

    def verify_to(self, destination, action="export"):
        return self.verify("--destination", destination, action=action)

    def test_an_export_is_honoured_for_its_destination_alone(self):
        status, said, _ = self.verify_to("firm_server")
        self.assertEqual((status, said[:8]), (0, "honoured"), said)
        for destination in ("remote_peer", "cloud_api", "local_file_export"):
            status, said, _ = self.verify_to(destination)
            self.assertEqual((status, "stamp.destination_not_listed" in said), (1, True), said)
        status, said, _ = self.verify(action="export")
        self.assertEqual((status, "stamp.destination_not_listed" in said), (1, True), said)

    def test_what_leaves_nothing_is_for_no_destination(self):
        self.context = self.retrieval
        self.assertEqual(self.verify()[0], 0)
        status, said, _ = self.verify_to("firm_server", "retrieve")
        self.assertEqual((status, "stamp.destination_not_listed" in said), (1, True), said)

    def test_the_question_is_about_the_destination_too(self):
        for context in (self.contexts[0], self.contexts[1] | {"destination": "remote_peer"}):
            self.context = self.write("other.json", context)
            status, said, _ = self.verify_to("firm_server")
            self.assertEqual((status, "stamp.another_context" in said), (1, True), said)

    def test_what_is_no_destination(self):
        for destination in ("moon", '"firm_server"', 'firm_server","action":"retrieve', "\033[2J"):
            status, said, complaint = self.verify_to(destination)
            self.assertEqual((status, said), (2, ""), complaint)
            self.assertRegex(complaint, "^writ: .*at /destination.*`firm_server`")
            self.assertNotIn("\033", complaint)


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


if __name__ == "__main__":
    unittest.main()
