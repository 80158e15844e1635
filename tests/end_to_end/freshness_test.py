"""What begins after a change was acknowledged goes by it or is refused: on three nodes that share a
PostgreSQL database, under load, held up, killed, with the database restarted.

`freshness_test.py PROGRAM [--checks N]`: how many checks begin under load.
"""
import http.client
import itertools
import json
import os
import random
import signal
import sys
import threading
import time
import unittest

from one_way import OneWay, TO_NODE, TO_SERVER
from postgres import Postgres
from writ import Server, WritTest, bundle, faked_clock

CHECKS = 3_000
if "--checks" in sys.argv:
    at = sys.argv.index("--checks")
    CHECKS = int(sys.argv[at + 1])
    del sys.argv[at:at + 2]

LEASE = 0.5     # seconds, the default
SLACK = 1.5     # seconds that a busy machine may take longer
SOON = 20       # seconds, before a test gives up on a node that should have recovered
NAMES = "abc"
ASKED = {"tenant_id": "t"}
BROKEN = (OSError, http.client.HTTPException)  # of a node that was killed while it was asked


def setUpModule():
    global postgres
    postgres = Postgres()
    unittest.addModuleCleanup(postgres.close)


class Acknowledged:
    """The highest state that anybody was told of, by the number of toggles in it."""

    def __init__(self, number):
        self.number = number
        self.lock = threading.Lock()

    def one_more(self):
        with self.lock:
            self.number += 1

    def now(self):
        with self.lock:
            return self.number


class Nodes(WritTest):
    def setUp(self):
        super().setUp()
        self.url = postgres.url(postgres.make_database())
        self.good("policy", "install", self.write("bundle.json", bundle("1.0.0")), "--store",
                  self.url, data=self.folder / "a")
        self.token = self.good("credentials", "create", "--principal", "gate", "--tenant", "t",
                               "--capability", "read", "--capability", "operate", "--capability",
                               "decide", data=self.folder / "a").strip()
        self.nodes = {name: self.start(name) for name in NAMES}
        for name in NAMES:
            self.until_it_answers(name)
        self.on = itertools.cycle([True, False])
        self.acknowledged = Acknowledged(self.generation("a"))

    def start(self, name, **more):
        server = Server(self.folder / name, "--store", self.url, **more)
        self.addCleanup(lambda: self.end(server))
        return server

    @staticmethod
    def end(server):
        if server.process.poll() is None:
            server.process.send_signal(signal.SIGCONT)
        server.stop(signal.SIGKILL)

    def hold(self, name):
        os.kill(self.nodes[name].process.pid, signal.SIGSTOP)

    def let_go(self, name):
        os.kill(self.nodes[name].process.pid, signal.SIGCONT)

    def ask(self, name, operation="state.get", body=ASKED, **more):
        return self.nodes[name].ask(operation, body, self.token, **more)

    @staticmethod
    def generation_in(answer):
        return int(answer["freshness_key"]["effective_state_generation_id"].split(".")[1])

    def generation(self, name):
        status, answer = self.ask(name)
        self.assertEqual(status, 200, answer)
        return self.generation_in(answer)

    def until_it_answers(self, name):
        deadline = time.monotonic() + SOON
        while True:
            status, answer = self.ask(name)
            if status == 200:
                return self.generation_in(answer)
            self.assertLess(time.monotonic(), deadline, answer)
            time.sleep(0.02)

    def toggle(self, name, **more):
        """Seconds that it took to be acknowledged; None where it was not."""
        began = time.monotonic()
        try:
            status, answer = self.ask(name, "state.set",
                                      {**ASKED, "toggle": "incognito", "on": next(self.on)},
                                      **more)
        except BROKEN:
            return None
        took = time.monotonic() - began
        if status != 200:
            return None
        if answer["changed"]:
            self.acknowledged.one_more()
        return took

    def check(self, name, connection=None):
        """Begins an operation now: whether it was answered, which must be from what is known."""
        known = self.acknowledged.now()
        status, answer = self.ask(name, connection=connection)
        if status != 200:
            return False
        self.assertGreaterEqual(self.generation_in(answer), known)
        return True


class Acknowledgement(Nodes):
    def test_counts_on_every_node_at_once(self):
        for turn in range(30):
            self.assertIsNotNone(self.toggle(NAMES[turn % 3]))
            for name in NAMES:
                self.assertTrue(self.check(name))

    def test_every_answer_says_until_when_it_counts(self):
        for _ in range(3):
            _, answer = self.ask("a")
            self.assertRegex(answer["honoured_until"], r"^20\d\d-")
        deadline = time.monotonic() + SOON
        while True:
            status, decision = self.ask("a", "policy.decide", {"tenantId": "t",
                                                               "request": {"op": "read"}})
            self.assertEqual(status, 200, decision)
            self.assertIn("honouredUntil", decision)
            _, hello = self.ask("b", "hello", {"tenantId": "t"})
            # A node that started last may have told the others of its key a moment ago.
            if decision["freshnessGeneration"] == hello["freshness-generation"]:
                break
            self.assertLess(time.monotonic(), deadline, (decision, hello))

    def test_every_door_says_until_when_an_answer_counts(self):
        _, explained = self.ask("a", "policy.explain", {"tenantId": "t", "request": {"op": "read"}})
        self.assertIn("honouredUntil", explained["decision"])
        question = {"subject": {"type": "user", "id": "ann"}, "action": {"name": "read"},
                    "resource": {"type": "record", "id": "r"}}
        for path, body, answer_in in (
                ("evaluation", question, lambda whole: whole),
                ("evaluations", {"evaluations": [question]},
                 lambda whole: whole["evaluations"][0])):
            status, _, content = self.nodes["a"].request("POST", f"/access/v1/{path}", body,
                                                         self.token)
            self.assertEqual(status, 200, content)
            context = answer_in(json.loads(content))["context"]
            self.assertRegex(context["honouredUntil"], r"^20\d\d-")
            self.assertIn("freshnessGeneration", context)

    def test_waits_once_for_a_node_that_is_held_up(self):
        self.hold("c")
        first = self.toggle("a")
        self.assertIsNotNone(first)
        self.assertLess(first, LEASE + SLACK)
        self.assertLess(min(self.toggle("a") for _ in range(3)), LEASE)
        self.let_go("c")
        for _ in range(200):
            self.check("c")
        self.assertEqual(self.until_it_answers("c"), self.acknowledged.now())

    def test_waits_for_no_node_that_was_stopped(self):
        self.assertEqual(self.nodes["c"].stop(), 0)
        self.assertLess(min(self.toggle("a") for _ in range(3)), LEASE)


class UnderLoad(Nodes):
    """Checks on every node while one toggles and others have a bad time."""

    def setUp(self):
        super().setUp()
        self.stop = threading.Event()
        self.begun = {name: 0 for name in NAMES}
        self.answered = {name: 0 for name in NAMES}
        self.wrong = []

    def keep_checking(self, name, most):
        connection = self.nodes[name].connect()
        while not self.stop.is_set() and self.begun[name] < most:
            self.begun[name] += 1
            try:
                self.answered[name] += self.check(name, connection)
            except BROKEN:
                connection.close()
                connection = self.nodes[name].connect()
            except AssertionError as wrong:
                self.wrong.append(f"{name}: {wrong}")
                break
        connection.close()

    def keep_toggling(self, names):
        for name in itertools.cycle(names):
            if self.stop.is_set():
                return
            self.toggle(name)
            time.sleep(random.random() / 50)

    def under_load(self, trouble, checks, toggling="a"):
        threads = [threading.Thread(target=self.keep_checking, args=(name, checks // 3))
                   for name in NAMES]
        toggles = threading.Thread(target=self.keep_toggling, args=(toggling,))
        before = self.acknowledged.now()
        for thread in [*threads, toggles]:
            thread.start()
        try:
            trouble()
            for thread in threads:
                thread.join()
        finally:
            self.stop.set()
            for thread in [*threads, toggles]:
                thread.join()
        self.assertEqual(self.wrong, [])
        self.assertGreater(self.acknowledged.now(), before)


class Load(UnderLoad):
    def test_no_check_is_answered_from_before_an_acknowledged_toggle(self):
        self.under_load(lambda: None, CHECKS, toggling=NAMES)
        self.assertEqual(sum(self.begun.values()), CHECKS // 3 * 3)
        self.assertGreater(sum(self.answered.values()), CHECKS // 2)

    def test_not_while_nodes_are_held_up(self):
        def trouble():
            for turn in range(4):
                name = "bc"[turn % 2]
                self.hold(name)
                time.sleep(LEASE + 0.3 if turn < 2 else 0.2)
                self.let_go(name)
                time.sleep(0.2)
            self.stop.set()

        self.under_load(trouble, 10**9)
        for name in NAMES:
            self.assertEqual(self.until_it_answers(name), self.generation("a"))

    def test_not_while_nodes_are_killed(self):
        """Whatever they are at: toggling, waiting for others, answering, or starting."""
        def trouble():
            for turn in range(6):
                name = NAMES[turn % 3]
                time.sleep(random.random() / 5)
                self.nodes[name].stop(signal.SIGKILL)
                self.nodes[name] = self.start(name)
            time.sleep(0.3)
            self.stop.set()

        self.under_load(trouble, 10**9, toggling=NAMES)
        self.assertEqual({self.until_it_answers(name) for name in NAMES}, {self.generation("a")})

    def test_not_while_the_database_is_restarted(self):
        def trouble():
            for _ in range(2):
                time.sleep(0.3)
                postgres.kill()
                time.sleep(0.3)
                postgres.start()
                for name in NAMES:
                    self.until_it_answers(name)
            self.stop.set()

        self.under_load(trouble, 10**9)


class CutOneWay(UnderLoad):
    """Of the connections of one node something arrives, and something does not."""

    def not_while_lost(self, direction):
        line = OneWay(postgres.folder)
        self.addCleanup(line.close)
        self.assertEqual(self.nodes["c"].stop(), 0)
        self.url = self.url.replace(str(postgres.folder), str(line.folder))
        self.nodes["c"] = self.start("c")
        self.until_it_answers("c")
        refused = []

        def trouble():
            for _ in range(3):
                time.sleep(0.2)
                line.cut(direction)
                time.sleep(LEASE + 0.2)
                refused.append(self.ask("c"))
                line.mend()
                self.until_it_answers("c")
            self.stop.set()

        self.under_load(trouble, 10**9)
        for status, answer in refused:
            self.assertEqual(status, 503, answer)
            self.assertIn("node.lease_ended", json.dumps(answer))
        self.assertEqual(self.until_it_answers("c"), self.generation("a"))

    def test_not_while_a_node_says_what_it_knows_and_hears_nothing(self):
        self.not_while_lost(TO_NODE)

    def test_not_while_a_node_is_not_heard(self):
        self.not_while_lost(TO_SERVER)


class Everything(UnderLoad):
    def setUp(self):
        super().setUp()
        self.line = OneWay(postgres.folder)
        self.addCleanup(self.line.close)

    def hold_up(self):
        name = random.choice(NAMES)
        self.hold(name)
        time.sleep(random.random() * 2 * LEASE)
        self.let_go(name)

    def kill_and_start(self):
        name = random.choice(NAMES)
        self.nodes[name].stop(signal.SIGKILL)
        self.nodes[name] = self.start(name)

    def restart_the_database(self):
        postgres.kill()
        time.sleep(random.random() * 2 * LEASE)
        postgres.start()

    def cut_one_way(self):
        self.line.cut(random.choice([TO_NODE, TO_SERVER]))
        time.sleep(random.random() * 2 * LEASE)
        self.line.mend()

    def test_not_whatever_happens(self):
        """Each trouble at least once, for as long as there are checks to begin."""
        self.assertEqual(self.nodes["c"].stop(), 0)
        self.url = self.url.replace(str(postgres.folder), str(self.line.folder))
        self.nodes["c"] = self.start("c")
        troubles = [self.hold_up, self.kill_and_start, self.restart_the_database,
                    self.cut_one_way]
        times = 0

        def trouble():
            nonlocal times
            while times < len(troubles) or sum(self.begun.values()) < CHECKS // 3 * 3:
                troubles[times % len(troubles)]()
                for name in NAMES:
                    self.until_it_answers(name)
                time.sleep(random.random())
                times += 1
                if self.wrong:
                    break
            self.stop.set()

        self.under_load(trouble, 10**9, toggling=NAMES)
        print(f"{sum(self.begun.values())} checks, {sum(self.answered.values())} answered, "
              f"{self.acknowledged.now()} toggles acknowledged, {times} troubles")
        self.assertEqual({self.until_it_answers(name) for name in NAMES}, {self.generation("a")})


class Clock(UnderLoad):
    """The time of day of one node is set forward and back: leases are by another clock."""

    def test_not_while_the_clock_of_a_node_is_set(self):
        clock = self.folder / "clock"
        clock.write_text("+0")
        environment = faked_clock(clock)
        self.assertEqual(self.nodes["c"].stop(), 0)
        self.nodes["c"] = self.start("c", env=environment)
        self.until_it_answers("c")
        seen = []

        def trouble():
            for set_by in ("+3600", "-3600", "+86400", "+0"):
                clock.write_text(set_by)
                time.sleep(0.3)
                until = self.ask("c")[1]["honoured_until"]
                seen.append(until > self.ask("a")[1]["honoured_until"])
                self.assertIsNotNone(self.toggle("c"))
            self.stop.set()

        self.under_load(trouble, 10**9)
        self.assertEqual(seen[:3], [True, False, True])
        self.assertGreater(self.answered["c"], 100)


class CutOff(Nodes):
    def test_a_node_that_cannot_reach_the_database_refuses_and_says_why(self):
        postgres.kill()
        try:
            deadline = time.monotonic() + LEASE + SLACK
            while (asked := self.ask("a"))[0] == 200:
                self.assertLess(time.monotonic(), deadline)
            self.assertEqual(asked[0], 503)
            self.assertIn("node.lease_ended", json.dumps(asked[1]))
        finally:
            postgres.start()
        self.until_it_answers("a")
        self.assertEqual(self.generation("a"), self.acknowledged.now())


if __name__ == "__main__":
    unittest.main()
