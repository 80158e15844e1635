"""Approvals as people and programs meet them: commands, tokens over HTTP, a server that is killed
between a grant and its use, and uses that race through the socket."""
import concurrent.futures
import json
import signal
import unittest

from writ import CLINIC, UnixConnection, WritTest, canonical, decision_hash

OBLIGE = json.loads((CLINIC / "oblige.json").read_text())


def kinds(decision):
    return [one["kind"] for one in decision["obligations"]]


class ApprovalsTest(WritTest):
    def setUp(self):
        super().setUp()
        self.use_clinic()
        for name, roles, assurance in (("dr-osei", ["physician"], "aal2"),
                                       ("nora", ["nurse"], "aal2")):
            self.call("principal.put", {"tenantId": "clinic", "principal": {
                "id": name, "roles": roles, "assurance": assurance}})

    def decide(self, approval=None):
        return self.call("policy.decide",
                         {**OBLIGE, **({"approvalId": approval} if approval else {})})

    def grant(self, approval):
        self.good("approvals", "grant", approval, "--tenant", "clinic", "--approver", "dr-osei")

    def granted(self):
        approval = self.decide()["approval"]["approvalId"]
        self.grant(approval)
        return approval


class Commands(ApprovalsTest):
    def test_from_the_question_to_its_answer(self):
        oblige = CLINIC / "oblige.json"
        asked = self.good("decide", oblige)
        approval = self.decide()["approval"]["approvalId"]
        self.assertRegex(asked, f"approval    {approval} pending until ")
        listed = self.good("approvals", "list", "--tenant", "clinic", "--state", "pending")
        self.assertRegex(listed, f"^{approval}  pending  until .*  nora asks: report.publish ")
        shown = self.good("approvals", "get", approval, "--tenant", "clinic")
        self.assertIn(canonical(OBLIGE["request"]).decode(), shown)
        self.assertEqual(json.loads(self.good("--json", "approvals", "request", oblige))
                         ["approval"]["approvalId"], approval)
        granted = self.good("approvals", "grant", approval, "--tenant", "clinic", "--approver",
                            "dr-osei")
        self.assertRegex(granted, f"^{approval}  granted  until ")
        used = self.good("decide", oblige, "--approval", approval)
        self.assertNotIn("require-approval", used)
        self.assertIn(f"approval    {approval} used", used)
        again = self.good("decide", oblige, "--approval", approval)
        self.assertIn("require-approval", again)
        self.assertIn("not taken: used", again)
        self.assertEqual(self.good("approvals", "list", "--tenant", "clinic", "--state", "used")
                         .split()[0], approval)

    def test_no_is_an_answer_of_its_own(self):
        approval = self.decide()["approval"]["approvalId"]
        act = (approval, "--tenant", "clinic")
        self.assert_fails(1, "neither approves it", "approvals", "grant", *act)
        self.assert_fails(1, "neither approves it", "approvals", "grant", *act, "--approver",
                          "nora")
        self.assert_fails(1, "not decide about this: it takes one of the roles physician at aal2",
                          "approvals", "grant", *act, "--approver", "somebody")
        self.assert_fails(2, "there is no approval `apr_none`", "approvals", "grant", "apr_none",
                          "--tenant", "clinic")
        self.good("approvals", "deny", *act, "--approver", "dr-osei", "--reason", "not yet")
        self.assertEqual(self.decide()["approval"]["state"], "denied")
        self.assert_fails(1, "the approval is denied", "approvals", "grant", *act, "--approver",
                          "dr-osei")
        self.assert_fails(1, "demands no approval", "approvals", "request", CLINIC / "allow.json")
        other = self.write("other.json", {**OBLIGE["request"], "resource": "reports/discharge/2"})
        self.good("approvals", "request", other, "--tenant", "clinic", "--name", "assistant")
        pending = self.good("approvals", "list", "--tenant", "clinic", "--state", "pending").split()
        self.good("approvals", "withdraw", pending[0], "--tenant", "clinic", "--reason", "a slip")
        self.assertEqual(self.good("approvals", "list", "--tenant", "clinic", "--state", "pending"),
                         "")

    def test_the_decision_hash_is_of_what_is_answered(self):
        approval = self.granted()
        for shown in (None, approval, approval):
            decision = self.decide(shown)
            self.assertEqual(decision["decisionHash"], decision_hash(OBLIGE["request"], decision))

    def test_replay_makes_the_decision_again(self):
        self.decide(self.granted())
        replayed = json.loads(self.good("--json", "audit", "replay"))
        self.assertTrue(replayed["ok"], replayed)
        self.assertEqual(replayed["replayed"], 2)


class Network(ApprovalsTest):
    """Without the operator: what counts is whose token it is."""

    def setUp(self):
        super().setUp()
        self.nora = self.new_token("--tenant", "clinic", "--capability", "approve")
        self.osei = self.new_token("--tenant", "clinic", principal="dr-osei", capability="approve")
        self.host = self.new_token("--tenant", "clinic", "--speaks-for-tenant",
                                   principal="ward-assistant")

    def ask(self, server, token, operation, **body):
        status, answer = server.ask(operation, {"tenantId": "clinic", **body}, token)
        self.assertEqual(status, 200, answer)
        return answer

    def test_one_asks_another_grants_a_third_uses(self):
        server = self.serve()
        question = {"name": "assistant", "request": OBLIGE["request"]}
        asked = self.ask(server, self.nora, "policy.decide", **question)
        approval = asked["approval"]["approvalId"]
        refused = self.ask(server, self.nora, "approval.grant", approvalId=approval)
        self.assertEqual((refused["ok"], refused["reason"]), (False, "self-approval"))
        status, problem = server.ask("approval.grant", {
            "tenantId": "clinic", "approvalId": approval, "approver": "dr-osei"}, self.nora)
        self.assertEqual((status, problem["type"]), (403, "urn:writ:problem:ops.foreign_principal"))
        self.assertEqual(server.ask("approval.grant", {
            "tenantId": "clinic", "approvalId": approval}, self.host)[0], 403)
        pending, = self.ask(server, self.osei, "approval.list", state="pending")["approvals"]
        self.assertEqual(pending["request"]["resource"], OBLIGE["request"]["resource"])
        granted = self.ask(server, self.osei, "approval.grant", approvalId=approval)
        self.assertEqual(granted["approval"]["grant"]["grant"]["approver"]["id"], "dr-osei")
        twice = self.ask(server, self.osei, "approval.grant", approvalId=approval)
        self.assertEqual((twice["ok"], twice["reason"]), (False, "granted"))
        # The host asks for nora: the same question, since who it is for is part of it.
        used = self.ask(server, self.host, "policy.decide", **question, approvalId=approval)
        self.assertEqual(used["approval"], {"approvalId": approval, "state": "used"})
        self.assertEqual(kinds(used), ["require-redaction", "require-verified-report"])

    def test_an_approver_who_is_no_longer_one(self):
        server = self.serve()
        question = {"name": "assistant", "request": OBLIGE["request"]}
        asked = self.ask(server, self.nora, "policy.decide", **question)
        approval = asked["approval"]["approvalId"]
        self.ask(server, self.osei, "approval.grant", approvalId=approval)
        self.call("principal.put", {"tenantId": "clinic", "principal": {
            "id": "dr-osei", "roles": ["retired"], "assurance": "aal2"}})
        refused = self.ask(server, self.nora, "policy.decide", **question, approvalId=approval)
        self.assertEqual(refused["approval"]["refusal"], "approver-not-allowed")
        self.assertIn("require-approval", kinds(refused))


class Crashes(ApprovalsTest):
    def kill(self, server):
        self.assertEqual(server.stop(signal.SIGKILL), -signal.SIGKILL)

    def test_a_kill_between_grant_and_use_and_after_the_use(self):
        server = self.serve()
        approval = self.granted()
        self.kill(server)
        server = self.serve()
        self.assertEqual(self.decide(approval)["approval"]["state"], "used")
        self.kill(server)
        self.serve()
        refused = self.decide(approval)
        self.assertEqual(refused["approval"]["refusal"], "used")
        self.assertIn("require-approval", kinds(refused))
        self.assertTrue(json.loads(self.good("--json", "audit", "replay"))["ok"])

    def use(self, approval):
        connection = UnixConnection(self.data / "writ.sock")
        try:
            connection.request("POST", "/v1/policy.decide",
                               json.dumps({**OBLIGE, "approvalId": approval}))
            return json.loads(connection.getresponse().read())
        except (OSError, ValueError):
            return None  # it was killed before it answered
        finally:
            connection.close()

    def test_a_kill_during_the_use_allows_at_most_once(self):
        for delay in (0.0, 0.001, 0.003, 0.01):
            server = self.serve()
            approval = self.granted()
            with concurrent.futures.ThreadPoolExecutor() as pool:
                using = pool.submit(self.use, approval)
                concurrent.futures.wait([using], delay)
                self.kill(server)
                answer = using.result()
            was_used = answer is not None and answer["approval"]["state"] == "used"
            uses = [self.decide(approval)["approval"]["state"] == "used" for _ in range(2)]
            self.assertLessEqual(sum(uses) + was_used, 1)
            self.assertFalse(uses[1])


class Races(ApprovalsTest):
    def test_of_two_processes_one_uses_it(self):
        self.serve()
        question = self.write("question.json", OBLIGE)
        for _ in range(3):
            approval = self.granted()
            with concurrent.futures.ThreadPoolExecutor() as pool:
                runs = [pool.submit(self.good, "--json", "decide", question, "--approval", approval)
                        for _ in range(2)]
                states = sorted(json.loads(run.result())["approval"]["state"] for run in runs)
            self.assertEqual(states, ["pending", "used"])


if __name__ == "__main__":
    unittest.main()
