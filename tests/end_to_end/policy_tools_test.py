"""`writ policy` check, test, diff and explain, and `writ bench`: what they print, and their exit
statuses, which a build of somebody's policies stands on."""
import json
import unittest

from writ import CLINIC, WritTest, bundle


def rule(name, **more):
    return {"id": name, "description": "d", "priority": 1, "op": "read", "effect": "allow", **more}


class Check(WritTest):
    def test_a_sound_bundle(self):
        shown = self.good("policy", "check", CLINIC / "bundle.json")
        self.assertRegex(shown, r"(?m)^0 errors")

    def test_a_warning_is_told_and_is_no_failure(self):
        shown = self.good("policy", "check", self.write("b.json", bundle("1.0.0")))
        self.assertRegex(shown, r"(?s)^warning: .*at /rules/0.*0 errors, 1 warnings\n$")

    def test_a_rule_that_never_wins_is_an_error(self):
        shadowed = bundle("1.0.0")
        shadowed["rules"] = [rule("low", priority=1, when={"purpose": {"equals": "care"}}),
                             rule("high", priority=2, effect="deny")]
        run = self.writ("--json", "policy", "check", self.write("b.json", shadowed))
        self.assertEqual(run.returncode, 1)
        finding, = json.loads(run.stdout)["findings"]
        self.assertEqual((finding["code"], finding["pointer"]), ("policy.shadowed", "/rules/0"))

    def test_a_bundle_that_cannot_be_read(self):
        broken = bundle("1.0.0")
        broken["rules"] = [rule("one", effect="perhaps"), rule("one")]
        run = self.writ("policy", "check", self.write("b.json", broken))
        self.assertEqual(run.returncode, 1)
        self.assertIn(b"/rules/0/effect", run.stdout)

    def test_globs_that_match_none_of_the_known_resources(self):
        with_glob = bundle("1.0.0")
        with_glob["rules"] = [rule("r", when={"resource": {"glob": "pateints/**"}})]
        path = self.write("b.json", with_glob)
        known = self.write("known", "patients/1\npatients/2\n")
        self.assertRegex(self.good("policy", "check", path, "--resources", known),
                         r"none of the known resources.*\n +at /rules/0/when/resource")
        known.write_text("patients/1\npateints/2\n")
        self.assertNotIn("known resources",
                         self.good("policy", "check", path, "--resources", known))
        self.assert_fails(2, "cannot be read", "policy", "check", path, "--resources", "none")


class Test(WritTest):
    def cases(self, *expectations):
        return self.write("cases.json", {"cases": [
            {"name": f"case {i}", "request": {"op": "read"}, "expect": expect}
            for i, expect in enumerate(expectations)]})

    def test_passing(self):
        path = self.write("b.json", bundle("1.0.0"))
        shown = self.good("policy", "test", path, self.cases({"allow": True}))
        self.assertIn("1 passed, 0 failed", shown)

    def test_failing(self):
        path = self.write("b.json", bundle("1.0.0"))
        run = self.writ("policy", "test", path, self.cases({"allow": True}, {"allow": False}))
        self.assertEqual(run.returncode, 1)
        self.assertRegex(run.stdout.decode(), r"(?s)FAILED case 1.*expected false, got true")

    def test_below_a_threshold(self):
        two = bundle("1.0.0")
        two["rules"].append(rule("other", op="write"))
        path = self.write("b.json", two)
        cases = self.cases({"allow": True})
        self.good("policy", "test", path, cases, "--min-rules", "50")
        run = self.writ("policy", "test", path, cases, "--min-rules", "51")
        self.assertEqual(run.returncode, 1)
        self.assertIn(b"no case reaches the rule other", run.stdout)

    def test_a_table_that_cannot_be_read(self):
        path = self.write("b.json", bundle("1.0.0"))
        self.assert_fails(2, "/cases/0", "policy", "test", path, self.write("c.json", [{}]))
        self.assert_fails(2, "byte", "policy", "test", path, self.write("c.json", "["))
        self.assert_fails(2, "/bundle", "policy", "test", self.write("d.json", {"rules": 1}),
                          self.cases({"allow": True}))


class Diff(WritTest):
    def test_rules_and_decisions(self):
        before = self.write("a.json", bundle("1.0.0"))
        after = self.write("b.json", bundle("1.1.0", effect="deny"))
        requests = self.write("r.jsonl", '{"op":"read"}\n\n{"op":"write"}\n')
        shown = self.good("policy", "diff", before, after, "--requests", requests)
        for line in ("+ rule-1.1.0 (deny read, priority 1)",
                     "- rule-1.0.0 (allow read, priority 1)", "request 0: allow → deny  read ",
                     "2 requests: 0 allowed now, 1 denied now"):
            self.assertIn(line, shown)

    def test_the_same(self):
        path = self.write("a.json", bundle("1.0.0"))
        self.assertTrue(json.loads(self.good("--json", "policy", "diff", path, path))["same"])

    def test_requests_that_cannot_be_read(self):
        path = self.write("a.json", bundle("1.0.0"))
        self.assert_fails(2, "/requests/1", "policy", "diff", path, path, "--requests",
                          self.write("r.jsonl", '{"op":"read"}\n{"op":1}\n'))


class Explain(WritTest):
    def test_every_rule_of_the_op(self):
        self.use_clinic()
        shown = self.good("policy", "explain", CLINIC / "refuse.json")
        self.assertRegex(shown, r"^deny \(PHI_EGRESS_BLOCK\)\n")
        self.assertRegex(shown, r"won +deny +900 +phi-stays-out-of-cloud-models")
        self.assertRegex(shown, r"(?s)- +deny +1000 +no-secrets-to-models\n +\S+: ")
        self.assertRegex(shown, r"applies +allow +100 +care-team-asks-models")

    def test_a_bare_request_with_its_tenant(self):
        self.use_clinic()
        asked = json.loads((CLINIC / "allow.json").read_text())["request"]
        shown = self.good("decide", self.write("r.json", asked), "--tenant", "clinic", "--name",
                          "assistant")
        self.assertRegex(shown, r"^allow\n +rule +care-team-reads-own-ward\n")


class Bench(WritTest):
    MEMBERS = ["rules", "requests", "load_ms", "median_ns", "p99_ns", "median_ns_hashed",
               "p99_ns_hashed", "decisions_per_s", "rss_mb"]

    def setUp(self):
        super().setUp()
        requests = [json.loads((CLINIC / f"{name}.json").read_text())["request"]
                    for name in ("allow", "refuse", "oblige")]
        self.requests = self.write("r.jsonl", "\n".join(map(json.dumps, requests)))

    def test_one_line_of_json(self):
        signed = self.write("s.json", self.good("policy", "sign", CLINIC / "bundle.json"))
        for source in (CLINIC / "bundle.json", signed):
            shown = self.good("bench", "decide", "--bundle", source, "--requests", self.requests,
                              "--samples", "3000")
            self.assertEqual(shown.count("\n"), 1)
            figures = json.loads(shown)
            self.assertEqual(list(figures), self.MEMBERS)
            self.assertEqual((figures["rules"], figures["requests"]), (8, 3))
            for member in self.MEMBERS:
                self.assertGreaterEqual(figures[member], 0, member)
            self.assertLessEqual(figures["median_ns"], figures["p99_ns"])
            self.assertGreater(figures["decisions_per_s"], 0)

    def test_what_cannot_be_measured(self):
        bench = ["bench", "decide", "--bundle", CLINIC / "bundle.json", "--requests"]
        self.assert_fails(2, "holds no request", *bench, self.write("none", "\n"))
        self.assert_fails(2, r"request 2 of .*(.|\n)*/op", *bench,
                          self.write("bad", '{"op":"a"}\n{"op":2}'))


if __name__ == "__main__":
    unittest.main()
