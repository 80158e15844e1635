"""Sessions and rollouts through the program: on the command line, over HTTP, and past a kill."""
import json
import re
import signal
import unittest

from writ import WritTest, bundle

RULE = {"id": "open", "description": "d", "priority": 1, "op": "read", "effect": "allow"}
SHUT = {**RULE, "id": "shut", "effect": "deny", "reasonCode": "SHUT"}
READ = {"op": "read"}


class Sessions(WritTest):
    def setUp(self):
        super().setUp()
        self.install("1.0.0", RULE)

    def bundle(self, version, rule):
        return self.write(f"{version}.json", {**bundle(version), "rules": [rule]})

    def install(self, version, rule):
        self.good("policy", "install", self.bundle(version, rule))

    def tenant(self):
        return bundle("1.0.0")["tenantId"]

    def name(self):
        return bundle("1.0.0")["name"]

    def ref(self):
        return "--tenant", self.tenant(), "--name", self.name()

    def create(self, *flags):
        return self.good("sessions", "create", *self.ref(), "--principal", "ann", *flags).strip()

    def decide(self, session, request=None, **more):
        return self.call("session.decide",
                         {"sessionId": session, "request": request or READ, **more})

    def test_the_verbs(self):
        session = self.create("--purpose", "care", "--policy-update", "pin")
        self.assertRegex(session, "^ses_[0-9a-f]{32}$")
        self.assertTrue(self.decide(session)["allow"])
        self.assertIn(session, self.good("sessions", "list", "--tenant", self.tenant()))
        self.assertIn("open", self.good("sessions", "get", session))
        self.assertEqual(self.good("sessions", "close", session), "closed\n")
        self.assertEqual(self.decide(session)["reason"], "SESSION_CLOSED")
        self.assertNotIn(session, self.good("sessions", "list", "--tenant", self.tenant()))
        self.assertIn("asked", self.good("sessions", "list", "--tenant", self.tenant(),
                                         "--state", "closed"))
        self.assert_fails(1, "not within", "sessions", "create", *self.ref(), "--principal", "a",
                          "--version", ">=9")
        self.assert_fails(2, "no session", "sessions", "get", "ses_none")

    def test_a_rollout_from_shadow_to_force(self):
        self.good("policy", "stage", self.bundle("2.0.0", SHUT), "--mode", "shadow")
        session = self.create()
        self.assertTrue(self.decide(session)["allow"])
        told = self.good("policy", "impact", *self.ref())
        self.assertRegex(told, r"^1 of 1 decisions would be others under shadow 2\.0\.0")
        self.assertRegex(told, r"allow by open\n +now: deny by shut \(SHUT\)")
        self.good("policy", "stage", self.write("signed.json", json.dumps(
            self.call("policy.get", {"tenantId": self.tenant(), "name": self.name(),
                                     "version": "2.0.0"}))), "--mode", "canary", "--share", "1")
        self.assertIn("canary 2.0.0", self.good("policy", "list", "--tenant", self.tenant()))
        self.assertEqual(self.decide(session)["reason"], "SHUT")
        self.good("policy", "withdraw", *self.ref(), "--mode", "canary")
        self.assertTrue(self.decide(session)["allow"])
        self.good("policy", "activate", *self.ref(), "--version", "2.0.0")
        self.assertEqual(self.decide(session)["reason"], "SHUT")
        self.assert_fails(1, "not-staged", "policy", "withdraw", *self.ref())

    def test_a_network_caller_cannot_have_an_activation_signed(self):
        server = self.serve()
        token = self.new_token(capability="administer")
        answer = server.request("POST", "/v1/policy.activate",
                                {"tenantId": self.tenant(), "version": "1.0.0"}, token)
        self.assert_problem(answer, 403, "ops.host_only")

    def test_over_http_a_session_is_its_principals(self):
        server = self.serve()
        ann, bob = self.new_token(principal="ann"), self.new_token(principal="bob")
        request = {"tenantId": self.tenant(), "policyName": self.name(), "principal": "ann"}
        status, made = server.ask("session.create", request, ann)
        self.assertEqual((status, made["ok"]), (200, True))
        asked = {"sessionId": made["sessionId"], "request": READ}
        self.assertTrue(server.ask("session.decide", asked, ann)[1]["allow"])
        self.assert_problem(server.request("POST", "/v1/session.decide", asked, bob),
                            403, "ops.foreign_principal")
        status, hello = server.ask("hello", {"sessionId": made["sessionId"]}, ann)
        self.assertEqual(hello["policy-hash"], made["policyHash"])

    def test_a_budget_outlives_kills(self):
        budget = 200
        made = self.call("session.create", {"tenantId": self.tenant(), "policyName": self.name(),
                                            "principal": "ann",
                                            "budget": {"maxDecisions": budget}})
        allowed = 0
        for _ in range(4):
            server = self.serve()
            token = self.new_token(principal="ann")
            for _ in range(30):
                asked = {"sessionId": made["sessionId"], "request": READ}
                allowed += server.ask("session.decide", asked, token)[1]["allow"]
            server.stop(signal.SIGKILL)
        shown = self.good("sessions", "get", made["sessionId"])
        used = int(re.search(r"used: (\d+) decisions", shown)[1])
        self.assertEqual(allowed, 120)
        self.assertGreaterEqual(used, allowed)                # never less than what was answered
        self.assertLessEqual(used, allowed + 4 * (budget // 64))  # and little more


if __name__ == "__main__":
    unittest.main()
