"""`writ stamp restamp`: all of a tenant's stale stamps are stamped anew, by a command that says how
far it is, goes on where it was killed, and does nothing twice."""
import hashlib
import json
import os
import pty
import random
import re
import signal
import subprocess
import threading
import time
import unittest

from relay import Relay
from stamp_test import MEMORY, Killed, StampTest
from writ import ENVIRONMENT, PATIENCE, WRIT


class Batch(Killed):
    """Many stamps, of a memory each, and the command that stamps them anew."""
    STAMPS, CHUNK = 12, 4

    def setUp(self):
        super().setUp()
        self.call_all("stamp.issue", [
            {"questions": [self.about(f"patients/p-{n}/records/medication")]}
            for n in range(self.STAMPS)])
        self.before = self.all_kept()
        self.assertEqual(len(self.before), self.STAMPS)
        self.make_stale()
        self.size = self.journal_size()

    def make_stale(self):
        self.toggle_twice(self.call)

    def about(self, memory):
        scope = self.question["scope_resolution"] | {"object_ref": memory}
        return self.question | {"object_ref": memory, "scope_resolution": scope}

    def call_all(self, operation, bodies):
        lines = "\n".join(json.dumps(body) for body in bodies)
        answers = self.good("call", operation, "--lines", stdin=lines.encode())
        return [json.loads(answer) for answer in answers.splitlines()]

    def check_all(self, stamps):
        """What is said of each, as `check` asks of one."""
        got = self.call_all("stamp.get", [{"tenant_id": "clinic", "stamp_ref": stamp}
                                          for stamp in stamps])
        return self.call_all("stamp.check", [{
            "tenant_id": "clinic", "name": "memories", "stamp_ref": kept["stamp"]["stamp_id"],
            "object_ref": kept["stamp"]["object_ref"], "action": "retrieve",
            "context": kept["evaluation_contexts"][0]} for kept in (one["kept"] for one in got)])

    def command(self, *more, key="k"):
        return ["stamp", "restamp", "--tenant", "clinic", "--key", key, "--at-once",
                str(self.CHUNK), *more]

    def status(self, key="k"):
        return self.call("restamp.status", {"tenant_id": "clinic", "idempotency_key": key})

    def journal_size(self):
        return json.loads(self.good("--json", "audit", "head"))["size"]

    def assert_whole(self, after):
        """Of each stamp there is one successor, which holds in its place; there are no others."""
        ended = {id: stamp for id, stamp in after.items() if id in self.before}
        successors = {stamp["replacement_ref"] for stamp in ended.values()}
        self.assertEqual({stamp["lifecycle_state"] for stamp in ended.values()}, {"superseded"})
        self.assertEqual(successors, set(after) - set(self.before))
        self.assertEqual(len(successors), self.STAMPS)
        self.assertEqual({said["reason"] for said in self.check_all(self.before)},
                         {"stamp.superseded"})
        self.assertTrue(all(said["honoured"] for said in self.check_all(successors)))

    def assert_chains(self, after):
        """From each stamp its successors lead to one that holds: what was stamped anew before the
        state moved was stamped anew again."""
        ends = []
        for stamp in self.before:
            self.assertEqual(after[stamp]["lifecycle_state"], "superseded")
            while after[stamp]["lifecycle_state"] == "superseded":
                stamp = after.pop(stamp)["replacement_ref"]
            self.assertEqual(after.pop(stamp)["lifecycle_state"], "active")
            ends.append(stamp)
        self.assertEqual(after, {})
        self.assertTrue(all(said["honoured"] for said in self.check_all(ends)))

    def chunks(self):
        """The numbers of those in the journal, in its order."""
        told = [json.loads(line) for line in self.good(
            "audit", "show", f"{self.size}..{self.journal_size()}").splitlines()]
        done = [{"index": one["index"]} for one in told
                if one["entry"]["op"] == "restamp.run" and "count" in one["entry"]]
        return [shown["body"]["certificate"]["chunk"]
                for shown in self.call_all("journal.show", done)]

    def assert_once(self):
        """The journal has each chunk once."""
        self.assertEqual(self.chunks(), list(range(self.STAMPS // self.CHUNK)))


class Restamp(Batch):
    def make_stale(self):
        self.good("policy", "install", MEMORY / "bundle_2.json")

    def data_directory(self):
        return {str(path): hashlib.sha256(path.read_bytes()).hexdigest()
                for path in self.data.rglob("*") if path.is_file()}

    def test_a_plan_says_what_it_would_come_to_and_changes_nothing(self):
        before = self.data_directory()
        said = self.good(*self.command("--plan"))
        planned = json.loads(self.good("--json", *self.command("--plan")))
        self.assertEqual(self.good("stamp", "restamp", "--tenant", "clinic", "--plan",
                                   "--at-once", str(self.CHUNK)), said)  # needs no key
        self.assertEqual(self.data_directory(), before)
        self.assertEqual(self.status()["reason"], "restamp.unknown_batch")
        self.assertEqual((planned["chunks"], planned["weighed"]), (3, self.STAMPS))
        tally = planned["estimate"]
        self.assertEqual(sum(tally.values()), self.STAMPS)
        self.assertRegex(said, "^12 stamps, in 3 chunks\n")
        self.assertIn(f"{tally['keep']} kept, {tally['downgrade']} downgraded, ", said)
        for change in planned["changes_by_axis"]:
            self.assertRegex(said, rf"\n{change['axis']} +lower for {change['downgraded']}, "
                                   rf"above the root for {change['exceeds_ceiling']}\n")
        done = json.loads(self.good("--json", *self.command()))
        self.assertEqual(done["batch"]["tally"], tally)
        self.assertTrue(self.good(*self.command("--plan")).startswith("0 stamps"))

    def test_after_an_activation_all_of_a_tenants_are_stamped_anew(self):
        run = self.writ("--json", *self.command())
        self.assertEqual((run.returncode, run.stderr), (0, b""))
        line, = run.stdout.splitlines()
        batch = json.loads(line)["batch"]
        self.assertEqual((batch["state"], batch["chunks_done"]), ("done", 3))
        self.assertEqual(batch, self.status()["batch"])
        tally = batch["tally"]
        self.assertEqual(sum(tally.values()), self.STAMPS)
        self.assertEqual(self.good(*self.command()),
                         f"done: {tally['keep']} kept, {tally['downgrade']} downgraded, "
                         f"{tally['block']} blocked, {tally['passed_over']} passed over\n")
        self.assert_whole(self.all_kept())
        self.assert_once()

    def test_the_same_key_again_answers_what_was_done_and_does_nothing(self):
        first = self.good("--json", *self.command())
        kept = self.all_kept()
        self.assertEqual(self.good("--json", *self.command()), first)
        self.toggle_twice(self.call)  # all of them are stale again: that is another batch's
        self.assertEqual(self.good("--json", *self.command()), first)
        self.assertEqual(self.all_kept(), kept)
        self.assert_once()
        other = json.loads(self.good("--json", *self.command(key="l")))
        self.assertEqual(sum(other["batch"]["tally"].values()), self.STAMPS)

    def test_the_same_key_with_another_quota_is_refused_with_a_way_out(self):
        first = self.good("--json", *self.command())
        other = ["stamp", "restamp", "--tenant", "clinic", "--key", "k", "--at-once", "5"]
        run = self.writ("--json", *other)
        self.assertEqual((run.returncode, json.loads(run.stdout)["reason"]),
                         (1, "quota.another_operation"))
        said = self.assert_fails(1, r"quota\.another_operation", *other)
        self.assertEqual(json.loads(first)["batch"], self.status()["batch"])
        self.assertRegex(said, "refused: .*(--at-once|key)")


class RestampArguments(StampTest):
    def setUp(self):
        super().setUp()
        self.stamp = self.issue()["stamp"]["stamp_id"]
        self.call("state.set", {"tenant_id": "clinic", "toggle": "incognito", "on": True})

    def restamp(self, *arguments, **more):
        return self.writ("stamp", "restamp", *arguments, **more)

    def assert_nothing_done(self):
        kept = self.call("stamp.get", {"tenant_id": "clinic", "stamp_ref": self.stamp})["kept"]
        self.assertEqual(kept["stamp"]["lifecycle_state"], "active")

    def test_what_is_missing_or_cannot_be_is_named(self):
        both, nowhere = ["--tenant", "clinic", "--key", "k"], self.folder / "nowhere"
        for arguments, named in (
                ([], "--tenant|--key"), (both[2:], "--tenant"), (both[:2], "--key"),
                ([*both, "more"], "more"),
                ([*both, "--at-most", "1"], "--at-most"),
                *(([*both, "--at-once", value], r"--at-once.* 1 (to|-) 100000")
                  for value in ("0", "-1", "100001", "1.5", "many", "", "99999999999999999999"))):
            run = self.restamp(*arguments, data=nowhere)
            self.assertEqual((run.returncode, run.stdout), (2, b""), arguments)
            self.assertRegex(run.stderr.decode(), named)
        self.assertFalse(nowhere.exists())
        self.assert_nothing_done()

    def test_names_that_cannot_be_are_named(self):
        for name in ("x" * 513, "a\nb", "a\033[2Jb"):
            said = self.assert_fails(2, r"(?s)at /idempotency_key: .* 1 to 512 bytes", "stamp",
                                     "restamp", "--tenant", "clinic", "--key", name)
            self.assertNotIn("\033", said)
            self.assert_fails(2, r"(?s)at /tenant_id: .* 1 to 512 bytes", "stamp", "restamp",
                              "--tenant", name, "--key", "k")
        self.assert_nothing_done()

    def test_a_tenant_that_nobody_knows_is_not_done(self):
        for more in ([], ["--plan"]):
            self.assert_fails(2, "nobody", "stamp", "restamp", "--tenant", "nobody", "--key", "k",
                              *more)

    def test_a_flag_is_not_taken_for_a_key_that_was_left_out(self):
        run = self.restamp("--tenant", "clinic", "--key", "--plan")
        self.assert_nothing_done()
        self.assertEqual(run.returncode, 2)


class RestampOfAServer(Batch):
    """The command goes through the socket of a server that holds the data directory."""

    def relay(self, look):
        """Has the command's answers looked at on their way, those about a batch."""
        server = self.serve()
        relay = Relay(self.data, lambda answer: "batch" in answer and look(answer))
        self.addCleanup(relay.end)
        return server


class RestampProgress(RestampOfAServer):
    def setUp(self):
        super().setUp()
        answers = []

        def hold_up_the_first(answer):
            answers.append(answer)
            if len(answers) == 1:
                time.sleep(1.1)  # the bar waits a second, too

        self.relay(hold_up_the_first)

    def run_with(self, **streams):
        return subprocess.Popen([WRIT, "--json", *self.command(), "--data", self.data],
                                env=ENVIRONMENT, stdin=subprocess.DEVNULL, **streams)

    def shown_on_a_terminal(self, stream, other):
        """What a terminal shows of one of the two streams, and what the other one gets."""
        ours, terminal = pty.openpty()
        process = self.run_with(**{stream: terminal, other: subprocess.PIPE})
        os.close(terminal)
        shown = b""
        try:
            while piece := os.read(ours, 1 << 16):
                shown += piece
        except OSError:  # the other end is closed
            pass
        os.close(ours)
        told = process.communicate(timeout=PATIENCE)[("stdout", "stderr").index(other)]
        self.assertEqual(process.returncode, 0, shown)
        return shown.decode(), told.decode()

    def test_a_bar_is_drawn_on_a_terminal_and_taken_away(self):
        shown, told = self.shown_on_a_terminal("stderr", "stdout")
        self.assertTrue(shown.startswith(f"\r[{'#' * 10}{'.' * 20}] 4 of 12 stamps"), shown)
        self.assertRegex(shown, r"^(\r\[#+\.+\] (4|8) of 12 stamps)+\r\x1b\[K$")
        self.assertEqual(json.loads(told)["batch"]["state"], "done")

    def test_none_where_standard_error_is_a_pipe(self):
        shown, told = self.shown_on_a_terminal("stdout", "stderr")
        self.assertEqual(told, "")
        self.assertEqual(json.loads(shown)["batch"]["state"], "done")


class RestampWhileTheStateMoves(RestampOfAServer):
    STAMPS, CHUNK = 120, 2

    def test_a_chunk_that_the_state_moved_under_is_asked_about_again(self):
        token, reasons, enough = self.speaker(), [], threading.Event()

        def look(answer):
            reasons.append(answer.get("reason"))
            if reasons[-1]:
                enough.set()

        server = self.relay(look)

        def keep_moving():
            while not enough.is_set():
                self.toggle_twice(lambda *asked: self.answer(server, *asked, token))

        mover = threading.Thread(target=keep_moving)
        mover.start()
        try:
            self.good(*self.command())
        finally:
            enough.set()
            mover.join()
        self.assertIn("stamp.state_moved", reasons)
        chunks = self.chunks()
        self.assertEqual(chunks, list(range(len(chunks))))
        self.good(*self.command(key="l"))  # for those that were stale again when it had passed them
        self.assert_chains(self.all_kept())


class KillBatch(Batch):
    STAMPS, CHUNK = 240, 2

    def test_a_batch_goes_on_and_does_no_chunk_twice(self):
        token = self.speaker()

        def run(ask):
            batch = ask("restamp.run", {
                "tenant_id": "clinic", "idempotency_key": "k", "chunks": 1,
                "quota": {"max_object_count": self.CHUNK, "max_policy_decision_count": 10_000,
                          "on_quota_exceeded": "chunk_and_continue"}})["batch"]
            return batch["state"] == "done"

        kills = 0
        while self.ask_until_killed(token, run, 0.06):
            kills += 1
        self.assertGreater(kills, 1)
        self.assert_whole(self.all_kept())
        self.assert_once()

    def run_for(self, seconds):
        """What the command says, and nothing where it was killed before it was done."""
        process = subprocess.Popen([WRIT, *self.command(), "--data", self.data], env=ENVIRONMENT,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            said, complaint = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            return None
        self.assertEqual((process.returncode, complaint), (0, b""))
        return said.decode()

    def test_the_command_goes_on_and_does_no_chunk_twice(self):
        stood, longest = [0], 0.08
        while (said := self.run_for(random.uniform(0.02, longest))) is None:
            stood.append(self.status().get("batch", {}).get("chunks_done", 0))
            longest *= 1.2  # it may be slow to begin with
        self.assertEqual(stood, sorted(stood))
        self.assertGreater(len(set(stood)), 2, "it was never killed half-way")
        self.assertEqual(sum(map(int, re.findall(r"\d+", said))), self.STAMPS)
        self.assertTrue(said.startswith("done: "))
        self.assert_whole(self.all_kept())
        self.assert_once()


class RestampByAServer(Batch):
    """One that is told to follows every change by itself."""
    STAMPS, CHUNK = 240, 2

    def make_stale(self):
        pass

    def followed(self):
        """Whether each stamp has been followed by one that holds."""
        kept = self.all_kept()
        active = [id for id, stamp in kept.items() if stamp["lifecycle_state"] == "active"]
        return (not any(stamp in active for stamp in self.before)
                and all(said["honoured"] for said in self.check_all(active)))

    def wait_until_followed(self):
        deadline = time.monotonic() + PATIENCE
        while not self.followed():
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.1)

    def test_it_follows_each_change(self):
        server = self.serve("--restamp", "100")
        for _ in range(2):
            before = self.all_kept()
            self.toggle_twice(self.call)
            self.wait_until_followed()
            self.assertLess(len(before), len(self.all_kept()))
        server.stop()
        self.assert_chains(self.all_kept())

    def test_killed_half_way_it_goes_on(self):
        self.toggle_twice(self.call)
        stood, longest = [0], 0.05
        while not self.followed():
            server = self.serve("--restamp", str(self.CHUNK))
            time.sleep(random.uniform(0, longest))
            server.stop(signal.SIGKILL)
            longest *= 1.1  # it may be slow to begin with
            stood.append(len(self.chunks()))
        self.assertGreater(len(set(stood)), 2, "it was never killed half-way")
        self.assert_whole(self.all_kept())
        self.assert_once()

    def test_unless_it_is_told_to_it_does_not(self):
        self.serve()
        self.toggle_twice(self.call)
        time.sleep(0.6)  # longer than between two looks
        self.assertEqual({stamp["lifecycle_state"] for stamp in self.all_kept().values()},
                         {"active"})


if __name__ == "__main__":
    unittest.main()
