"""Small worlds as data: each file of scenarios/ holds a bundle and requests with the decisions that
they must get. They are asked four ways: of the operations themselves, of `writ call --lines`, of
`writ rpc`, and over HTTP. The answers are the same, byte for byte, and their hashes are made again
here. What AuthZEN can express is asked as AuthZEN, too.

    x_test.py PROGRAM SCENARIO-ENGINE
"""
import datetime
import json
import re
import subprocess
import sys
import unittest

from writ import PATIENCE, ROOT, WritTest, canonical, decision_hash, sha256

ENGINE = sys.argv.pop(1)
SCENARIOS = sorted((ROOT / "scenarios").glob("*.json"))


def asked_of(scenario, case):
    """The whole request of policy.decide."""
    bundle = scenario["bundle"]
    return {"tenantId": case.get("tenantId", bundle["tenantId"]),
            "name": case.get("name_of_policy", bundle["name"]), "request": case["request"]}


def authzen_of(scenario, case):
    """The case as an AuthZEN question and whether its hash must be the same; nothing where there is
    none. A subject and a resource must be there: where no rule asks for them, any will do. The
    resource's name must have a type, and of `ctx` only what has a place in AuthZEN goes over."""
    request = case["request"]
    rules = [rule for rule in scenario["bundle"]["rules"] if rule["op"] == request["op"]]
    asked_for = json.dumps(rules)
    ctx = request.get("ctx") or {}
    who = {"id": "-", **(ctx.get("principal") or {})}
    named = "resource" in request
    kind, slash, name = request.get("resource", "-/-").partition("/")
    if (not slash or "%" in kind or ctx.keys() - {"principal", "riskTier"}
            or (not named and '"resource"' in asked_for)
            or (who["id"] == "-" and "/ctx/principal/id" in asked_for)):
        return None
    context = {"writ": {"reasons": True, "obligations": True}}
    context.update({k: v for k, v in (("riskTier", ctx.get("riskTier")),
                                      ("purpose", request.get("purpose"))) if v is not None})
    arguments = request.get("argsSummary")
    labels = request.get("labels")
    return {"subject": {"type": "user", "id": who["id"],
                        "properties": {k: v for k, v in who.items() if k != "id"}},
            "action": {"name": request["op"],
                       **({"properties": arguments} if arguments is not None else {})},
            "resource": {"type": kind, "id": name,
                         **({"properties": {"labels": labels}} if labels is not None else {})},
            "context": context}, named


def same_everywhere(answers):
    """Answers without the approval that is asked for: its id and its end are of one world alone."""
    return [re.sub(rb'"approval":{[^}]*},', b"", answer) for answer in answers]


class Scenarios(WritTest):
    def test_there_are_some(self):
        self.assertGreater(len(SCENARIOS), 4)

    def answers_of_the_engine(self, scenario, lines):
        folder = self.folder / "engine"
        folder.mkdir(mode=0o700)
        now = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds")
        run = subprocess.run([ENGINE, folder, self.write("bundle.json", scenario["bundle"]), now],
                             input=lines, capture_output=True, timeout=PATIENCE)
        self.assertEqual(run.returncode, 0, run.stderr)
        return run.stdout.splitlines()

    def answers_of_the_command(self, scenario, lines):
        self.good("policy", "install", self.write("bundle.json", scenario["bundle"]))
        return self.good("call", "policy.decide", "--lines", stdin=lines).encode().splitlines()

    def answers_over_rpc(self, lines):
        calls = [b'{"id":%d,"jsonrpc":"2.0","method":"policy.decide","params":%s}' % (i, line)
                 for i, line in enumerate(lines.splitlines())]
        answers = [json.loads(line) for line in
                   self.good("rpc", stdin=b"\n".join(calls)).splitlines()]
        self.assertEqual([answer["id"] for answer in answers], list(range(len(calls))))
        return [canonical(answer["result"]) for answer in answers]

    def answers_of_the_server(self, lines):
        token = self.new_token()
        server = self.serve("--asserted-roles", "accept")
        connection = server.connect()
        answers = [server.request("POST", "/v1/policy.decide", line, token, connection=connection)
                   for line in lines.splitlines()]
        connection.close()
        self.assertEqual({status for status, _, _ in answers}, {200})
        self.check_authzen(server, token, lines, [body for _, _, body in answers])
        return [body for _, _, body in answers]

    def check_authzen(self, server, token, lines, answers):
        for line, answer in zip(map(json.loads, lines.splitlines()), map(json.loads, answers)):
            if (asked := authzen_of(self.scenario, line)) is None:
                continue
            body, same_hash = asked
            path = f"/access/v1/evaluation?tenant={line['tenantId']}&policy={line['name']}"
            status, _, got = server.request("POST", path, body, token)
            self.assertEqual(status, 200, got)
            told = json.loads(got)
            context = told["context"]
            names = ["policyHash", "ruleIds", "obligations", "reason"]
            names += ["decisionHash"] * same_hash
            self.assertEqual((told["decision"], [context.get(name) for name in names]),
                             (answer["allow"], [answer.get(name) for name in names]), body)
            self.asked_as_authzen += 1

    def run_scenario(self, path):
        scenario = self.scenario = json.loads(path.read_text())
        self.asked_as_authzen = 0
        cases = scenario["cases"]
        lines = b"\n".join(canonical(asked_of(scenario, case)) for case in cases) + b"\n"
        by_engine = same_everywhere(self.answers_of_the_engine(scenario, lines))
        self.assertEqual(by_engine, same_everywhere(self.answers_of_the_command(scenario, lines)))
        self.assertEqual(by_engine, same_everywhere(self.answers_over_rpc(lines)))
        self.assertEqual(by_engine, same_everywhere(self.answers_of_the_server(lines)))
        self.assertEqual(len(by_engine), len(cases))
        policy_hash = sha256(scenario["bundle"])
        for case, answer in zip(cases, map(json.loads, by_engine)):
            with self.subTest(case["name"]):
                self.check(case, answer, policy_hash)
        self.assert_all_rules_win(scenario, by_engine)
        self.assertGreater(self.asked_as_authzen, len(cases) // 2)

    def check(self, case, answer, policy_hash):
        expected = {"ruleIds": [], "obligations": [], "reason": None, **case["expect"]}
        self.assertEqual({name: answer.get(name) for name in expected}, expected)
        unknown = answer.get("reason") == "UNKNOWN_POLICY"
        self.assertEqual(answer["policyHash"], "" if unknown else policy_hash)
        self.assertEqual(answer["decisionHash"], decision_hash(case["request"], answer))

    def assert_all_rules_win(self, scenario, answers):
        """A rule that wins in no case is not tested by the scenario, unless it says so."""
        won = {rule for answer in answers for rule in json.loads(answer)["ruleIds"]}
        rules = {rule["id"] for rule in scenario["bundle"]["rules"]}
        self.assertEqual(rules - won, set(scenario.get("neverWin", [])))


def add(path):
    setattr(Scenarios, f"test_{path.stem}", lambda self: self.run_scenario(path))


for each in SCENARIOS:
    add(each)

if __name__ == "__main__":
    unittest.main()
