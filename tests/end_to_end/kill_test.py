"""Processes that are killed in the middle of `policy.put`. Afterwards the old or the new bundle is
in force, never neither, what was acknowledged is there, and everything goes on.

Every round puts a new version and kills whoever does it at a moment that is drawn from the time
that a put takes, as the rounds so far showed it.
"""
import json
import random
import signal
import subprocess
import threading
import time
import unittest

from writ import ENVIRONMENT, READ, WRIT, UnixConnection, WritTest, bundle

ROUNDS = 20  # each way
WEIGHT = 20_000  # bytes of text in each bundle, so that there is something to write


class Moment:
    """When to kill: drawn from a span that shrinks when it was too late and grows when not."""

    def __init__(self):
        self.random = random.Random(8421)
        self.span = 0.05  # seconds

    def wait(self):
        time.sleep(self.random.uniform(0, self.span))

    def was(self, too_late):
        self.span *= 0.7 if too_late else 1.2


class KilledPut(WritTest):
    def setUp(self):
        super().setUp()
        self.contents = self.sign_all(
            [bundle(f"1.0.{i}", "allow" if i % 2 else "deny", changelog="x" * WEIGHT)
             for i in range(ROUNDS + 1)])
        self.files = [self.write(f"{i}.json", content) for i, content in enumerate(self.contents)]
        self.hashes = [content["bundle"]["policyHash"] for content in self.contents]
        self.good("policy", "put", self.files[0])
        self.in_force = 0
        self.generation = 1

    def check(self, number, acknowledged):
        """After the attempt to put version `number`: what is in force, by every account of it."""
        decision = self.call("policy.decide", READ)
        allowed = [number] if acknowledged else [self.in_force, number]
        self.assertIn(decision["policyHash"], [self.hashes[i] for i in allowed])
        now = self.hashes.index(decision["policyHash"])
        self.assertEqual(decision["allow"], bool(now % 2))
        policy, = self.call("policy.list", {"tenantId": "t"})["policies"]
        self.assertEqual(policy["policyHash"], self.hashes[now])
        self.assertEqual(policy["inForce"], f"1.0.{now}")
        self.generation += now != self.in_force
        self.assertEqual(policy["generation"], self.generation)
        self.in_force = now

    def test_the_command(self):
        moment, stayed = Moment(), 0
        for number in range(1, ROUNDS + 1):
            process = subprocess.Popen(
                [WRIT, "policy", "put", self.files[number], "--data", self.data],
                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=ENVIRONMENT)
            moment.wait()
            process.kill()
            said, _ = process.communicate()
            moment.was(process.returncode != -signal.SIGKILL)
            self.check(number, said.startswith(b"in force:"))
            stayed += self.in_force != number
        self.assertTrue(0 < stayed < ROUNDS, f"{stayed} of {ROUNDS} puts had no effect")

    def put_at_server(self, number, acknowledged):
        """Puts through the socket of a server that may be killed meanwhile."""
        connection = UnixConnection(self.data / "writ.sock")
        try:
            connection.request("POST", "/v1/policy.put", json.dumps(self.contents[number]))
            answer = connection.getresponse()
            if answer.status == 200 and json.loads(answer.read())["ok"]:
                acknowledged.set()
        except (OSError, ValueError, EOFError) as gone:
            del gone  # it was killed before it answered
        except Exception as half:  # http.client's own: an answer that was cut off
            self.assertFalse(acknowledged.is_set(), half)
        finally:
            connection.close()

    def test_the_server(self):
        moment, stayed = Moment(), 0
        for number in range(1, ROUNDS + 1):
            server = self.serve()
            acknowledged = threading.Event()
            putter = threading.Thread(target=self.put_at_server, args=[number, acknowledged])
            putter.start()
            moment.wait()
            server.stop(signal.SIGKILL)
            putter.join()
            moment.was(acknowledged.is_set())
            self.check(number, acknowledged.is_set())
            stayed += self.in_force != number
        self.assertTrue(0 < stayed < ROUNDS, f"{stayed} of {ROUNDS} puts had no effect")


if __name__ == "__main__":
    unittest.main()
