"""A server that holds a data directory: commands go through its socket, a second one is refused,
changes take effect while it answers, and it stops without dropping what it accepted."""
import json
import os
import signal
import stat
import subprocess
import threading
import time
import unittest

from writ import CLINIC, ENVIRONMENT, PATIENCE, READ, WRIT, UnixConnection, WritTest, bundle


class ThroughTheSocket(WritTest):
    def setUp(self):
        super().setUp()
        self.use_clinic()

    def test_a_command_sees_what_the_server_sees(self):
        commands = (["--json", "policy", "list", "--tenant", "clinic"], ["--json", "keys", "list"],
                    ["--json", "decide", CLINIC / "allow.json"],
                    ["policy", "get", "--tenant", "clinic", "--name", "assistant"])
        alone = [self.good(*command) for command in commands]
        server = self.serve()
        self.assertEqual([self.good(*command) for command in commands], alone)
        token = self.new_token(capability="read")
        status, got = server.ask("policy.get", {"tenantId": "clinic", "name": "assistant"}, token)
        self.assertEqual((status, got), (200, json.loads(alone[3])))

    def test_the_socket_is_the_operators(self):
        self.serve()
        mode = (self.data / "writ.sock").stat().st_mode
        self.assertTrue(stat.S_ISSOCK(mode))
        self.assertEqual(stat.S_IMODE(mode), 0o600)
        # No token, and an operation that the network is refused.
        connection = UnixConnection(self.data / "writ.sock")
        connection.request("POST", "/v1/keys.list", b"{}")
        self.assertEqual(connection.getresponse().status, 200)
        connection.close()

    def test_problems_and_statuses_are_the_same(self):
        commands = (["call", "policy.decide", self.write("a", {"tenantId": 1})],
                    ["policy", "get", "--tenant", "nobody"], ["keys", "retire", "audit-none"],
                    ["policy", "rollback", "--tenant", "clinic", "--name", "assistant"],
                    ["policy", "put", self.write("b", {})])
        alone = [self.writ(*command) for command in commands]
        self.serve()
        for command, before in zip(commands, alone):
            run = self.writ(*command)
            self.assertEqual((run.returncode, run.stdout, run.stderr),
                             (before.returncode, before.stdout, before.stderr))

    def test_lines(self):
        line = (CLINIC / "allow.json").read_text().replace("\n", "")
        self.serve()
        answers = self.good("call", "policy.decide", "--lines",
                            stdin="\n".join([line, "{", line]).encode()).splitlines()
        self.assertEqual([json.loads(answer).get("allow") for answer in answers],
                         [True, None, True])

    def test_a_bundle_larger_than_the_network_may_send(self):
        large = bundle("1.0.0", changelog="x" * 3_000_000)
        self.serve()
        self.assertIn("in force", self.good("policy", "install", self.write("large.json", large)))

    def test_when_the_server_was_killed_its_socket_is_in_nobodys_way(self):
        server = self.serve()
        server.stop(signal.SIGKILL)
        self.assertTrue((self.data / "writ.sock").exists())
        self.good("decide", CLINIC / "allow.json")
        again = self.serve()
        self.assertEqual(again.request("GET", "/healthz")[0], 200)


class ASecondServer(WritTest):
    def test_it_says_that_one_runs_and_touches_nothing(self):
        self.use_clinic()
        first = self.serve()
        socket_file = os.stat(self.data / "writ.sock").st_ino
        start = time.monotonic()
        said = self.assert_fails(3, "already runs", "serve", "--listen", "127.0.0.1:0")
        self.assertIn(str(self.data), said)
        self.assertLess(time.monotonic() - start, 30)
        self.assertEqual(os.stat(self.data / "writ.sock").st_ino, socket_file)
        self.assertEqual(first.request("GET", "/healthz")[0], 200)
        self.good("decide", CLINIC / "allow.json")

    def test_a_command_that_holds_the_directory_is_waited_for(self):
        self.use_clinic()
        command = subprocess.Popen([WRIT, "call", "policy.decide", "--lines", "--data", self.data],
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=ENVIRONMENT)
        self.addCleanup(command.stdout.close)
        command.stdin.write(b"{}\n")
        command.stdin.flush()
        command.stdout.readline()  # it has the directory now
        release = threading.Timer(0.3, command.stdin.close)
        release.start()
        server = self.serve()
        self.assertEqual(server.request("GET", "/healthz")[0], 200)
        release.join()
        self.assertEqual(command.wait(), 0)

    def test_a_port_that_is_taken(self):
        self.use_clinic()
        first = self.serve()
        self.good("keys", "new", data=self.folder / "other")
        self.assert_fails(3, str(first.port), "serve", "--listen", f"127.0.0.1:{first.port}",
                          data=self.folder / "other")
        self.assertFalse((self.folder / "other" / "writ.sock").exists())


class WhileItDecides(WritTest):
    VERSIONS = 12

    def test_every_answer_is_of_the_old_or_the_new_policy(self):
        contents = self.sign_all(
            [bundle(f"1.0.{i}", "allow" if i % 2 else "deny") for i in range(self.VERSIONS)])
        order = {one["bundle"]["policyHash"]: i for i, one in enumerate(contents)}
        self.good("policy", "put", self.write("0.json", contents[0]))
        token = self.new_token("--tenant", "t")
        server = self.serve("--threads", "2")
        acknowledged, faults, counts, done = [0], [], [0] * 4, threading.Event()

        def ask(number):
            connection, last = server.connect(), 0
            while not done.is_set():
                at_least = acknowledged[0]
                status, answer = server.ask("policy.decide", READ, token, connection=connection)
                now = order.get(answer.get("policyHash"), -1)
                if status != 200 or now < max(last, at_least) or answer["allow"] != bool(now % 2):
                    faults.append((status, answer, last, at_least))
                last = now
                counts[number] += 1
            connection.close()

        threads = [threading.Thread(target=ask, args=[number]) for number in range(len(counts))]
        for thread in threads:
            thread.start()
        generations = []
        for i in range(1, self.VERSIONS):
            answer = json.loads(self.good("--json", "policy", "put",
                                          self.write(f"{i}.json", contents[i])))
            generations.append(answer["generation"])
            acknowledged[0] = i
        done.set()
        for thread in threads:
            thread.join(PATIENCE)
        self.assertEqual(faults[:3], [])
        self.assertEqual(generations, list(range(2, self.VERSIONS + 1)))
        self.assertGreater(min(counts), 0)


class Stopping(WritTest):
    def test_what_was_accepted_is_finished(self):
        self.use_clinic()
        token = self.new_token(capability="read")
        server = self.serve("--max-body", str(1 << 24), "--threads", "2")
        rules = [{"id": f"r{i}", "description": "d", "priority": i, "op": "read", "effect": "allow",
                  "when": {"resource": {"glob": f"*a*{i}*b/**"}}} for i in range(800)]
        answers = []

        def check():
            answers.append(server.ask("policy.check", {"bundle": {**bundle("1.0.0"),
                                                                  "rules": rules}}, token))
        threads = [threading.Thread(target=check) for _ in range(3)]
        for thread in threads:
            thread.start()
        time.sleep(0.15)  # they have come, and are being worked on
        finished_before = len(answers)
        self.assertEqual(server.stop(), 0)
        for thread in threads:
            thread.join(PATIENCE)
        self.assertEqual([status for status, _ in answers], [200] * 3)
        self.assertLess(finished_before, 3, "too quick to show anything: give it more rules")
        self.assertFalse((self.data / "writ.sock").exists())

    def test_under_load_nothing_is_half_answered(self):
        self.use_clinic()
        token = self.new_token()
        server = self.serve("--threads", "2")
        whole, broken = [], []

        def ask():
            while True:
                try:
                    status, answer = server.ask("policy.decide", READ, token)
                except ConnectionError:
                    return  # not accepted any more
                except Exception as problem:  # half an answer
                    broken.append(repr(problem))
                    return
                whole.append(status)
                if status != 200:
                    broken.append(answer)

        threads = [threading.Thread(target=ask) for _ in range(4)]
        for thread in threads:
            thread.start()
        while len(whole) < 50:
            time.sleep(0.01)
        self.assertEqual(server.stop(), 0)
        for thread in threads:
            thread.join(PATIENCE)
        self.assertEqual(broken, [])

    def test_it_stops_at_once_when_nothing_is_to_do(self):
        self.use_clinic()
        for how in (signal.SIGTERM, signal.SIGINT):
            server = self.serve()
            idle = server.connect()
            server.request("GET", "/healthz", connection=idle)
            start = time.monotonic()
            self.assertEqual(server.stop(how), 0)
            self.assertLess(time.monotonic() - start, 10)
            idle.close()


if __name__ == "__main__":
    unittest.main()
