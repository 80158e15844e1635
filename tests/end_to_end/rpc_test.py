"""JSON-RPC 2.0 over standard input and output: `writ rpc` as a host's child process."""
import json
import subprocess
import unittest

from writ import CLINIC, ENVIRONMENT, READ, WRIT, WritTest, bundle

ALLOWED = json.loads((CLINIC / "allow.json").read_text())


def call(method, params, id_=None):
    message = {"jsonrpc": "2.0", "method": method, "params": params}
    if id_ is not None:
        message["id"] = id_
    return message


class Rpc(WritTest):
    def setUp(self):
        super().setUp()
        self.use_clinic()

    def rpc(self, *messages, flags=()):
        """The answers to messages; a text is sent as it is."""
        lines = [one if isinstance(one, str) else json.dumps(one) for one in messages]
        out = self.good("rpc", *flags, stdin="\n".join(lines).encode())
        return [json.loads(line) for line in out.splitlines()]

    def size(self):
        return json.loads(self.good("audit", "head", "--json"))["size"]

    def test_a_call_answers_as_the_operation_does(self):
        answer, = self.rpc(call("policy.decide", ALLOWED, 7))
        self.assertEqual(answer, {"jsonrpc": "2.0", "id": 7,
                                  "result": self.call("policy.decide", ALLOWED)})

    def test_a_batch_is_answered_as_one_but_for_its_notifications(self):
        before = self.size()
        answers, = self.rpc([call("policy.decide", ALLOWED, "a"), call("policy.decide", ALLOWED),
                             {"foo": 1}, call("policy.decide", READ, "b")])
        self.assertEqual([one["id"] for one in answers], ["a", None, "b"])
        self.assertTrue(answers[0]["result"]["allow"])
        self.assertEqual(answers[1]["error"]["code"], -32600)
        self.assertEqual(answers[2]["result"]["reason"], "UNKNOWN_POLICY")
        self.assertEqual(self.size(), before + 3)  # the notification was obeyed and journalled

    def test_notifications_alone_are_not_answered(self):
        self.assertEqual(self.rpc(call("policy.decide", ALLOWED),
                                  [call("policy.decide", ALLOWED), call("none", {})]), [])

    def test_errors_have_the_problem_with_them_and_the_connection_goes_on(self):
        answers = self.rpc("{", call("policy.decided", {}, 1), call("policy.decide", {}, 2),
                           call("policy.decide", [1], 3), "[]", "", "  ",
                           call("policy.get", {"tenantId": "clinic", "name": "none"}, 4),
                           call("policy.decide", ALLOWED, 5))
        codes = [one["error"]["code"] for one in answers[:-1]]
        self.assertEqual(codes, [-32700, -32601, -32602, -32602, -32600, -32004])
        self.assertIn("policy.decide", answers[1]["error"]["message"])
        pointers = {each["pointer"] for each in answers[2]["error"]["data"]["errors"]}
        self.assertIn("/request", pointers)
        self.assertTrue(answers[-1]["result"]["allow"])

    def test_a_line_that_is_too_long_is_refused_and_passed_over(self):
        long = call("policy.decide", {**ALLOWED, "more": "x" * 5000}, 1)
        answers = self.rpc(long, call("policy.decide", ALLOWED, 2), flags=("--max-body", "4096"))
        self.assertEqual([one["id"] for one in answers], [None, 2])
        self.assertEqual(answers[0]["error"]["code"], -32700)

    def test_many_at_once_are_answered_in_order(self):
        answers = self.rpc(*(call("policy.decide", ALLOWED, i) for i in range(3000)))
        self.assertEqual([one["id"] for one in answers], list(range(3000)))

    def test_what_waits_can_be_cancelled(self):
        globs = {"id": "r", "description": "d", "priority": 1, "op": "read", "effect": "allow"}
        rules = [{**globs, "id": f"r{i}", "when": {"resource": {"glob": f"**/{i}*[a-z]{{x,y}}"}}}
                 for i in range(800)]
        slow = call("policy.check", {"bundle": {**bundle("1.0.0"), "rules": rules}}, "slow")
        answers = self.rpc(slow, call("policy.decide", ALLOWED, "unwanted"),
                           call("policy.decide", ALLOWED, "wanted"),
                           call("$/cancelRequest", {"id": "unwanted"}),
                           call("$/cancelRequest", {"id": "nothing"}))
        self.assertEqual([one["id"] for one in answers], ["slow", "unwanted", "wanted"])
        self.assertEqual(answers[1]["error"]["code"], -32800)
        self.assertIn("result", answers[2])

    def test_each_answer_is_there_before_the_next_question(self):
        with subprocess.Popen([WRIT, "rpc", "--data", self.data], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, env=ENVIRONMENT) as host:
            for i in range(50):
                host.stdin.write(json.dumps(call("policy.decide", ALLOWED, i)).encode() + b"\n")
                host.stdin.flush()
                self.assertEqual(json.loads(host.stdout.readline())["id"], i)
            host.stdin.close()
            self.assertEqual(host.wait(), 0)

    def test_it_asks_the_server_that_holds_the_directory(self):
        self.serve()
        answer, = self.rpc(call("policy.decide", ALLOWED, 1))
        self.assertTrue(answer["result"]["allow"])


if __name__ == "__main__":
    unittest.main()
