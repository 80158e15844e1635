"""Every operation with every capability and with none, over every door: what scenarios/access says
is what happens."""
import json
import unittest

from writ import ROOT, UnixConnection, WritTest

OPERATIONS = json.loads((ROOT / "scenarios/access/capabilities.json").read_text())["operations"]
CAPABILITIES = ["read", "decide", "publish", "approve", "operate", "administer"]
REFUSALS = {"not_permitted", "host_only"}


def refusal(content):
    """The code of a problem that is about who may call, or None."""
    kind = json.loads(content).get("type", "")
    code = kind.removeprefix("urn:writ:problem:ops.")
    return code if code in REFUSALS else None


class Capabilities(WritTest):
    def setUp(self):
        super().setUp()
        self.use_clinic()

    def test_the_scenario_knows_every_operation(self):
        listed = {line.split()[0] for line in self.good("schema").splitlines()}
        self.assertEqual(listed, set(OPERATIONS))

    def test_over_http_each_credential_opens_what_is_declared_and_nothing_else(self):
        tokens = {one: self.new_token(capability=one) for one in CAPABILITIES}
        server = self.serve()
        connection = server.connect()
        for name, declared in OPERATIONS.items():
            for capability, token in tokens.items():
                _, _, content = server.request("POST", f"/v1/{name}", {}, token,
                                               connection=connection)
                expected = ("host_only" if declared.get("hostOnly") else
                            None if capability == declared["capability"] else "not_permitted")
                self.assertEqual(refusal(content), expected, (name, capability))
            self.assert_problem(server.request("POST", f"/v1/{name}", {}, connection=connection),
                                401, "http.no_credential")
            self.assert_problem(
                server.request("POST", f"/v1/{name}", {}, "writ_none", connection=connection),
                401, "http.unknown_credential")
        connection.close()

    def test_who_holds_the_data_directory_may_call_everything(self):
        self.serve()
        connection = UnixConnection(self.data / "writ.sock")
        calls = []
        for number, name in enumerate(OPERATIONS):
            connection.request("POST", f"/v1/{name}", body=b"{}",
                               headers={"Content-Type": "application/json"})
            self.assertIsNone(refusal(connection.getresponse().read()), name)
            calls.append({"jsonrpc": "2.0", "id": number, "method": name, "params": {}})
        connection.close()
        answers = [json.loads(line) for line in
                   self.good("rpc", stdin="\n".join(map(json.dumps, calls)).encode()).splitlines()]
        self.assertEqual(len(answers), len(OPERATIONS))
        for name, answer in zip(OPERATIONS, answers):
            problem = answer.get("error", {}).get("data", {})
            self.assertIsNone(refusal(json.dumps(problem)), name)

    def test_on_the_command_line_everything_is_open(self):
        for name in OPERATIONS:
            run = self.writ("call", name, stdin=b"{}")
            self.assertIsNone(refusal(run.stdout), name)


if __name__ == "__main__":
    unittest.main()
