"""Scripts as their callers meet them: `writ eval`, the operation by HTTP, workers that are killed,
and a server that goes on."""
import http.client
import json
import os
import pathlib
import signal
import threading
import time
import unittest

from writ import ROOT, WritTest, bundle

RULES = [{"id": op, "description": "d", "priority": 1, "op": op, "effect": "allow"}
         for op in ("eval", "ffi.call", "report.publish", "read")]
FOREVER = "(let loop () (loop))"


def descendants(program):
    """The processes of that name, which are this user's or all, with their parents."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and (entry / "comm").read_text().strip() == program:
                status = (entry / "stat").read_text().rpartition(")")[2].split()
                if status[0] != "Z":
                    found.append((int(entry.name), int(status[1])))
        except OSError:
            continue
    return found


def wait_for(condition, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


class Scripts(WritTest):
    def setUp(self):
        super().setUp()
        signed, = self.sign_all([bundle("1.0.0", rules=RULES)])
        self.good("policy", "put", self.write("signed.json", signed))
        self.session = self.call("session.create",
                                 {"tenantId": "t", "principal": "ann"})["sessionId"]

    def request(self, script):
        return {"tenantId": "t", "sessionId": self.session, "script": script}

    def arguments(self, script, *more):
        return ("eval", self.write("script.scm", script), "--tenant", "t",
                "--session", self.session, *more)

    def workers_of(self, server):
        return [pid for pid, parent in descendants("writ-eval") if parent == server.process.pid]


class ByHand(Scripts):
    def test_a_script_prints_and_has_a_value(self):
        inputs = self.write("inputs.json", {"a": [1, {}]})
        self.assertEqual(self.good(*self.arguments('(display "hello\n") (json/ref (inputs) "a")',
                                                   "--inputs", inputs)), 'hello\n[1,{}]\n')
        answer = json.loads(self.good(*self.arguments("(+ 1 2)"), "--json"))
        self.assertEqual((answer["ok"], answer["result"], answer["calls"]), (True, 3, 0))

    def test_no_value_is_an_answer_with_its_reason(self):
        self.assert_fails(1, r"Unbound variable: nothing.*\(eval.script_error\)",
                          *self.arguments("(nothing)"))
        self.assert_fails(2, "there is no session", "eval", self.write("s.scm", "1"),
                          "--tenant", "t", "--session", "none")
        self.assert_fails(2, "nowhere.scm", "eval", "nowhere.scm", "--tenant", "t",
                          "--session", "s")

    def test_the_example_publishes_a_report(self):
        files = self.folder / "files"
        files.mkdir()
        (files / "a").write_text("ann")
        self.call("evidence.permit", {"tenantId": "t", "directories": [str(files)], "sites": []})
        inputs = self.write("inputs.json", [str(files / "a")])
        printed = self.good("eval", ROOT / "examples" / "scheme" / "round.scm", "--tenant", "t",
                            "--session", self.session, "--inputs", inputs)
        answer = json.loads(printed)
        self.assertTrue(answer["ok"], answer)
        self.assertTrue(self.call("report.verify", answer["report"])["ok"])
        self.assertEqual(self.call("journal.replay", {})["differences"], [])


class ByTheServer(Scripts):
    def test_attacks_end_with_their_reasons_while_others_are_answered(self):
        server = self.serve()
        agent = self.new_token("--tenant", "t", principal="ann")
        # Which comes first is the machine's affair: loops that build nothing cost memory as well.
        either = ("eval.memory_limit", "eval.time_limit")
        attacks = {
            FOREVER: either,
            f"(catch #t (lambda () {FOREVER}) (lambda _ 1))": either,
            "(make-vector 200000000 0)": either,
            "(make-string 500000000 #\\a)": either,
            "(define (f n) (+ 1 (f n))) (f 1)": either,
            '(let loop () (display "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa") (loop))':
                ("eval.output_limit",),
            '(let loop () (attempt (lambda () (ffi.call "hello" (list))) list) (loop))':
                ("eval.call_limit",),
            '(open-file "/etc/passwd" "r")': ("eval.script_error",),
            "((@@ (guile) system) \"id\")": ("eval.script_error",),
            "car": ("eval.not_json",),
            "(string->number (make-string 30000000 #\\9))": either}
        statuses, stop = [], threading.Event()

        def decide():
            while not stop.is_set():
                statuses.append(server.ask("session.decide", {
                    "sessionId": self.session, "request": {"op": "read"}}, agent)[0])
        other = threading.Thread(target=decide)
        other.start()
        try:
            for script, reasons in attacks.items():
                status, answer = server.ask("eval", self.request(script), agent)
                self.assertEqual(status, 200)
                self.assertIn(answer["reason"], reasons, (script, answer))
        finally:
            stop.set()
            other.join()
        self.assertEqual(set(statuses), {200})
        self.assertGreater(len(statuses), 100)
        self.assertEqual(server.ask("eval", self.request("(* 6 7)"), agent)[1]["result"], 42)
        self.assertTrue(wait_for(lambda: len(self.workers_of(server)) == 1), "workers are left")

    def test_a_script_has_its_callers_rights_on_the_network(self):
        server = self.serve()
        agent = self.new_token("--tenant", "t", principal="ann")

        def code(script, token=agent):
            return server.ask("eval", self.request(script), token)[1].get("code")
        self.assertEqual(code('(report/publish (report/make "T" "S" (list)))'), "ops.not_permitted")
        self.assertEqual(code('(ffi.call "keys.list" (list))'), "eval.host_only")
        self.assertEqual(code('(ffi.call "eval" (list))'), "eval.nested")
        reader = self.new_token("--tenant", "t", capability="read")
        self.assertEqual(server.ask("eval", self.request("1"), reader)[0], 403)
        foreign = self.new_token("--tenant", "u", principal="ann")
        self.assertEqual(server.ask("eval", self.request("1"), foreign)[0], 403)

    def run_forever(self, server):
        """Starts a script that does not end; answers its worker and where its answer will be."""
        token = self.new_token("--tenant", "t", principal="ann")
        self.assertEqual(server.ask("eval", self.request("1"), token)[0], 200)
        nursery = set(self.workers_of(server))
        answers = []

        def ask():
            try:
                answers.append(server.ask("eval", self.request(FOREVER), token))
            except (OSError, ValueError, http.client.HTTPException):
                answers.append(None)  # the server was killed
        thread = threading.Thread(target=ask)
        thread.start()
        self.addCleanup(thread.join)
        self.assertTrue(wait_for(lambda: set(self.workers_of(server)) - nursery))
        worker, = set(self.workers_of(server)) - nursery
        return worker, thread, answers, token

    def test_a_worker_that_is_killed_costs_its_evaluation_alone(self):
        server = self.serve()
        worker, thread, answers, token = self.run_forever(server)
        os.kill(worker, signal.SIGKILL)
        thread.join()
        self.assertEqual(answers[0][1]["reason"], "eval.crashed")
        for pid in self.workers_of(server):  # the nursery, too
            os.kill(pid, signal.SIGKILL)
        self.assertTrue(wait_for(lambda: not self.workers_of(server)))
        self.assertEqual(server.ask("eval", self.request("2"), token)[1]["result"], 2)

    def test_workers_end_with_their_server(self):
        server = self.serve()
        worker, thread, _, _ = self.run_forever(server)
        server.stop(signal.SIGKILL)
        thread.join()
        self.assertTrue(wait_for(
            lambda: worker not in [pid for pid, _ in descendants("writ-eval")]))

    def test_few_run_at_once_and_the_others_are_told(self):
        server = self.serve()
        token = self.new_token("--tenant", "t", principal="ann")
        answers = []

        def ask():
            answers.append(server.ask("eval", self.request(FOREVER), token))
        threads = [threading.Thread(target=ask) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(sorted(status for status, _ in answers), [200, 200, 503, 503])


if __name__ == "__main__":
    unittest.main()
