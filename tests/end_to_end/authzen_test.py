"""The OpenID Authorization API 1.0 (AuthZEN) over HTTP: a small world of users and records that has
what the specification's certification scenario asks a service to hold."""
import json
import unittest

from writ import WritTest, canonical, sha256

SINGLE, BATCH = "/access/v1/evaluation", "/access/v1/evaluations"
METADATA = "/.well-known/authzen-configuration"


def rule(name, op, effect="allow", priority=1, **when):
    return {"id": name, "description": "d", "priority": priority, "op": op, "effect": effect,
            **({"when": when} if when else {})}


def equals(pointer, value):
    return {"left": pointer, "test": "equals", "right": {"value": value}}


ARCHIVED = equals("/resource/properties/status", "archived")
ALICE = {"left": "/subject/id", "test": "in", "right": {"value": ["alice"]}}
EITHER = {"left": "/subject/id", "test": "in", "right": {"value": ["alice", "bob"]}}
RULES = [
    rule("all-read", "read", attributes=[EITHER]),
    rule("alice-writes", "write", attributes=[ALICE]),
    rule("archives-are-closed", "write", "deny", 2, attributes=[ARCHIVED]),
    rule("admins-write-archives", "write", "allow", 3,
         attributes=[ARCHIVED, equals("/subject/properties/role", "admin")]),
    rule("soft-deletes", "delete", attributes=[ALICE, equals("/action/properties/soft", True)]),
    {**rule("exports-owe", "export", attributes=[EITHER]),
     "obligations": [{"kind": "log-level", "level": "audit"}]},
    {**rule("phi-stays", "send", "deny", 2, labels={"any": ["phi"]}), "reasonCode": "PHI"},
    rule("nurses-send", "send", subject={"rolesAny": ["nurse"], "assuranceAtLeast": "aal2"},
         purpose={"equals": "care"}, riskTierAny=["low"]),
    rule("globs", "open", resource={"glob": "record/a*"})]
WORLD = {"schemaVersion": 1, "tenantId": "t", "name": "default", "version": "1.0.0",
         "issuedAt": "2026-11-01T00:00:00Z", "issuedBy": "ann", "rules": RULES}
OTHER = {**WORLD, "name": "other", "rules": [rule("nothing", "read", "deny")]}


def user(name, **properties):
    return {"type": "user", "id": name, **({"properties": properties} if properties else {})}


def record(name, **properties):
    return {"type": "record", "id": name, **({"properties": properties} if properties else {})}


def action(name, **properties):
    return {"name": name, **({"properties": properties} if properties else {})}


def question(who, what, which, **more):
    return {"subject": who if isinstance(who, dict) else user(who),
            "action": what if isinstance(what, dict) else action(what),
            "resource": which if isinstance(which, dict) else record(which), **more}


class AuthzenTest(WritTest):
    def setUp(self):
        super().setUp()
        for number, one in enumerate((WORLD, OTHER)):
            self.good("policy", "install", self.write(f"{number}.json", one))
        for who, more in (("alice", []), ("bob", ["--attributes", '{"role":"admin"}']),
                          ("nora", ["--role", "nurse", "--assurance", "aal2"]),
                          ("robot", ["--type", "machine"])):
            self.good("principals", "put", who, "--tenant", "t", *more)
        for which, status in (("record-1", "active"), ("record-2", "archived")):
            self.good("resources", "put", "record", which, "--tenant", "t", "--properties",
                      json.dumps({"status": status}))
        self.token = self.new_token("--tenant", "t", "--capability=read")

    def start(self, *flags):
        self.server = self.serve(*flags)

    def post(self, path, body, token=None, **headers):
        return self.server.request("POST", path, body, token or self.token, headers=headers)

    def ask(self, path, body, **more):
        """The JSON of an answer that must be a success."""
        status, headers, content = self.post(path, body, **more)
        self.assertEqual(status, 200, content)
        self.assertEqual(headers["Content-Type"], "application/json")
        return json.loads(content)

    def allows(self, *parts, **more):
        answer = self.ask(SINGLE, question(*parts, **more))
        self.assertEqual(list(answer), ["decision"])
        return answer["decision"]

    def decisions(self, body):
        answer = self.ask(BATCH, body)
        self.assertEqual(list(answer), ["evaluations"])
        return [one["decision"] for one in answer["evaluations"]]

    def assert_error(self, status, path, body, **more):
        got, headers, content = self.post(path, body, **more)
        self.assertEqual(got, status, (path, body, content))
        self.assertEqual(headers["Content-Type"], "text/plain; charset=utf-8")
        self.assertTrue(content)
        return content.decode()


class Evaluation(AuthzenTest):
    def setUp(self):
        super().setUp()
        self.start()

    def test_what_the_certification_scenario_demands(self):
        archived = record("record-2", status="archived")
        for expected, *parts in (
                (True, "alice", "read", "record-1"), (True, "alice", "write", "record-1"),
                (True, "bob", "read", "record-1"), (False, "bob", "write", "record-1"),
                (False, "alice", "write", archived),
                (True, user("bob", role="admin"), "write", archived),
                (True, "alice", action("delete", soft=True), "record-1"),
                (False, "alice", action("delete", soft=False), "record-1")):
            self.assertEqual(self.allows(*parts), expected, parts)
            self.assertEqual(self.allows(*parts, context={"time": "now"}), expected, parts)
            self.assertEqual(self.allows(*parts, future={"a": 1}), expected, parts)

    def test_what_a_directory_holds_counts_before_what_is_said(self):
        self.assertFalse(self.allows("alice", "write", record("record-2", status="active")))
        self.assertFalse(self.allows(user("bob", role="guest"), "write", "record-1"))
        self.assertTrue(self.allows(user("bob", role="guest"), "write", "record-2"))
        # Of a resource that no directory knows the caller is believed.
        self.assertTrue(self.allows("alice", "write", record("r", status="active")))
        self.assertFalse(self.allows("alice", "write", record("r", status="archived")))

    def test_roles_come_from_the_directory_alone(self):
        care = {"context": {"purpose": "care", "riskTier": "low"}}
        self.assertTrue(self.allows("nora", "send", "x", **care))
        for other in ({"purpose": "fun", "riskTier": "low"}, {"purpose": "care"}, None):
            self.assertFalse(self.allows("nora", "send", "x", context=other))
        eve = user("eve", roles=["nurse"], assurance="aal3")
        self.assertFalse(self.allows(eve, "send", "x", **care))
        # The id is that of a user, and this is another thing of the same id.
        self.assertFalse(self.allows({"type": "service", "id": "nora"}, "send", "x", **care))
        self.assertFalse(self.allows("nora", "send", record("x", labels=["phi"]), **care))

    def test_a_resource_is_named_by_type_and_id(self):
        self.assertTrue(self.allows("x", "open", "a1"))
        self.assertFalse(self.allows("x", "open", "b1"))
        self.assertFalse(self.allows("x", "open", {"type": "other", "id": "a1"}))
        self.assertFalse(self.allows("x", "open", {"type": "record/a", "id": "1"}))

    def test_what_is_owed_must_be_asked_for(self):
        self.assertFalse(self.allows("alice", "export", "r"))
        told = self.ask(SINGLE, question("alice", "export", "r",
                                         context={"writ": {"obligations": True}}))
        self.assertEqual(told, {"decision": True, "context": {
            "obligations": [{"kind": "log-level", "level": "audit"}]}})
        why = self.ask(SINGLE, question("alice", "export", "r",
                                        context={"writ": {"reasons": True}}))
        self.assertEqual((why["decision"], why["context"]["reason"]),
                         (False, "OBLIGATIONS_UNTOLD"))

    def test_reasons(self):
        answer = self.ask(SINGLE, question(
            "nora", "send", record("x", labels=["phi"]), context={"writ": {"reasons": True}}))
        context = answer["context"]
        self.assertEqual((answer["decision"], context["reason"], context["ruleIds"]),
                         (False, "PHI", ["phi-stays"]))
        material = {"policyHash": context["policyHash"], "op": "send", "resource": "record/x",
                    "labels": ["phi"], "purpose": None, "ruleIds": ["phi-stays"], "allow": False,
                    "obligations": []}
        self.assertEqual(context["decisionHash"], sha256(material))

    def test_what_is_malformed(self):
        good = question("alice", "read", "record-1")
        for name in good:
            self.assert_error(400, SINGLE, {k: v for k, v in good.items() if k != name})
            for value in ("alice", None, [], 1, {}):
                self.assert_error(400, SINGLE, {**good, name: value})
            for member in good[name]:
                less = {k: v for k, v in good[name].items() if k != member}
                self.assert_error(400, SINGLE, {**good, name: less})
                self.assert_error(400, SINGLE, {**good, name: {**good[name], member: 123}})
            self.assert_error(400, SINGLE, {**good, name: {**good[name], "properties": "x"}})
        self.assert_error(400, SINGLE, {**good, "context": "x"})
        self.assert_error(400, SINGLE, {**good, "context": {"purpose": 1}})
        self.assert_error(400, SINGLE, {**good, "context": {"writ": {"reasons": "yes"}}})
        self.assert_error(400, SINGLE, question("a", "read", record("x", labels="phi")))
        for body in (b"", b"{", b"[]", b"null", b'"x"', b'{"subject":1,"subject":2}', b"\xff"):
            self.assert_error(400, SINGLE, body, **{"Content-Type": "application/json"})
        text = self.assert_error(400, SINGLE, {"subject": {"id": 1}})
        for pointer in ("/action", "/resource", "/subject/id", "/subject/type"):
            self.assertIn(pointer, text)

    def test_the_content_type_must_be_there(self):
        body = json.dumps(question("alice", "read", "record-1")).encode()
        self.assert_error(400, SINGLE, body)
        for other in ("text/plain", "application/jsonp", "application/x-www-form-urlencoded"):
            self.assert_error(400, SINGLE, body, **{"Content-Type": other})
        self.ask(SINGLE, body, **{"Content-Type": "application/json; charset=utf-8"})

    def test_the_requests_id_comes_back(self):
        good = question("alice", "read", "record-1")
        for path, body, token in ((SINGLE, good, None), (SINGLE, {}, None), (BATCH, good, None),
                                  (SINGLE, good, "wrong"), ("/access/v1/none", good, None),
                                  ("/access/v1/search/action", good, None)):
            given = "bfe9eb29 ~ {any text}"
            _, headers, _ = self.post(path, body, token, **{"X-Request-ID": given})
            self.assertEqual(headers.get_all("X-Request-ID"), [given], path)
        self.assertIsNone(self.post(SINGLE, good)[1]["X-Request-ID"])

    def test_who_may_ask(self):
        good = question("alice", "read", "record-1")
        status, headers, content = self.server.request("POST", SINGLE, good)
        self.assertEqual(status, 401)
        self.assertIn("Bearer", headers["WWW-Authenticate"])
        self.assertEqual(headers["Content-Type"], "text/plain; charset=utf-8")
        self.assertTrue(content)
        self.assert_error(401, SINGLE, good, token="writ_wrong")
        self.assert_error(401, "/access/", good, token="writ_wrong")
        reader = self.new_token("--tenant", "t", capability="read")
        self.assert_error(403, SINGLE, good, token=reader)
        decider = self.new_token("--tenant", "t")
        self.assertTrue(self.ask(SINGLE, good, token=decider)["decision"])
        search = {"subject": user("alice"), "resource": record("record-1")}
        self.assert_error(403, "/access/v1/search/action", search, token=decider)
        self.assert_error(403, "/access/v1/search/action", search, token=reader)
        self.assert_error(403, SINGLE, good, Host="evil.example")
        self.assert_error(403, SINGLE, good, Origin="https://evil.example")

    def test_which_tenant_and_policy(self):
        good = question("alice", "read", "record-1")
        anyone = self.new_token()
        self.assert_error(400, SINGLE, good, token=anyone)
        self.assertTrue(self.ask(SINGLE + "?tenant=t", good, token=anyone)["decision"])
        self.assertTrue(self.ask(SINGLE + "?tenant=%74", good)["decision"])
        self.assertFalse(self.ask(SINGLE + "?tenant=u", good, token=anyone)["decision"])
        self.assertFalse(self.ask(SINGLE + "?policy=other", good)["decision"])
        self.assertFalse(self.ask(SINGLE + "?policy=none", good)["decision"])
        self.assert_error(403, SINGLE + "?tenant=u", good)
        for wrong in ("x=1", "policy", "policy=", "policy=a&policy=b", "policy=%zz", "policy=%7",
                      "Policy=other", "tenant=%00"):
            self.assert_error(400, f"{SINGLE}?{wrong}", good)

    def test_other_methods_and_paths(self):
        for path in (SINGLE, BATCH, "/access/v1/search/subject"):
            status, headers, _ = self.server.request("GET", path, token=self.token)
            self.assertEqual((status, headers["Allow"]), (405, "POST"))
        self.assert_error(404, "/access/v1/", {})
        self.assert_error(404, "/access/v2/evaluation", {})


class Batches(AuthzenTest):
    def setUp(self):
        super().setUp()
        self.start()

    def test_defaults_are_whole_entities(self):
        shared = question("alice", "write", record("record-1", status="active"))
        archived = record("record-2", status="archived")
        self.assertEqual(self.decisions({**shared, "evaluations": [
            {}, {"resource": archived}, {"subject": user("bob")},
            {"subject": user("bob", role="admin"), "resource": archived},
            {"action": action("read")}]}), [True, False, False, True, True])
        self.assertEqual(self.decisions({"evaluations": [
            question("alice", "read", "record-1"), question("bob", "write", "record-1")]}),
            [True, False])
        # Nothing of the default is mixed into what stands in its place.
        answer = self.ask(BATCH, {**shared, "evaluations": [{"resource": {"id": "record-1"}}]})
        self.assertFalse(answer["evaluations"][0]["decision"])
        self.assertEqual(answer["evaluations"][0]["context"]["error"]["status"], 400)

    def test_a_context_is_inherited_and_replaced(self):
        care = {"purpose": "care", "riskTier": "low"}
        self.assertEqual(self.decisions({
            **question("nora", "send", "x", context=care),
            "evaluations": [{}, {"context": {"purpose": "care"}}, {"context": None}, {}]}),
            [True, False, True, True])

    def test_one_bad_question_among_good_ones(self):
        answer = self.ask(BATCH, {
            "subject": user("alice"), "action": action("read"),
            "evaluations": [{"resource": record("record-1")}, {}, 7,
                            {"resource": record("record-2")}]})
        self.assertEqual([one["decision"] for one in answer["evaluations"]],
                         [True, False, False, True])
        for one in answer["evaluations"][1:3]:
            self.assertEqual(one["context"]["error"]["status"], 400)
            self.assertTrue(one["context"]["error"]["message"])

    def test_semantics(self):
        def run(semantic, *names):
            return self.decisions({
                "subject": user("alice"), "resource": record("record-1"),
                "options": {"evaluations_semantic": semantic, "another_option": "value"},
                "evaluations": [{"action": action(name)} for name in names]})
        self.assertEqual(run("execute_all", "read", "none", "read"), [True, False, True])
        self.assertEqual(run("deny_on_first_deny", "read", "none", "read"), [True, False])
        self.assertEqual(run("deny_on_first_deny", "read", "write"), [True, True])
        self.assertEqual(run("permit_on_first_permit", "none", "read", "write"), [False, True])
        self.assertEqual(run("permit_on_first_permit", "none", "none"), [False, False])
        failing = {"subject": user("alice"), "action": action("read"),
                   "evaluations": [{}, {"resource": record("record-1")}]}
        for semantic, expected in (("deny_on_first_deny", [False]),
                                   ("permit_on_first_permit", [False, True])):
            self.assertEqual(self.decisions(
                {**failing, "options": {"evaluations_semantic": semantic}}), expected)

    def test_what_is_wrong_with_the_whole(self):
        good = question("alice", "read", "record-1")
        for semantic in ("unheard_of", "EXECUTE_ALL", "", 1, {}):
            self.assert_error(400, BATCH, {**good, "evaluations": [{}],
                                           "options": {"evaluations_semantic": semantic}})
        for wrong in ({"options": 1}, {"evaluations": {}}, {"evaluations": "x"},
                      {"subject": "alice"}, {"subject": {"type": "user"}}):
            self.assert_error(400, BATCH, {**good, "evaluations": [{}], **wrong})
        self.assert_error(400, BATCH, b"{", **{"Content-Type": "application/json"})
        self.assert_error(400, BATCH, {**good, "evaluations": [{}] * 10_001})

    def test_without_a_batch_it_is_one_question(self):
        good = question("alice", "read", "record-1")
        for body in (good, {**good, "evaluations": []}, {**good, "evaluations": None}):
            self.assertEqual(self.ask(BATCH, body), {"decision": True})
        self.assert_error(400, BATCH, {"evaluations": []})
        self.assert_error(400, BATCH, {"subject": user("alice")})


class Searches(AuthzenTest):
    def setUp(self):
        super().setUp()
        self.start()

    def search(self, kind, body, **more):
        return self.ask(f"/access/v1/search/{kind}", body, **more)

    def test_what_the_certification_scenario_demands(self):
        readers = {"results": [user("alice"), user("bob")]}
        who = {"subject": {"type": "user"}, "action": action("read"),
               "resource": record("record-1")}
        self.assertEqual(self.search("subject", who), readers)
        self.assertEqual(self.search("subject", {**who, "context": {"ip": "::1"}}), readers)
        self.assertEqual(self.search("subject", {**who, "subject": user("alice")}), readers)
        self.assertEqual(self.search("subject", {
            **who, "action": action("write"), "resource": record("record-2", status="archived")}),
            {"results": [user("bob")]})
        which = {"subject": user("alice"), "action": action("read"), "resource": {"type": "record"}}
        self.assertEqual(self.search("resource", which),
                         {"results": [record("record-1"), record("record-2")]})
        self.assertEqual(self.search("resource", {**which, "resource": record("record-1")}),
                         {"results": [record("record-1"), record("record-2")]})
        self.assertEqual(self.search("resource", {
            **which, "subject": user("bob", role="admin"), "action": action("write")}),
            {"results": [record("record-2")]})
        what = {"subject": user("alice"), "resource": record("record-1")}
        self.assertEqual(self.search("action", what),
                         {"results": [action("read"), action("write")]})
        self.assertEqual(self.search("action", {
            "subject": user("bob", role="admin"),
            "resource": record("record-2", status="archived")}),
            {"results": [action("read"), action("write")]})

    def test_nothing_found_is_no_error(self):
        nothing = {"results": []}
        self.assertEqual(self.search("subject", {
            "subject": {"type": "spaceship"}, "action": action("read"),
            "resource": record("record-1")}), nothing)
        self.assertEqual(self.search("resource", {
            "subject": user("nobody"), "action": action("read"),
            "resource": {"type": "record"}}), nothing)
        self.assertEqual(self.search("resource", {
            "subject": user("alice"), "action": action("read"),
            "resource": {"type": "spaceship"}}), nothing)
        self.assertEqual(self.search("action", {
            "subject": user("nobody"), "resource": record("record-1")}), nothing)
        self.assertEqual(self.search("action?policy=none", {
            "subject": user("alice"), "resource": record("record-1")}), nothing)

    def test_a_type_is_no_prefix(self):
        self.good("resources", "put", "record/a", "x", "--tenant", "t")
        self.good("resources", "put", "records", "x", "--tenant", "t")
        self.assertEqual(self.search("resource", {
            "subject": user("alice"), "action": action("read"), "resource": {"type": "record"}}),
            {"results": [record("record-1"), record("record-2")]})

    def test_pages(self):
        who = {"subject": {"type": "user"}, "action": action("read"),
               "resource": record("record-1")}
        first = self.search("subject", {**who, "page": {"limit": 1}})
        self.assertEqual(first["results"], [user("alice")])
        self.assertEqual(first["page"]["count"], 1)
        token = first["page"]["next_token"]
        self.assertTrue(token)
        for page in ({"token": token}, {"token": token, "limit": 1}):
            second = self.search("subject", {**who, "page": page})
            self.assertEqual(second["results"], [user("bob")])
        last = self.search("subject", {**who, "page": {"token": second["page"]["next_token"]}})
        self.assertEqual(last, {"page": {"count": 0, "next_token": ""}, "results": []})
        self.assertEqual(list(last), ["page", "results"])
        self.assertEqual(self.search("subject", {**who, "page": {"limit": 0}})["results"], [])
        path = "/access/v1/search/subject"
        for wrong in ({**who, "action": action("write")}, {**who, "context": {"a": 1}}):
            self.assert_error(400, path, {**wrong, "page": {"token": token}})
        for page in ({"token": token, "limit": 2}, {"token": "x"}, {"token": ""}, {"limit": -1},
                     {"limit": 1.5}, {"limit": "1"}, {"token": 1}, 1):
            self.assert_error(400, path, {**who, "page": page})
        self.assert_error(400, path + "?policy=other", {**who, "page": {"token": token}})

    def test_a_page_looks_at_a_thousand_and_no_more(self):
        lines = [json.dumps({"tenantId": "t", "resource": {"type": "box", "id": f"{n:05}"}})
                 for n in range(1200)]
        self.good("call", "resource.put", "--lines", stdin="\n".join(lines).encode())
        which = {"subject": user("alice"), "action": action("read"), "resource": {"type": "box"}}
        first = self.search("resource", which)
        self.assertEqual((len(first["results"]), first["page"]["count"]), (1000, 1000))
        second = self.search("resource", {**which,
                                          "page": {"token": first["page"]["next_token"]}})
        self.assertEqual((len(second["results"]), second["page"]["next_token"]), (200, ""))
        ids = [one["id"] for one in first["results"] + second["results"]]
        self.assertEqual(ids, [f"{n:05}" for n in range(1200)])

    def test_what_is_malformed(self):
        good = {"subject": user("alice"), "action": action("read"), "resource": record("record-1")}
        for kind, found in (("subject", "subject"), ("resource", "resource"), ("action", None)):
            path = f"/access/v1/search/{kind}"
            for name in ("subject", "resource") + (("action",) if found else ()):
                self.assert_error(400, path, {k: v for k, v in good.items() if k != name})
                self.assert_error(400, path, {**good, name: "x"})
                if name not in ("action", found):
                    self.assert_error(400, path, {**good, name: {"type": "user"}})
                if name != "action":
                    self.assert_error(400, path, {**good, name: {"id": "x"}})


class Metadata(AuthzenTest):
    def test_it_names_every_endpoint_to_anybody(self):
        self.start("--hosts", "pdp.example.com")
        for host in ("pdp.example.com", f"127.0.0.1:{self.server.port}"):
            status, headers, body = self.server.request("GET", METADATA, headers={"Host": host})
            self.assertEqual((status, headers["Content-Type"]), (200, "application/json"))
            self.assertIn("max-age", headers["Cache-Control"])
            base = f"https://{host}"
            self.assertEqual(json.loads(body), {
                "policy_decision_point": base,
                "access_evaluation_endpoint": base + SINGLE,
                "access_evaluations_endpoint": base + BATCH,
                **{f"search_{kind}_endpoint": f"{base}/access/v1/search/{kind}"
                   for kind in ("subject", "resource", "action")}})
        status, _, _ = self.server.request("GET", METADATA, headers={"Host": "evil.example"})
        self.assertEqual(status, 403)
        self.assertEqual(self.server.request("HEAD", METADATA)[2], b"")
        status, headers, _ = self.server.request("POST", METADATA, {})
        self.assertEqual((status, headers["Allow"]), (405, "GET, HEAD"))

    def test_it_can_be_switched_off(self):
        self.start("--authzen", "off")
        self.assertEqual(self.server.request("GET", METADATA)[0], 401)
        self.assertEqual(self.post(SINGLE, question("alice", "read", "record-1"))[0], 404)
        self.assert_fails(2, "`authzen` must be `on` or `off`", "serve", "--authzen", "maybe")


class Believed(AuthzenTest):
    """A door that takes its callers' word: what the request says comes before the directory."""

    def test_roles_and_attributes_of_the_subject(self):
        self.start("--asserted-roles", "accept")
        care = {"context": {"purpose": "care", "riskTier": "low"}}
        eve = user("eve", roles=["nurse"], assurance="aal3")
        self.assertTrue(self.allows(eve, "send", "x", **care))
        self.assertTrue(self.allows("nora", "send", "x", **care))
        self.assertFalse(self.allows(user("nora", roles=[]), "send", "x", **care))
        self.assertTrue(self.allows("alice", "write", record("record-2", status="active")))
        self.assert_error(400, SINGLE, question(user("eve", roles="nurse"), "send", "x"))
        answer = self.ask(BATCH, {**question(eve, "send", "x", **care), "evaluations": [
            {}, {"subject": user("eve", roles="nurse")}]})
        self.assertEqual([one["decision"] for one in answer["evaluations"]], [True, False])


class Journal(AuthzenTest):
    def entries(self):
        head = json.loads(self.good("--json", "audit", "head"))
        shown = self.call("journal.entries", {"from": 0, "count": head["size"]})
        return [one["entry"] for one in shown["entries"]
                if one["entry"]["op"].startswith("access.")]

    def test_each_answer_can_be_established(self):
        self.start()
        asked = question("alice", "write", "record-1", context={"a": 1})
        status, headers, _ = self.post(SINGLE, asked)
        self.assertEqual(status, 200)
        batch = {**asked, "evaluations": [{}, {"resource": record("x")}, 7,
                                          {"subject": user("bob")}]}
        _, batch_headers, _ = self.post(BATCH, batch)
        search = {"subject": user("alice"), "resource": record("record-1")}
        _, _, found = self.post("/access/v1/search/action", search)
        one, many, searched = self.entries()
        self.assertEqual(headers["Writ-Journal-Index"], str(one["sequence"]))
        self.assertEqual(batch_headers["Writ-Journal-Index"], str(many["sequence"]))
        counted = {**asked, "ctx": {"principal": {"id": "alice"}},
                   "resource": record("record-1", status="active")}
        self.assertEqual((one["op"], one["outcome"], one["ruleIds"], one["tenant"]),
                         ("access.evaluation", "allow", ["alice-writes"], "t"))
        self.assertEqual(one["requestHash"], sha256(counted))
        self.assertEqual((many["op"], many["count"], many["policyHash"]),
                         ("access.evaluations", 4, one["policyHash"]))
        # Of the record `x` nobody knows whether it is archived: the deny cannot be dodged by that.
        self.assertEqual([item["outcome"] for item in many["items"]],
                         ["allow", "deny", "refused", "deny"])
        bob = {**counted, "subject": user("bob", role="admin"),
               "ctx": {"principal": {"id": "bob", "role": "admin"}}}
        self.assertEqual([item["requestHash"] for item in many["items"]], [
            sha256(counted), sha256({**counted, "resource": record("x")}), sha256(7), sha256(bob)])
        self.assertEqual(many["items"][0]["decisionHash"], one["decisionHash"])
        self.assertEqual((searched["op"], searched["count"], searched["requestHash"],
                          searched["responseHash"]),
                         ("access.search_action", 2, sha256(search), sha256(json.loads(found))))
        self.assertEqual(self.server.stop(), 0)
        replayed = json.loads(self.good("--json", "audit", "replay"))
        self.assertEqual((replayed["ok"], replayed["replayed"], replayed["differences"]),
                         (True, 4, []))

    def test_a_batch_too_long_for_one_entry_has_several(self):
        self.start()
        asked = {**question("alice", "read", "record-1"),
                 "evaluations": [{"resource": record(f"r-{n}")} for n in range(1000)]}
        self.assertEqual(self.decisions(asked), [True] * 1000)
        entries = self.entries()
        self.assertGreater(len(entries), 1)
        self.assertEqual(sum(entry["count"] for entry in entries), 1000)
        self.assertEqual(sum(len(entry["items"]) for entry in entries), 1000)
        for entry in entries:
            self.assertLess(len(canonical(entry)), 65_536)
        self.assertEqual(self.server.stop(), 0)
        self.assertEqual(json.loads(self.good("--json", "audit", "replay"))["replayed"], 1000)

    def test_to_erase_one_question_erases_its_batch(self):
        self.start()
        self.post(BATCH, {**question("alice", "read", "record-1"), "evaluations": [
            {}, {"resource": record("x")}]})
        hashes = [item["requestHash"] for item in self.entries()[0]["items"]]
        self.good("audit", "erase", hashes[1])
        self.assertEqual(self.server.stop(), 0)
        replayed = json.loads(self.good("--json", "audit", "replay"))
        self.assertEqual((replayed["replayed"], replayed["withoutBody"]), (0, 2))


if __name__ == "__main__":
    unittest.main()
