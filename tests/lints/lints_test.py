"""Every lint flags the records that its file says, and passes those that it says; see README.md."""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

WRIT = pathlib.Path(sys.argv.pop(1)).resolve()
HERE = pathlib.Path(__file__).resolve().parent


def writ_lint(*arguments):
    done = subprocess.run([WRIT, "lint", *arguments], capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout, done.stderr


def record_of(spec):
    """A record as it stands, or one of base/ with members changed."""
    if "with" not in spec:
        return spec
    record = json.loads((HERE / "base" / f"{spec['with']}.json").read_text())
    for member in spec.get("drop", []):
        del record[member]
    record.update(spec.get("set", {}))
    return record


class Lints(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.path = pathlib.Path(self.folder.name)

    def findings(self, records):
        file = self.path / "records.json"
        file.write_text(json.dumps([record_of(record) for record in records]))
        status, out, err = writ_lint(file, "--format", "json")
        self.assertIn(status, (0, 1), err)
        found = json.loads(out)["findings"]
        self.assertEqual(status, 1 if found else 0)
        return {finding["lint"] for finding in found}

    def test_every_lint_has_records_that_it_flags_and_records_that_it_passes(self):
        _, out, _ = writ_lint("--list", "--format", "json")
        names = [lint["id"] for lint in json.loads(out)["lints"]]
        self.assertEqual(sorted(path.stem for path in HERE.glob("*.json")), names)
        for name in names:
            with self.subTest(lint=name):
                case = json.loads((HERE / f"{name}.json").read_text())
                self.assertIn(name, self.findings(case["flags"]))
                self.assertNotIn(name, self.findings(case["passes"]))
            for shows, records in case.get("also_flags", {}).items():
                with self.subTest(lint=name, flags=shows):
                    self.assertIn(name, self.findings(records))
            for shows, records in case.get("also_passes", {}).items():
                with self.subTest(lint=name, passes=shows):
                    self.assertNotIn(name, self.findings(records))

    def test_the_records_of_base_are_faultless(self):
        records = [json.loads(path.read_text()) for path in sorted((HERE / "base").glob("*.json"))]
        self.assertEqual(self.findings(records), set())

    def test_a_finding_names_its_file_and_its_place(self):
        (self.path / "sub").mkdir()
        asked = {"asked": {"record_kind": "PolicyEvaluationContext", "action": "export"}}
        (self.path / "sub" / "lines.jsonl").write_text("{}\n" + json.dumps(asked) + "\n")
        status, out, _ = writ_lint(self.path)
        self.assertEqual(status, 1)
        self.assertIn(f"{self.path}/sub/lines.jsonl:2#/asked/action: ", out)
        self.assertIn("[policy.destination_required_action_without_destination]", out)

    def test_sarif_names_every_rule_and_each_finding(self):
        file = self.path / "context.json"
        file.write_text(json.dumps({"record_kind": "PolicyEvaluationContext", "action": "export"}))
        _, out, _ = writ_lint(file, "--format", "sarif")
        log = json.loads(out)
        self.assertEqual(log["version"], "2.1.0")
        run = log["runs"][0]
        rules = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
        self.assertTrue(run["results"])
        for result in run["results"]:
            self.assertIn(result["ruleId"], rules)
            location = result["locations"][0]
            self.assertEqual(location["physicalLocation"]["artifactLocation"]["uri"], str(file))

    def test_what_is_no_json_is_a_problem(self):
        file = self.path / "broken.json"
        file.write_text("{")
        status, _, err = writ_lint(file)
        self.assertEqual(status, 2)
        self.assertIn(str(file), err)

    def test_nothing_to_look_at_is_a_problem(self):
        self.assertEqual(writ_lint()[0], 2)


if __name__ == "__main__":
    unittest.main()
