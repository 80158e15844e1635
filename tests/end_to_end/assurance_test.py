"""`writ assurance`: the clinic's case from its author's text to drawings and other tools, on the
command line and over HTTP."""
import json
import re
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree

from writ import CLINIC, WritTest, sha256

TEXT = CLINIC / "assurance" / "case.gsn.yaml"
EVIDENCE = CLINIC / "assurance" / "evidence.json"
SUPPOSED = ["--suppose-evidence", EVIDENCE]
POLICY = "0" * 64


class Assurance(WritTest):
    def setUp(self):
        super().setUp()
        self.case = self.write("case.json", self.good(
            "assurance", "import", TEXT, "--tenant", "clinic", "--session", "ses_1",
            "--policy-hash", POLICY))

    def check(self, *arguments, status):
        run = self.writ("--json", "assurance", "check", *arguments)
        self.assertEqual(run.returncode, status, run.stderr)
        return json.loads(run.stdout)

    def test_the_example_stands_on_its_evidence(self):
        answer = self.check(self.case, *SUPPOSED, status=0)
        self.assertTrue(answer["valid"] and answer["supposed"])
        self.assertEqual(answer["topGoal"], "supported")
        self.assertEqual(answer["caseHash"], sha256(json.loads(self.case.read_text())))
        statuses = {node["id"]: node["status"] for node in answer["nodes"]}
        self.assertEqual((statuses["CG1"], statuses["CSn2"]), ("refuted", "supported"))

    def test_a_file_brings_no_evidence_of_its_own(self):
        """What would end the case's member and begin another is no JSON."""
        hostile = self.write("hostile.json", (self.case.read_text() + ',"evidence":' +
                                              EVIDENCE.read_text()).encode())
        said = "hostile.json`: .*follows the document"
        for command in ("check", "draw", "sign", "horizon"):
            more = ("--by", "2027-01-01T00:00:00Z") if command == "horizon" else ()
            self.assert_fails(2, said, "assurance", command, hostile, *more)
        self.assert_fails(2, said, "assurance", "check", self.case, "--case", hostile)
        empty = self.write("empty.json", b"")
        self.assert_fails(2, "empty.json`: ", "assurance", "check", empty)

    def test_it_falls_when_the_answer_to_a_doubt_goes_stale(self):
        evidence = json.loads(EVIDENCE.read_text())
        for one in evidence:
            one["fresh"] = one["id"] != "roster-check-test"
        answer = self.check(self.case, "--suppose-evidence", self.write("e.json", evidence),
                            status=1)
        self.assertEqual(answer["topGoal"], "unsupported")
        self.assertEqual({(error["code"], error["nodeId"]) for error in answer["errors"]},
                         {("assurance.challenged", "CG1"), ("assurance.evidence_stale", "CSn2")})

    def test_what_is_printed_for_people(self):
        shown = self.good("assurance", "check", self.case, *SUPPOSED)
        self.assertRegex(shown, r"(?m)^refuted +defeater +CG1 +refuted: CSn2$")
        self.assertRegex(shown, r"(?m)^valid: the claim is supported, 0 errors, on evidence")

    def test_nothing_is_signed_that_is_not_registered(self):
        said = self.assert_fails(1, r"evidence_not_registered", "assurance", "sign", self.case)
        self.assertEqual(said.count("\n  at /case/nodes/"), 7)
        entry = self.call("journal.entries", {"from": 0})["entries"][-1]["entry"]
        self.assertEqual((entry["op"], entry["outcome"]), ("assurance.sign", "refused"))

    def test_a_drawing_is_an_svg_of_all_nodes(self):
        svg = ElementTree.fromstring(self.good("assurance", "draw", self.case, *SUPPOSED))
        shown = " ".join(svg.itertext())
        for node in json.loads(self.case.read_text())["nodes"]:
            self.assertIn(node["id"], shown)
        self.assertIn("refuted by CSn2", shown)
        pdf = self.writ("assurance", "draw", self.case, "--format", "pdf")
        self.assertTrue(pdf.stdout.startswith(b"%PDF"), pdf.stderr)

    def test_a_drawing_needs_graphviz(self):
        with tempfile.TemporaryDirectory() as empty:
            self.assert_fails(3, "`dot` cannot be run", "assurance", "draw", self.case,
                              env={"PATH": empty})

    def test_what_must_be_renewed(self):
        shown = self.good("assurance", "horizon", self.case, "--by", "2027-03-01T00:00:00Z",
                          *SUPPOSED)
        self.assertIn("renew journal-replay-2026-10 (Sn2) before 2027-01-31T00:00:00.000Z", shown)
        self.assertNotIn("egress-capture", shown)
        self.assertRegex(shown, "supported now, unsupported then; it stands until 2027-01-31")

    def test_gsn2x_and_back(self):
        text = self.write("again.yaml", self.good("assurance", "export", self.case, "--format",
                                                  "gsn2x"))
        again = json.loads(self.good("assurance", "import", text, "--tenant", "clinic", "--session",
                                     "ses_1", "--policy-hash", POLICY))
        case = json.loads(self.case.read_text())
        self.assertEqual(again["nodes"], case["nodes"])
        self.assertEqual(again["title"], case["title"])

    def test_strategies_on_solutions_must_be_asked_for(self):
        text = self.write("s.yaml", "G1: {supportedBy: S1}\nS1: {supportedBy: Sn1}\nSn1: {}\n")
        command = ["assurance", "import", text, "--tenant", "t", "--session", "s", "--policy-hash",
                   POLICY]
        self.assert_fails(1, r"(?s)wrong-edge.*/S1/supportedBy", *command)
        self.good(*command, "--strategies-on-solutions")

    def test_oscal(self):
        results = json.loads(self.good("assurance", "export", self.case, "--format", "oscal",
                                       *SUPPOSED))["assessment-results"]
        uuid = r"^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"
        self.assertRegex(results["uuid"], uuid)
        result, = results["results"]
        self.assertEqual({finding["target"]["status"]["state"] for finding in result["findings"]},
                         {"satisfied"})
        self.assertEqual([risk["status"] for risk in result["risks"]], ["closed", "open"])
        every = re.findall(r'"uuid": ?"([^"]*)"', json.dumps(results))
        self.assertEqual(len(set(every)), len(every))

    def test_over_http(self):
        self.use_clinic()
        case = json.loads(self.case.read_text())
        body = {"case": case, "evidence": json.loads(EVIDENCE.read_text())}
        server = self.serve()
        reader = self.new_token("--tenant", "clinic", capability="read")
        status, answer = server.ask("assurance.check", body, reader)
        self.assertEqual((status, answer["valid"]), (200, True))
        self.assertEqual(server.ask("assurance.sign", {"case": case}, reader)[0], 403)
        publisher = self.new_token("--tenant", "clinic", capability="publish")
        status, answer = server.ask("assurance.sign", {"case": case}, publisher)
        self.assertEqual((status, answer["ok"]), (200, False))
        foreign = self.new_token("--tenant", "u", capability="read")
        self.assertEqual(server.ask("assurance.check", body, foreign)[0], 403)


if __name__ == "__main__":
    unittest.main()
