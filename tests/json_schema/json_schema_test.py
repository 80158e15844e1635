"""Holds the JSON Schemas that Writ makes of its records against what it reads.

Documents that are right are changed in every place, one change at a time, and given to Writ's
reader and to a validator of JSON Schema. What the reader takes the schema must take, and the other
way round, but for rules that JSON Schema has no words for.
"""

import copy
import json
import re
import subprocess
import sys
import unittest

from jsonschema import Draft202012Validator

READER = sys.argv.pop(1)

HEX = "0123456789abcdef" * 4
DOCUMENTS = {
    "Drawing": {
        "anything": [1], "centre": {"x": -5, "y": 0.5}, "colour": "deep-blue", "digest": HEX,
        "figures": [{"kind": "circle", "radius": 1.5},
                    {"kind": "line", "label": "l", "points": [{"x": 0, "y": 0}]}],
        "guest": {"id": "g", "roles": ["a", "b"]}, "id": "d1", "madeAt": "2026-11-23T14:08:00Z",
        "palettes": [[], ["red", "green"]], "scale": 0.25, "schemaVersion": 1,
        "span": {"from": 2, "to": 3}, "tags": ["x", ""], "title": "t", "visible": True},
    "PDPRequest": {
        "ctx": {"principal": {"id": "u", "roles": ["r"], "assurance": "aal2", "more": 1},
                "riskTier": "low", "more": {}},
        "op": "llm.complete", "resource": "a/b", "labels": ["phi"], "purpose": "care",
        "argsSummary": {"n": 1}},
    "PolicyObligation": {
        "record_kind": "PolicyObligation", "schema_version": "1",
        "recorded_at": "2026-11-23T14:08:00.000Z", "obligation_id": "o", "schema_owner": "DOC81",
        "obligation_kind": "require_safe_label", "applies_to_actions": ["retrieve"],
        "enforcement_owner": "DOC84", "blocking": True, "reason_code": "R",
        "parameters": {"safe_label_policy_ref": "label",
                       "allow_existence_disclosure_only_if_policy_allows": True}},
    "SignedPolicyBundle": {
        "bundle": {
            "schemaVersion": 1, "tenantId": "t", "name": "n", "version": "1.2.3",
            "issuedAt": "2026-11-23T14:08:00Z", "issuedBy": "u", "policyHash": HEX,
            "expiresAt": "2027-11-23T14:08:00Z", "changelog": "first",
            "rules": [
                {"id": "r1", "description": "d", "priority": 10, "op": "llm.complete",
                 "effect": "allow", "reasonCode": "OK",
                 "when": {"subject": {"rolesAny": ["a"], "rolesAll": [],
                                      "assuranceAtLeast": "aal2"},
                          "resource": {"equals": "x", "glob": "a/**", "notGlob": "b"},
                          "labels": {"any": ["phi"], "all": [], "none": ["x"]},
                          "purpose": {"equals": "care", "anyOf": ["care"]},
                          "riskTierAny": ["low", "high"],
                          "attributes": [{"left": "/ctx/a", "test": "equals",
                                          "right": {"value": 1}}]},
                 "obligations": [
                     {"kind": "require-approval",
                      "policy": {"allowedRoles": ["a"], "minAssurance": "aal3",
                                 "expiresInSeconds": 60}},
                     {"kind": "require-redaction", "profile": "medical-strict"},
                     {"kind": "token-cap", "maxTokens": 100},
                     {"kind": "deny-egress", "reason": "r"},
                     {"kind": "log-level", "level": "audit"},
                     {"kind": "require-verified-report"}]},
                {"id": "r2", "description": "d", "priority": -1.5, "op": "memory.retrieve",
                 "effect": "deny",
                 "memory": {"content_fidelity": "redacted", "locality": "local_only",
                            "destination": ["firm_server"], "surface_ref": ["s"]}}]},
        "signature": {"keyId": "k", "alg": "ed25519", "sig": "AAAA"}},
}

REPLACEMENTS = [None, True, 0, 1, -1, 0.5, 1e300, "", "red", "line", "a\tb", "1.0", HEX.upper(),
                "x" * 600, [], [None], {}, {"kind": "circle"}]

# Members with a rule that their schema does not say: a format or a record's check().
NOT_IN_SCHEMA = {"madeAt", "to", "issuedAt", "expiresAt", "left", "pointer", "recorded_at"}


def places(document, path=()):
    """The path of every value in the document."""
    yield path
    items = document.items() if isinstance(document, dict) else (
        enumerate(document) if isinstance(document, list) else ())
    for key, value in items:
        yield from places(value, path + (key,))


def changed(document, path, change):
    """A copy of the document in which `change(container, key)` was applied at the path."""
    root = [copy.deepcopy(document)]
    container, keys = root, (0,) + path
    for key in keys[:-1]:
        container = container[key]
    change(container, keys[-1])
    return root[0] if root else None


def variants(document):
    """The document with one thing changed, for every thing and several changes."""
    for path in places(document):
        for value in REPLACEMENTS:
            yield changed(document, path, lambda at, key: at.__setitem__(key, value))
        if path:
            yield changed(document, path, lambda at, key: at.__delitem__(key))
        value = document
        for key in path:
            value = value[key]
        if isinstance(value, dict):
            yield changed(document, path, lambda at, key: at[key].__setitem__("unknown", 1))
        if isinstance(value, list):
            yield changed(document, path, lambda at, key: at[key].append("red"))


def said_by_schema(fault):
    code, pointer = fault
    return code.startswith("record.") and pointer.rsplit("/", 1)[-1] not in NOT_IN_SCHEMA


class JsonSchemaTest(unittest.TestCase):
    def schema(self, name):
        run = subprocess.run([READER, "schema", name], capture_output=True, check=True)
        return json.loads(run.stdout)

    def faults(self, name, documents):
        lines = "".join(f"{name} {json.dumps(document)}\n" for document in documents)
        run = subprocess.run([READER, "read"], input=lines.encode(), capture_output=True,
                             check=True)
        return [json.loads(line) for line in run.stdout.splitlines()]

    def test_the_schemas_are_schemas(self):
        for name in DOCUMENTS:
            Draft202012Validator.check_schema(self.schema(name))

    def test_every_reference_leads_to_a_definition(self):
        for name in DOCUMENTS:
            schema = self.schema(name)
            referred = set(re.findall(r'"#/\$defs/([^"]+)"', json.dumps(schema)))
            self.assertEqual(referred, set(schema["$defs"]))

    def test_what_is_right_is_taken_by_both(self):
        for name, document in DOCUMENTS.items():
            self.assertEqual(self.faults(name, [document]), [[]])
            Draft202012Validator(self.schema(name)).validate(document)

    def test_the_parameters_of_an_obligation_are_those_of_its_kind(self):
        right = DOCUMENTS["PolicyObligation"]
        without = {key: value for key, value in right.items() if key != "parameters"}
        validator = Draft202012Validator(self.schema("PolicyObligation"))
        for kind, whole in (("require_safe_label", True), ("require_review_queue", False),
                            ("hide_existence", False), ("a kind of the future", True)):
            document = {**right, "obligation_kind": kind}
            self.assertEqual(validator.is_valid(document), whole, kind)
            self.assertEqual(self.faults("PolicyObligation", [document]) == [[]], whole, kind)
        for kind, whole in (("require_safe_label", False), ("hide_existence", True)):
            document = {**without, "obligation_kind": kind}
            self.assertEqual(validator.is_valid(document), whole, kind)
            self.assertEqual(self.faults("PolicyObligation", [document]) == [[]], whole, kind)

    def test_the_schema_and_the_reader_agree(self):
        for name, document in DOCUMENTS.items():
            validator = Draft202012Validator(self.schema(name))
            documents = list(variants(document))
            taken = 0
            for each, faults in zip(documents, self.faults(name, documents), strict=True):
                valid = validator.is_valid(each)
                if valid:
                    said = [fault for fault in faults if said_by_schema(fault)]
                    self.assertEqual(said, [], f"{name}: the schema alone takes {json.dumps(each)}")
                else:
                    self.assertNotEqual(faults, [], f"{name}: the reader alone takes "
                                                    f"{json.dumps(each)}")
                taken += valid
            self.assertGreater(taken, 10)
            self.assertGreater(len(documents) - taken, 100)
            print(f"{name}: {len(documents)} documents, {taken} of them taken")


unittest.main()
