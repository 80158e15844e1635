"""`writ lint`: what it says of the records in a data directory, and of files that are not as they
should be."""
import json
import os
import sqlite3
import unittest

from writ import WritTest, bundle

QUESTION = {"tenant_id": "t", "object_ref": "m", "action": "retrieve", "principal": {"id": "nora"},
            "exposure_context_ref": "ward", "model_class": "same_machine_local_model",
            "client_kind": "interactive_user", "interaction_mode": "interactive"}
LEVELS = {"content_fidelity": "full", "locality": "approved_external",
          "learning_scope": "global_allowed", "mutation_authority": "durable_allowed",
          "disclosure_class": "full"}
VECTOR = {"may_disclose_existence": True, "may_disclose_container_type": True,
          "may_disclose_topic_label": True, "may_disclose_source_title": True,
          "count_disclosure_mode": "exact", "may_disclose_reason_summary": True,
          "max_summary_fidelity": "full_reason"}
FRAME = {"schema_version": "1", "recorded_at": "2026-11-23T14:08:00.000Z", "schema_owner": "DOC81"}


def rule(action, **more):
    return {"id": action, "description": "d", "priority": 1, "op": f"memory.{action}",
            "effect": "allow", "memory": {}, **more}


RULES = [rule("retrieve"), rule("ui_disclose"),
         rule("export",
              memory={"content_fidelity": "redacted", "destination": ["local_file_export"]},
              obligations=[{"kind": "require-redaction", "profile": "default"}])]


class LintTest(WritTest):
    def lint(self, *arguments, status, **more):
        """What is found, and what is said besides."""
        run = self.writ("lint", *arguments, "--format", "json", **more)
        self.assertEqual(run.returncode, status, run.stderr.decode())
        found = json.loads(run.stdout)["findings"] if run.stdout else None
        return found, run.stderr.decode()


class Store(LintTest):
    def setUp(self):
        super().setUp()
        self.install("1.0.0")

    def install(self, version):
        path = self.write("bundle.json", {**bundle(version), "rules": RULES})
        self.good("policy", "install", path)

    def evaluate(self, operation="memory.evaluate", **more):
        return self.call(operation, {**QUESTION, **more})

    def decision(self, context, **more):
        """A decision on the question that the context is."""
        return {"record_kind": "MemoryPolicyDecision", **FRAME, "decision_id": "decided",
                "policy_evaluation_context_ref": context["evaluation_context_id"],
                "object_ref": context["object_ref"], "action": context["action"], **LEVELS,
                "disclosure_vector": VECTOR, "obligations": [], "reason_codes": [],
                "freshness_key": context["freshness_key"], **more}

    def size(self):
        return self.call("journal.head", {"publish": False})["size"]

    def test_what_is_well_asked_and_answered_is_clean_and_nothing_is_journalled(self):
        self.evaluate()
        size = self.size()
        self.assertEqual(self.lint("--store", status=0), ([], ""))
        self.assertEqual(self.size(), size)

    def test_a_decision_on_the_questions_own_context_has_one_under_every_key(self):
        context = self.evaluate()["evaluation_context"]
        answer = self.evaluate(decisions=[self.decision(context)])
        self.assertIn("decided", answer["effective_policy"]["contributing_decision_refs"])
        self.lint("--store", status=0)
        self.install("1.1.0")
        self.lint("--store", status=0)

    def test_a_decision_on_what_an_action_rests_on_has_its_context(self):
        context = self.evaluate(action="ui_disclose")["evaluation_context"]
        answer = self.evaluate(action="inspect", decisions=[self.decision(context)])
        self.assertIn("decided",
                      answer["prerequisite_policies"][0]["contributing_decision_refs"])
        self.lint("--store", status=0)

    def test_a_decision_whose_context_is_nowhere_is_found(self):
        context = self.evaluate()["evaluation_context"]
        self.evaluate(decisions=[self.decision(context, policy_evaluation_context_ref="nowhere")])
        found, _ = self.lint("--store", status=1)
        self.assertEqual([(one["lint"], one["pointer"]) for one in found],
                         [("propa.policy_decision_without_exposure_context",
                           "/asked/decisions/0/policy_evaluation_context_ref")])

    def test_a_name_means_one_thing_in_one_question_only(self):
        context = self.evaluate()["evaluation_context"]
        self.evaluate(decisions=[self.decision(context)])
        other = self.evaluate(object_ref="n")["evaluation_context"]
        self.evaluate(object_ref="n", decisions=[self.decision(other)])
        self.lint("--store", status=0)

    def test_faults_in_what_was_asked_and_in_what_is_answered(self):
        context = self.evaluate()["evaluation_context"]
        broken = self.decision(context)
        del broken["disclosure_vector"]
        self.evaluate(decisions=[broken])
        index = self.size() - 1
        self.evaluate(action="export")
        found, _ = self.lint("--store", status=1)
        self.assertEqual(
            [(one["lint"], one["source"], one["pointer"]) for one in found],
            [("disclosure.scalar_class_used_without_permission_vector", f"journal:{index}",
              "/asked/decisions/0/disclosure_class"),
             ("policy.destination_required_action_without_destination", f"journal:{index + 1}",
              "/answers/0/evaluation_context/action")])
        shown = self.call("journal.records", {"from": {"index": index}})["entries"][0]
        self.assertEqual(shown["asked"]["decisions"][0]["disclosure_class"], "full")

    def test_many_memories_are_looked_at_and_a_fault_is_told_once(self):
        context = self.evaluate()["evaluation_context"]
        broken = self.decision(context)
        del broken["disclosure_vector"]
        asked = {"question": {**QUESTION, "decisions": [broken]},
                 "object_refs": [f"m{number}" for number in range(600)]}
        self.call("memory.evaluate_many", asked)
        places, place = [], {"index": self.size() - 1}
        while place:
            page = self.call("journal.records", {"from": place})
            places += [(one["place"].get("object", 0), len(one["answers"]))
                       for one in page["entries"]]
            place = page.get("next")
        self.assertEqual(places, [(0, 256), (256, 256), (512, 88)])
        found, _ = self.lint("--store", status=1)
        self.assertEqual([one["pointer"] for one in found],
                         ["/asked/question/decisions/0/disclosure_class"])

    def test_the_journal_is_read_to_its_end(self):
        asked = [json.dumps(QUESTION)] * 1100
        asked.append(json.dumps({**QUESTION, "action": "export"}))
        self.good("call", "memory.evaluate", "--lines", stdin="\n".join(asked).encode())
        found, _ = self.lint("--store", status=1)
        self.assertEqual([one["source"] for one in found], [f"journal:{self.size() - 1}"])

    def resolution(self, context):
        return {"record_kind": "ScopeResolutionResult", **FRAME, "resolution_ref": "r",
                "object_ref": "m", "object_scope_ref": "s", "boundary_ref": "b",
                "relation_to_destination": "same_principal",
                "minimum_conservatism_floor": "normal_policy_check",
                "freshness_key": context["freshness_key"]}

    def export(self):
        """What is shown for an export, to its end."""
        more = {"action": "export", "destination": "local_file_export", "destination_id": "disk",
                "payload_hash": "5" * 64}
        first = self.evaluate(**more)
        more["scope_resolution"] = self.resolution(first["evaluation_context"])
        answer = self.evaluate(**more)
        owed = answer["obligations"][0]
        redacted = self.call("redaction.apply", {"tenantId": "t", "profiles": ["default"],
                                                 "texts": ["ask ann@clinic.example"]})
        more["discharges"] = [self.call("obligation.discharge", {
            "tenant_id": "t", "obligation": owed,
            "evaluation_context": answer["evaluation_context"],
            "enforcement_owner": owed["enforcement_owner"],
            "discharged_by_ref": "r", "discharge_status": "satisfied",
            "redaction_map_ref": redacted["redactionMapHash"]})["discharge"]]
        certified = self.evaluate("flow.certify", **more)
        self.assertTrue(certified["ok"], certified)
        more["certificates"] = [certified["certificate"]]
        self.assertFalse(self.evaluate(**more)["permitted"])
        attested = self.evaluate("egress.attest", **more)
        self.assertTrue(attested["ok"], attested)
        more["attestations"] = [attested["attestation"]]
        self.assertTrue(self.evaluate(**more)["permitted"])
        return more

    def test_a_movement_with_all_its_proofs_is_clean(self):
        more = self.export()
        self.assertEqual(self.lint("--store", status=0), ([], ""))
        del more["discharges"]  # named by the certificate, and kept
        self.evaluate(**more)
        self.lint("--store", status=0)
        self.install("1.1.0")
        self.lint("--store", status=0)

    def test_discharges_are_looked_at_as_they_are_kept(self):
        discharge = self.export()["discharges"][0]
        with sqlite3.connect(self.data / "writ.db") as store:
            changed = store.execute(
                "UPDATE documents SET record = replace(record, 'DOC84', 'nobody'), "
                "sequence = (SELECT max(sequence) + 1 FROM documents) "
                "WHERE kind = 'obligation_discharge'")
            self.assertEqual(changed.rowcount, 1)
        store.close()
        found, _ = self.lint("--store", status=1)
        kept = [one["source"].rpartition("%20")[0] + one["pointer"] for one in found
                if one["lint"] == "policy.obligation_owner_missing_doc84_doc86"
                and one["source"].startswith("discharge:")]
        self.assertEqual(kept, [f"discharge:t/{discharge['discharge_id']}/kept/{record}"
                                "/enforcement_owner" for record in ("discharge", "obligation")])

    def test_what_cannot_be_looked_at_is_said(self):
        session = self.good("sessions", "create", "--tenant", "t", "--name", "default",
                            "--principal", "nora").strip()
        asked = {key: value for key, value in QUESTION.items() if key != "tenant_id"}
        self.call("memory.evaluate", {**asked, "session_id": session})
        self.assertEqual(self.lint("--store", status=0)[1], "")
        self.good("sessions", "close", session)
        self.assertRegex(self.lint("--store", status=0)[1], "cannot be asked anew.*: 1\n$")
        self.evaluate()
        last = self.call("journal.show", {"index": self.size() - 1})["entry"]
        self.call("journal.erase", {"requestHash": last["requestHash"]})
        self.assertRegex(self.lint("--store", status=0)[1], "that keep no request.*: 1\n")

    def test_to_be_asked_anew_costs_a_session_nothing(self):
        session = self.call("session.create", {"tenantId": "t", "principal": "nora",
                                               "budget": {"maxDecisions": 2}})["sessionId"]
        asked = {key: value for key, value in QUESTION.items() if key != "tenant_id"}
        asked["session_id"] = session
        for permitted in (True, True, False):
            self.assertIs(self.call("memory.evaluate", asked)["permitted"], permitted)
            self.assertEqual(self.lint("--store", status=0), ([], ""))

    def test_a_server_that_holds_the_directory_is_asked(self):
        self.evaluate(action="export")
        self.serve()
        found, _ = self.lint("--store", status=1)
        self.assertEqual([one["lint"] for one in found],
                         ["policy.destination_required_action_without_destination"])

    def test_a_directory_that_is_not_there_is_not_made(self):
        nowhere = self.folder / "nowhere"
        self.assert_fails(2, "there is no data directory `.*nowhere`: name one", "lint", "--store",
                          data=nowhere)
        self.assertFalse(nowhere.exists())
        nowhere.mkdir(mode=0o700)
        self.assert_fails(2, "there is no data directory `.*nowhere`: name one", "lint", "--store",
                          data=nowhere)
        self.assertEqual(list(nowhere.iterdir()), [])


CONTEXT = {"record_kind": "PolicyEvaluationContext", "action": "export"}
FAULTLESS = {"record_kind": "ScopeIdentityRoot", "scope_ref": "s"}


class Files(LintTest):
    def test_a_blank_last_line_is_no_document_and_a_bad_one_has_a_number(self):
        lines = self.write("good.jsonl", json.dumps(FAULTLESS) + "\n\n  \r\n")
        self.lint(lines, status=0)
        self.write("bad.jsonl", json.dumps(FAULTLESS) + "\n\n{\"a\":\n")
        self.assert_fails(2, r"bad\.jsonl:3: .*end", "lint", self.folder / "bad.jsonl")
        self.lint(self.write("empty.jsonl", b""), status=0)
        self.assert_fails(2, r"empty\.json: ", "lint", self.write("empty.json", b""))

    def test_what_is_no_utf_8_or_too_deep_is_refused_with_its_place(self):
        self.assert_fails(2, r"bytes\.json: .*UTF-8", "lint",
                          self.write("bytes.json", b'{"a": "\xff"}'))
        self.assert_fails(2, r"deep\.json: .*64", "lint",
                          self.write("deep.json", b"[" * 100_000))

    def test_members_of_any_type_break_no_lint(self):
        names = ["PolicyEvaluationContext", "MemoryPolicyDecision", "EffectiveMemoryPolicy",
                 "PolicyObligation", "PolicyObligationDischarge", "PolicyObligationConflict",
                 "MemoryFlowCertificate", "E0EgressAttestation", "ScopeResolutionResult",
                 "ConservatismFloorEffect", "ActionPermissionPredicate", "ScopeIdentityRoot",
                 "DestinationPolicyCrosswalk", "SafeLabelDisclosurePolicy", "", "\n\x1b[31m"]
        members = [
            "action", "obligations", "effective_policy_refs", "discharge_refs", "parameters",
            "effective_policy_id", "certificate_id", "obligation_id", "obligation_kind",
            "disclosure_vector", "effective_disclosure_vector", "excluded_decision_refs",
            "contributing_decision_refs", "freshness_key", "conservatism_floor_applied",
            "visibility_class_ref", "axis_ranks", "policy_evaluation_context_ref", "blocking"]
        values = [None, True, 0, "", "x", [], [None], [[]], {}, {"": {}}, [{"record_kind": 1}]]
        records = [{"record_kind": kind, **dict.fromkeys(members, value)}
                   for kind in names for value in values]
        path = self.write("odd.json", records)
        found, _ = self.lint(path, "--all", status=1)
        self.assertTrue(found)
        told = self.writ("lint", path, "--all").stdout
        self.assertNotIn(b"\x1b", told)
        self.assertEqual(len(told.splitlines()), len(found))

    def test_a_folder_is_looked_at_whole_or_not_at_all(self):
        (self.folder / "sub").mkdir()
        self.write("sub/a.json", FAULTLESS)
        os.symlink(self.folder, self.folder / "sub" / "round.json")
        self.lint(self.folder, status=0)
        os.symlink("loop.json", self.folder / "sub" / "loop.json")
        self.assert_fails(2, r"loop\.json` cannot be read: Too many levels", "lint", self.folder)
        os.remove(self.folder / "sub" / "loop.json")
        os.symlink("nothing", self.folder / "sub" / "gone.json")
        self.assert_fails(2, r"gone\.json` cannot be read: No such file", "lint", self.folder)
        os.remove(self.folder / "sub" / "gone.json")
        os.mkfifo(self.folder / "sub" / "pipe.json")
        self.lint(self.folder, status=0)
        self.assert_fails(2, "nowhere` cannot be read", "lint", self.folder / "nowhere")

    @unittest.skipIf(os.getuid() == 0, "everything is readable to root")
    def test_what_may_not_be_read_is_named(self):
        (self.folder / "sub").mkdir()
        os.chmod(self.folder / "sub", 0)
        self.addCleanup(os.chmod, self.folder / "sub", 0o700)
        self.assert_fails(2, r"sub` cannot be read: Permission denied", "lint", self.folder)

    def test_many_equal_records_are_looked_at_in_time(self):
        policy = {"record_kind": "EffectiveMemoryPolicy", "effective_policy_id": "p",
                  "object_ref": "m", "action": "retrieve", "contributing_decision_refs": ["d"],
                  "policy_evaluation_context_ref": "c", "obligations": ["o"]}
        decision = {"record_kind": "MemoryPolicyDecision", "decision_id": "d", "object_ref": "m",
                    "action": "retrieve", "policy_evaluation_context_ref": "c"}
        certificate = {"record_kind": "MemoryFlowCertificate", "effective_policy_refs": ["p"],
                       "action": "retrieve", "destination": "local_file_export"}
        lines = "\n".join(json.dumps(one) for one in (policy, decision, certificate)) + "\n"
        path = self.write("many.jsonl", lines * 10_000)
        found, _ = self.lint(path, "--all", status=1)
        self.assertGreater(len(found), 30_000)

    def test_what_many_records_name_together_is_looked_at_in_time(self):
        number = 5_000
        names = [f"o{i}" for i in range(number)]
        records = [{"record_kind": "PolicyObligation", **FRAME, "obligation_id": name,
                    "obligation_kind": "require_ui_warning", "applies_to_actions": ["retrieve"],
                    "enforcement_owner": "DOC84", "blocking": True, "reason_code": name}
                   for name in names]
        records.append({"record_kind": "MemoryPolicyDecision", "decision_id": "d",
                        "obligations": names})
        records.append({"record_kind": "EffectiveMemoryPolicy", "effective_policy_id": "p",
                        "action": "retrieve", "obligations": names})
        for i in range(number):
            records.append({"record_kind": "EffectiveMemoryPolicy", "effective_policy_id": f"p{i}",
                            "action": "retrieve", "contributing_decision_refs": ["d"],
                            "obligations": names[:1]})
            records.append({"record_kind": "MemoryFlowCertificate", "certificate_id": f"c{i}",
                            "effective_policy_refs": ["p"]})
        found, _ = self.lint(self.write("many.json", records), "--all", status=1)
        for lint, message in (("policy.obligation_dropped_under_meet", "`d` owes `o1`"),
                              ("policy.obligation_not_discharged_before_movement",
                               "`o0` is owed .* nor 4999 others")):
            of = [one["message"] for one in found if one["lint"] == lint]
            self.assertEqual(len(of), number)
            self.assertRegex(of[0], message)

    def test_of_each_lint_so_many_findings_are_told_and_how_many_there_are(self):
        path = self.write("many.json", [CONTEXT] * 250)
        run = self.writ("lint", path, "--format", "json")
        told = json.loads(run.stdout)
        total = {"lint": "policy.destination_required_action_without_destination", "found": 250}
        self.assertIn({**total, "told": 100}, told["totals"])
        self.assertEqual(len(told["findings"]), 100 * len(told["totals"]))
        text = self.writ("lint", path).stdout.decode()
        self.assertIn(f"150 more, which `--all` tells [{total['lint']}]\n", text)
        told = json.loads(self.writ("lint", path, "--all", "--format", "json").stdout)
        self.assertIn({**total, "told": 250}, told["totals"])
        self.assertEqual(len(told["findings"]), sum(one["found"] for one in told["totals"]))
        self.assertNotIn(b"more, which", self.writ("lint", path, "--all").stdout)

    def test_a_folder_in_which_there_is_nothing_to_look_at_is_a_problem(self):
        (self.folder / "sub").mkdir()
        self.write("sub/notes.txt", b"{}")
        self.assert_fails(2, r"sub` holds no file of JSON.*: name", "lint", self.folder / "sub")
        _, said = self.lint(self.write("other.json", {"a": 1}), status=0)
        self.assertIn("holds no record", said)
        self.assertEqual(self.lint(self.write("root.json", FAULTLESS), status=0), ([], ""))

    def test_names_of_files_may_be_in_capitals(self):
        (self.folder / "sub").mkdir()
        self.write("sub/A.JSON", CONTEXT)
        self.write("sub/B.JsonL", json.dumps(CONTEXT) + "\n" + json.dumps(CONTEXT))
        found, _ = self.lint(self.folder / "sub", status=1)
        self.assertEqual({(one["source"].rpartition("/")[2], one["line"]) for one in found},
                         {("A.JSON", 1), ("B.JsonL", 1), ("B.JsonL", 2)})

    def test_lines_are_those_of_the_text(self):
        path = self.write("context.json",
                          '[\n {"a\\u0062": [1,\n {"x}": "\\"]"},\n'
                          '  {"record_kind": "PolicyEvaluationContext",\n   "action": "export"}]}]')
        found, _ = self.lint(path, status=1)
        self.assertIn(("/0/ab/2/action", 5), [(one["pointer"], one["line"]) for one in found])
        self.assertIn(("/0/ab/2", 4), [(one["pointer"], one["line"]) for one in found])


if __name__ == "__main__":
    unittest.main()
