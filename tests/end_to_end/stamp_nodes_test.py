"""Stamps on three nodes that share a PostgreSQL database. One that was issued on any of them is
honoured on all, and on none by a check that begins after what ended it was acknowledged.

The database, the nodes and the load on them are those of `freshness_test.py`.
"""
import itertools
import json
import random
import threading
import time
import unittest

from freshness_test import ASKED, NAMES, SOON, UnderLoad, setUpModule
from stamp_test import MEMORY, SCOPE

OF_POLICY = {**ASKED, "name": "memories"}
TURNS = 30  # stamps that are issued and ended under load


class OnNodes(UnderLoad):
    def setUp(self):
        super().setUp()
        self.data = self.folder / "a"  # commands are for node a
        self.token = self.new_token(
            "--tenant", "t", "--speaks-for-tenant", "--capability", "read", "--capability",
            "operate", "--capability", "decide", capability="administer")
        self.question = json.loads((MEMORY / "question.json").read_text()) | {"tenant_id": "t"}
        self.call("principal.put", {"tenantId": "t", "principal": self.question["principal"]})
        policy = json.loads((MEMORY / "bundle_1.json").read_text()) | {"tenantId": "t"}
        self.policies = iter(self.sign_all([policy | {"version": f"1.{minor}.0"}
                                            for minor in range(10)]))
        self.activate("a")

    def answer(self, name, operation, body):
        """Asks again where a busy machine let the node's lease end: to refuse keeps the promise."""
        deadline = time.monotonic() + SOON
        while (asked := self.ask(name, operation, body))[0] == 503:
            self.assertLess(time.monotonic(), deadline, asked[1])
            time.sleep(0.02)
        self.assertEqual(asked[0], 200, asked[1])
        return asked[1]

    def activate(self, name, _=None):
        """The next version of the policy, which allows what the one before did."""
        put = self.answer(name, "policy.put", next(self.policies))
        self.assertTrue(put["ok"] and put["inForce"], put)

    def issue(self, name, **more):
        """What a check of a new stamp asks."""
        key = self.answer(name, "state.get", OF_POLICY)["freshness_key"]
        question = self.question | {"scope_resolution": SCOPE | {"freshness_key": key}}
        issued = self.answer(name, "stamp.issue", {"questions": [question], **more})
        self.assertTrue(issued["ok"], issued)
        return {**OF_POLICY, "stamp_ref": issued["stamp"]["stamp_id"],
                "object_ref": question["object_ref"], "action": question["action"],
                "context": issued["evaluation_contexts"][0]}

    def said_of(self, stamp, name):
        """`honoured`, or the reason why not."""
        answer = self.answer(name, "stamp.check", stamp)
        self.assertEqual(answer["honoured"], "reason" not in answer)
        return answer.get("reason", "honoured")

    def said_everywhere(self, stamp):
        return {name: self.said_of(stamp, name) for name in NAMES}


class Ended(OnNodes):
    def flip(self, name, _):
        """A toggle that does not forbid what is stamped: that the state moved is enough."""
        self.assertIsNotNone(self.toggle(name))

    def invalidate(self, name, stamp):
        ended = self.answer(name, "stamp.invalidate", {
            **OF_POLICY, "stamp_ref": stamp["stamp_ref"], "reason_codes": []})
        self.assertTrue(ended["ok"], ended)

    def test_by_a_change_on_another_node(self):
        """The next check on each node goes by it, whichever issued the stamp."""
        for change, reason in ((self.flip, "stamp.stale_effective_state"),
                               (self.activate, "stamp.stale_generation"),
                               (self.invalidate, "stamp.invalidated")):
            for issuer, changer in itertools.permutations(NAMES, 2):
                with self.subTest(reason, issuer=issuer, changer=changer):
                    stamp = self.issue(issuer)
                    self.assertEqual(self.said_everywhere(stamp),
                                     dict.fromkeys(NAMES, "honoured"))
                    change(changer, stamp)
                    self.assertEqual(self.said_everywhere(stamp), dict.fromkeys(NAMES, reason))

    def test_when_it_has_run_out(self):
        stamp = self.issue("a", expires_in_seconds=1)
        time.sleep(1.1)
        self.assertEqual(self.said_everywhere(stamp), dict.fromkeys(NAMES, "stamp.expired"))


class Load(OnNodes):
    """Stamps are issued and ended by toggles while they are shown on every node."""

    def setUp(self):
        super().setUp()
        self.issued = [self.issue("a")]
        self.ending = 0  # so many of the first have a toggle after them that was begun
        self.ended = 0   # and so many one that was acknowledged

    def check(self, name, connection=None):
        """Begins to check one of the latest stamps now: whether it was honoured, as it may be until
        a toggle is acknowledged, and must be until one is begun."""
        ended = self.ended
        count = len(self.issued)
        which = random.randrange(max(0, count - 2), count)
        status, answer = self.ask(name, "stamp.check", self.issued[which], connection=connection)
        if status != 200:
            return False
        if answer["honoured"]:
            self.assertGreaterEqual(which, ended, answer)
        else:
            self.assertEqual(answer["reason"], "stamp.stale_effective_state")
            self.assertLess(which, self.ending, answer)
        return answer["honoured"]

    def end_all(self):
        self.ending = len(self.issued)
        if self.toggle("b") is not None:
            self.ended = self.ending

    def test_no_check_honours_a_stamp_from_before_an_acknowledged_toggle(self):
        def trouble():
            for turn in range(TURNS):
                time.sleep(random.random() / 50)
                self.end_all()
                self.issued.append(self.issue(NAMES[turn % 3]))
                if self.wrong:
                    break
            self.stop.set()

        self.under_load(trouble, 10**9, toggling=())
        self.assertGreater(self.ended, TURNS // 2)
        for name in NAMES:
            self.assertGreater(self.answered[name], TURNS // 2)

    def test_not_while_a_node_is_held_up(self):
        """It knows the stamp, and checks that began after the toggle wait for it to wake up."""
        waiting = threading.Thread(target=self.keep_checking, args=("c", 10**9))

        def trouble():
            self.hold("c")
            self.end_all()
            waiting.start()
            time.sleep(0.1)
            self.let_go("c")
            time.sleep(0.3)
            self.stop.set()
            waiting.join()

        self.assertEqual(self.said_of(self.issued[0], "c"), "honoured")
        self.under_load(trouble, 10**9, toggling=())
        self.assertEqual(self.ended, 1)
        self.assertEqual(self.said_of(self.issued[0], "c"), "stamp.stale_effective_state")


if __name__ == "__main__":
    unittest.main()
