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
        _, out, _ = writ_lint(self.path, "--format", "json")
        places = {(one["source"], one["line"], one["pointer"])
                  for one in json.loads(out)["findings"]}
        self.assertIn((f"{self.path}/sub/lines.jsonl", 2, "/asked/action"), places)

    def sarif(self, *arguments, cwd=None):
        done = subprocess.run([WRIT, "lint", *arguments, "--format", "sarif"], cwd=cwd,
                              capture_output=True, timeout=60)
        self.assertIn(done.returncode, (0, 1), done.stderr)
        log = json.loads(done.stdout.decode())
        self.check_sarif(log)
        return log["runs"][0]

    def check_sarif(self, log):
        """What SARIF 2.1.0 asks of the members that there are (OASIS, sections in brackets)."""
        self.assertEqual(set(log), {"$schema", "version", "runs"})
        self.assertEqual(log["version"], "2.1.0")  # [3.13.2]
        self.assertRegex(log["$schema"], "sarif.*2.1.0.*json$")  # [3.13.3]
        for run in log["runs"]:
            self.assertEqual(set(run), {"columnKind", "properties", "results", "tool"})
            for total in run["properties"]["totals"]:  # a property bag [3.14.1, 3.8]
                told = [one for one in run["results"] if one["ruleId"] == total["lint"]]
                self.assertEqual(len(told), total["told"])
            self.assertIn(run["columnKind"], ("utf16CodeUnits", "unicodeCodePoints"))  # [3.14.17]
            rules = run["tool"]["driver"]["rules"]
            names = [rule["id"] for rule in rules]
            self.assertEqual(len(set(names)), len(names))  # [3.19.23]
            self.assertTrue(all(rule["shortDescription"]["text"] for rule in rules))  # [3.49.9]
            for result in run["results"]:
                self.check_result(result, names)

    def check_result(self, result, names):
        self.assertEqual(names[result["ruleIndex"]], result["ruleId"])  # [3.27.5, 3.27.6]
        self.assertIn(result["level"], ("none", "note", "warning", "error"))  # [3.27.10]
        self.assertTrue(result["message"]["text"])  # [3.27.11]
        self.assertEqual(len(result["locations"]), 1)  # [3.27.12]
        location = result["locations"][0]
        self.assertIsInstance(location["logicalLocations"][0]["fullyQualifiedName"], str)
        physical = location["physicalLocation"]
        uri = physical["artifactLocation"]["uri"]
        # RFC 3986, section 4.1 and appendix A  [3.4.3]
        self.assertRegex(uri, r"^([A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-F]{2})+$")
        self.assertNotRegex(uri, "^/")  # an absolute path is a file: URI  [3.10.1]
        if "region" in physical:
            self.assertGreaterEqual(physical["region"]["startLine"], 1)  # [3.30.5]

    def places(self, run):
        locations = [one["locations"][0]["physicalLocation"] for one in run["results"]]
        return {(one["artifactLocation"]["uri"], one["region"]["startLine"])
                for one in locations}

    def test_sarif_names_every_rule_and_the_file_and_line_of_each_finding(self):
        asked = {"record_kind": "PolicyEvaluationContext", "action": "export"}
        (self.path / "lines.jsonl").write_text("\n" + json.dumps(asked) + "\n")
        (self.path / "whole.json").write_text("[\n\n" + json.dumps(asked) + "]")
        run = self.sarif(".", cwd=self.path)
        self.assertEqual(self.places(run), {("./lines.jsonl", 2), ("./whole.json", 3)})
        run = self.sarif(self.path / "whole.json")
        self.assertEqual(self.places(run), {(f"file://{self.path}/whole.json", 3)})
        _, out, _ = writ_lint("--list", "--format", "json")
        self.assertEqual([rule["id"] for rule in run["tool"]["driver"]["rules"]],
                         [lint["id"] for lint in json.loads(out)["lints"]])

    def test_sarif_without_a_finding(self):
        file = self.path / "nothing.json"
        file.write_text("{}")
        self.assertEqual(self.sarif(file)["results"], [])

    def test_a_name_of_any_bytes_is_a_uri(self):
        asked = json.dumps({"record_kind": "PolicyEvaluationContext", "action": "export"})
        for name, uri in ((b"a b#%?.json", "a%20b%23%25%3F.json"),
                          (b"\xff\xe9.json", "%FF%E9.json"),
                          (b"x:1.json", "x%3A1.json"), ("ü\n.json".encode(), "%C3%BC%0A.json")):
            with self.subTest(name=name):
                file = bytes(self.path) + b"/" + name
                with open(file, "w", encoding="ascii") as out:
                    out.write(asked)
                self.assertEqual(self.places(self.sarif(name, cwd=self.path)), {(uri, 1)})
                json.loads(subprocess.run([WRIT, "lint", file, "--format", "json"],
                                          capture_output=True, timeout=60).stdout.decode())

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
