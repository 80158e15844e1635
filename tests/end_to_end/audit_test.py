"""The journal as an auditor meets it, who has its files or its address, its key, and no trust."""
import base64
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import threading
import time
import unittest

from writ import CLINIC, ENVIRONMENT, READ, WRIT, Server, WritTest, bundle, sha256

KILLS = 6
CALLERS = 8


class AuditTest(WritTest):
    def setUp(self):
        super().setUp()
        self.good("policy", "install", self.write("b.json", bundle("1.0.0")))
        self.log = self.data / "journal"

    def head(self):
        return json.loads(self.good("--json", "audit", "head", "--publish"))

    def key(self):
        return self.head()["keys"][0]

    def decide(self, count):
        lines = "\n".join(json.dumps({"tenantId": "t", "request": {"op": "read",
                                                                   "resource": f"r-{i}"}})
                          for i in range(count))
        self.good("call", "policy.decide", "--lines", stdin=lines.encode())

    def verify(self, place, *flags, key=None):
        """(exit status, the findings, all that was said)"""
        run = self.writ("--json", "audit", "verify", place, "--key", key or self.trusted, *flags,
                        data=self.folder / "no-data-directory")
        self.assertFalse((self.folder / "no-data-directory").exists())
        said = run.stdout.decode()
        findings = json.loads(said)["findings"] if said else []
        return run.returncode, [(one["code"], one["place"]) for one in findings], said


class Auditing(AuditTest):
    def setUp(self):
        super().setUp()
        self.decide(600)
        self.trusted = self.key()

    def test_a_log_that_is_whole_verifies(self):
        status, findings, said = self.verify(self.log)
        self.assertEqual((status, findings), (0, []))
        self.assertEqual(json.loads(said)["size"], self.head()["size"])

    def test_over_http_without_a_credential(self):
        server = self.serve()
        url = f"http://127.0.0.1:{server.port}/journal"
        self.assertEqual(self.verify(url)[0], 0)
        status, headers, body = server.request("GET", "/journal/checkpoint")
        self.assertEqual(status, 200)
        self.assertEqual(headers["Content-Type"], "text/plain; charset=utf-8")
        self.assertEqual(headers["Cache-Control"], "no-cache")
        self.assertEqual(body.decode(), (self.log / "checkpoint").read_text())
        status, headers, body = server.request("GET", "/journal/tile/0/000")
        self.assertEqual((status, len(body)), (200, 8192))
        self.assertIn("immutable", headers["Cache-Control"])
        for wrong in ("wal/00000000000000000000.wal", "origin", "../writ.db", "tile/../origin",
                      "tile/0/000/", "tile/0/0", "tile/0/000.p/256", "", "%2e%2e/writ.db",
                      "tile/00/000", "checkpoint.new"):
            self.assertEqual(server.request("GET", f"/journal/{wrong}")[0], 404, wrong)
        self.assertEqual(server.request("POST", "/journal/checkpoint", b"{}")[0], 405)

    def test_readers_can_need_a_token(self):
        token = self.new_token(capability="read")
        other = self.new_token(capability="decide")
        server = self.serve("--journal-readers", "tokens")
        self.assertEqual(server.request("GET", "/journal/checkpoint")[0], 401)
        self.assertEqual(server.request("GET", "/journal/checkpoint", token=other)[0], 403)
        self.assertEqual(server.request("GET", "/journal/checkpoint", token=token)[0], 200)

    def test_entries_receipts_and_replay(self):
        shown = self.good("audit", "show", "10")
        self.assertIn("policy.decide", shown)
        lines = [json.loads(line) for line in self.good("audit", "show", "0..500").splitlines()]
        self.assertEqual([line["index"] for line in lines], list(range(500)))
        self.good("audit", "prove", "10", "--out", "10.tlog-proof")
        receipt = self.folder / "10.tlog-proof"
        self.assertEqual(self.verify(receipt)[0], 0)
        text = receipt.read_text()
        for damaged in (text.replace("index 10", "index 11"), text.replace("extra ", "extra A", 1),
                        text.replace("\n\n", "\nAAAA\n\n", 1), text[:-20]):
            self.assertNotEqual(self.verify(self.write("damaged", damaged))[0], 0)
        self.assertIn("600 decisions made again, 0 differ", self.good("audit", "replay"))
        self.assert_fails(2, "there is no entry", "audit", "prove", "100000")
        self.assert_fails(2, "index such as", "audit", "show", "ten")

    def test_a_body_is_forgotten_and_the_log_stays(self):
        entry = json.loads(self.good("--json", "audit", "show", "10"))
        self.assertEqual(entry["bodyState"], "kept")
        self.assertEqual(sha256(entry["body"]), entry["entry"]["requestHash"])
        self.good("audit", "erase", entry["entry"]["requestHash"])
        again = json.loads(self.good("--json", "audit", "show", "10"))
        self.assertEqual((again["bodyState"], again["entry"]), ("erased", entry["entry"]))
        self.assertNotIn("body", again)
        resource = entry["body"]["resource"].encode()
        for file in (self.log / "wal").iterdir():
            self.assertNotIn(b'"' + resource + b'"', file.read_bytes())
        self.head()
        self.assertEqual(self.verify(self.log)[0], 0)

    def test_another_key_is_no_key(self):
        other = self.folder / "other"
        self.good("policy", "install", self.folder / "b.json", data=other)
        wrong = json.loads(self.good("--json", "audit", "head", data=other))["keys"][0]
        status, findings, _ = self.verify(self.log, key=wrong)
        self.assertEqual((status, findings[0][0]), (1, "tlog.not_signed"))
        self.assert_fails(2, "key", "audit", "verify", self.log, "--key", "rubbish")

    def test_following_a_log_that_grows(self):
        server = self.serve()
        token = self.new_token()
        size = self.head()["size"]
        follower = subprocess.Popen(
            [WRIT, "audit", "follow", f"http://127.0.0.1:{server.port}/journal", "--key",
             self.trusted, "--from", str(size), "--interval", "50"],
            stdout=subprocess.PIPE, env=ENVIRONMENT)
        self.addCleanup(follower.stdout.close)
        self.addCleanup(follower.kill)
        for i in range(3):
            server.ask("policy.decide", {"tenantId": "t", "request": {"op": f"op-{i}"}}, token)
        seen = [json.loads(follower.stdout.readline()) for _ in range(3)]
        self.assertEqual([line["entry"]["op"] for line in seen], ["policy.decide"] * 3)
        self.assertEqual([line["index"] for line in seen], list(range(size, size + 3)))
        follower.send_signal(signal.SIGTERM)
        self.assertEqual(follower.wait(30), 0)


class Tampering(AuditTest):
    """What somebody with access to the files could do to them, each found and named."""

    def setUp(self):
        super().setUp()
        self.decide(600)
        self.trusted = self.key()
        self.copy = self.folder / "log"
        shutil.copytree(self.log, self.copy)

    def tampered(self, path, change):
        file = self.copy / path
        content = bytearray(file.read_bytes())
        change(content)
        file.write_bytes(content)
        status, findings, said = self.verify(self.copy)
        self.assertEqual(status, 1, said)
        shutil.rmtree(self.copy)
        shutil.copytree(self.log, self.copy)
        return findings

    def flip(self, at):
        def change(content):
            content[at] ^= 1
        return change

    def cut(self, content):
        del content[-10:]

    def test_a_flipped_bit(self):
        self.assertIn(("tlog.entry_mismatch", "tile/entries/001#256"),
                      self.tampered("tile/entries/001", self.flip(30)))
        self.assertIn(("tlog.entry_mismatch", "tile/entries/000#1"),
                      self.tampered("tile/0/000", self.flip(32)))
        found = self.tampered("tile/1/000.p/2", self.flip(3))
        self.assertEqual(found[0][1].split("#")[0], "tile/1/000.p/2")

    def test_a_truncated_tile(self):
        self.assertIn(("tlog.wrong_length", "tile/0/001"), self.tampered("tile/0/001", self.cut))
        self.assertIn(("tlog.bad_bundle", "tile/entries/001"),
                      self.tampered("tile/entries/001", self.cut))

    def test_a_missing_tile(self):
        for path in ("tile/0/000", "tile/entries/001"):
            (self.copy / path).unlink()
            status, findings, _ = self.verify(self.copy)
            self.assertEqual((status, findings[0]), (1, ("tlog.not_found", path)))
            shutil.copy(self.log / path, self.copy / path)
        (self.copy / "checkpoint").unlink()
        self.assertEqual(self.verify(self.copy)[1], [("tlog.not_found", "checkpoint")])

    def test_reordered_entries_and_tiles(self):
        def swap(content):
            first = 2 + int.from_bytes(content[:2], "big")
            second = 2 + int.from_bytes(content[first:first + 2], "big")
            content[:first + second] = content[first:first + second] + content[:first]
        found = self.tampered("tile/entries/000", swap)
        self.assertEqual({place for _, place in found},
                         {"tile/entries/000#0", "tile/entries/000#1"})
        a, b = (self.copy / "tile/0/000"), (self.copy / "tile/0/001")
        first, second = a.read_bytes(), b.read_bytes()
        a.write_bytes(second)
        b.write_bytes(first)
        self.assertEqual(self.verify(self.copy)[0], 1)

    def test_an_edited_checkpoint(self):
        text = (self.copy / "checkpoint").read_text()
        origin, size, root = text.splitlines()[:3]
        for edited in (text.replace(size, str(int(size) - 1)),
                       text.replace(root, base64.b64encode(bytes(32)).decode())):
            self.write("log/checkpoint", edited)
            self.assertEqual(self.verify(self.copy)[1], [("tlog.bad_signature", "checkpoint")])

    def test_a_fork(self):
        """Two continuations of one log, each good by itself; whoever saw one knows the other."""
        fork = self.folder / "fork"
        shutil.copytree(self.data, fork)
        self.decide(10)
        self.good("call", "policy.decide", "--lines", data=fork,
                  stdin="\n".join([json.dumps(READ)] * 10).encode())
        self.head()
        seen = self.write("seen", (self.log / "checkpoint").read_text())
        self.assertEqual(self.verify(self.log, "--against", seen)[0], 0)
        self.assertEqual(self.verify(fork / "journal")[0], 0)
        status, findings, _ = self.verify(fork / "journal", "--against", seen)
        self.assertEqual((status, findings[0][0]), (1, "tlog.fork"))
        self.good("decide", self.write("r.json", READ), data=fork)
        status, findings, _ = self.verify(fork / "journal", "--against", seen)
        self.assertEqual((status, findings[0][0]), (1, "tlog.inconsistent"))
        # The old log, cut back to before what was seen.
        status, findings, _ = self.verify(self.copy, "--against", seen)
        self.assertEqual((status, findings[0][0]), (1, "tlog.shrunk"))

    def test_our_own_server_does_not_go_on_from_it(self):
        checkpoint = self.log / "checkpoint"
        text = checkpoint.read_text()
        checkpoint.write_text(text.replace("\n", "\nx", 1))
        self.assert_fails(3, "damaged or was tampered with", "serve", "--listen", "127.0.0.1:0")
        checkpoint.write_text(text)
        wal = max((self.log / "wal").iterdir())
        content = bytearray(wal.read_bytes())
        content[60] ^= 1
        wal.write_bytes(content)
        self.assert_fails(3, "damaged at byte 0", "audit", "head")


class Killed(AuditTest):
    """A server that is killed while it decides: what it answered is in the log, in order."""

    def ask(self, server, token, caller, acknowledged):
        connection = server.connect()
        for i in range(1_000_000):
            request = {"op": "read", "resource": f"{caller}-{i}"}
            try:
                connection.request("POST", "/v1/policy.decide",
                                   json.dumps({"tenantId": "t", "request": request}),
                                   {"Authorization": f"Bearer {token}"})
                answer = connection.getresponse()
                decision = json.loads(answer.read())
            except Exception:  # killed
                break
            acknowledged.append((int(answer.headers["Writ-Journal-Index"]), request,
                                 decision["decisionHash"]))
        connection.close()

    def test_every_acknowledged_decision_is_in_the_log(self):
        pick = random.Random(3)
        token = self.new_token()
        total = 0
        for number in range(KILLS):
            server = Server(self.data)
            acknowledged = [[] for _ in range(CALLERS)]
            callers = [threading.Thread(target=self.ask, args=[server, token, f"{number}-{i}", got])
                       for i, got in enumerate(acknowledged)]
            for caller in callers:
                caller.start()
            time.sleep(pick.uniform(0.3, 1.5))
            server.stop(signal.SIGKILL)
            for caller in callers:
                caller.join()
            self.trusted = self.key()
            self.assertEqual(self.verify(self.log)[0], 0)
            self.check(acknowledged)
            total += sum(map(len, acknowledged))
        self.assertGreater(total, KILLS * CALLERS)
        self.assertEqual(self.head()["lost"], 0)

    def check(self, acknowledged):
        size = self.head()["size"]
        entries = [json.loads(line)["entry"] for line in
                   self.good("audit", "show", f"0..{size}").splitlines()]
        self.assertEqual([entry["sequence"] for entry in entries], list(range(size)))
        for of_caller in acknowledged:
            indexes = [index for index, _, _ in of_caller]
            self.assertEqual(indexes, sorted(set(indexes)))
            for index, request, decided in of_caller:
                self.assertEqual(entries[index]["decisionHash"], decided)
                self.assertEqual(entries[index]["tenant"], "t")
                counted = {**request, "ctx": {"principal": {"id": "nora"}}}
                self.assertEqual(entries[index]["requestHash"], sha256(counted))


class FullDisk(AuditTest):
    """A real one: a file system of a few megabytes, for who may mount one."""

    def setUp(self):
        super().setUp()
        self.small = self.folder / "small"
        self.small.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m,mode=0700", "tmpfs",
                                  self.small], stderr=subprocess.DEVNULL)
        if mounted.returncode != 0:
            self.skipTest("this user may not mount a file system")
        self.addCleanup(subprocess.run, ["umount", "-l", self.small], check=True)
        self.token = self.new_token()
        self.small_data = self.small / "data"
        shutil.copytree(self.data, self.small_data)
        self.log = self.small_data / "journal"

    def fill(self):
        filler = self.small / "filler"
        with open(filler, "wb") as file:
            try:
                while True:
                    os.write(file.fileno(), b"x" * 4096)
            except OSError:
                return filler

    def decide_until(self, server, wanted, body):
        for _ in range(500):
            status, answer = server.ask("policy.decide", body, self.token)
            if status == wanted:
                return answer
            time.sleep(0.01)
        self.fail(f"no answer {wanted}")

    def test_deny(self):
        server = Server(self.small_data)
        self.addCleanup(server.stop)
        self.decide_until(server, 200, READ)
        filler = self.fill()
        large = {"tenantId": "t", "request": {"op": "read", "resource": "x" * 5000}}
        answer = self.decide_until(server, 503, large)
        self.assertNotIn("allow", answer)
        self.assertEqual(server.request("GET", "/healthz")[0], 200)
        filler.unlink()
        self.assertTrue(self.decide_until(server, 200, READ)["allow"])
        server.stop()
        head = json.loads(self.good("--json", "audit", "head", "--publish", data=self.small_data))
        self.assertEqual(head["lost"], 0)
        self.trusted = head["keys"][0]
        self.assertEqual(self.verify(self.log)[0], 0)

    def test_stop(self):
        server = Server(self.small_data, "--journal-full", "stop")
        self.decide_until(server, 200, READ)
        self.fill()
        large = {"tenantId": "t", "request": {"op": "read", "resource": "x" * 5000}}
        try:
            self.decide_until(server, 503, large)
        except OSError:
            pass  # it has stopped already
        self.assertEqual(server.process.wait(30), 3)
        server.stop()


if __name__ == "__main__":
    unittest.main()
