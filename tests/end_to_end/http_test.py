"""The door on the network: who gets in, what is answered, what is refused and how."""
import json
import socket
import sqlite3
import unittest

from writ import CLINIC, PATIENCE, READ, WritTest, bundle, decision_hash


def example(name):
    return json.loads((CLINIC / f"{name}.json").read_text())


class Decisions(WritTest):
    def setUp(self):
        super().setUp()
        self.use_clinic()
        self.token = self.new_token("--tenant", "clinic", "--role", "nurse", "--assurance", "aal2")

    def decide(self, server, name):
        asked = example(name)
        status, decision = server.ask("policy.decide", asked, self.token)
        self.assertEqual(status, 200, decision)
        self.assertEqual(decision["decisionHash"], decision_hash(asked["request"], decision))
        return decision

    def test_an_allow_a_refusal_and_an_obligation(self):
        server = self.serve("--asserted-roles", "accept")
        allowed = self.decide(server, "allow")
        self.assertTrue(allowed["allow"])
        self.assertEqual(allowed["ruleIds"], ["care-team-reads-own-ward"])
        refused = self.decide(server, "refuse")
        self.assertFalse(refused["allow"])
        self.assertEqual(refused["ruleIds"], ["phi-stays-out-of-cloud-models"])
        self.assertEqual(refused["reason"], "PHI_EGRESS_BLOCK")
        obliged = self.decide(server, "oblige")
        self.assertTrue(obliged["allow"])
        self.assertEqual([one["kind"] for one in obliged["obligations"]],
                         ["require-approval", "require-redaction", "require-verified-report"])

    def test_a_callers_word_about_itself_is_not_taken(self):
        server = self.serve()
        # The ward is in no credential: only the request claims it.
        self.assertFalse(self.decide(server, "allow")["allow"])
        obliged = example("oblige")
        self.assertTrue(self.decide(server, "oblige")["allow"])
        obliged["request"]["ctx"]["principal"]["roles"] = []
        self.assertTrue(server.ask("policy.decide", obliged, self.token)[1]["allow"])
        clerk = self.new_token("--tenant", "clinic", "--role", "clerk", "--assurance", "aal3")
        self.assertFalse(server.ask("policy.decide", example("oblige"), clerk)[1]["allow"])

    def test_what_is_read_but_unknown_is_denied(self):
        server = self.serve()
        anyone = self.new_token()
        asked = example("allow")
        for change, reason in (({"tenantId": "elsewhere"}, "UNKNOWN_POLICY"),
                               ({"name": "default"}, "UNKNOWN_POLICY"),
                               ({"request": {"op": "unheard.of"}}, "DEFAULT_DENY")):
            status, decision = server.ask("policy.decide", {**asked, **change}, anyone)
            self.assertEqual(status, 200)
            self.assertFalse(decision["allow"])
            self.assertEqual(decision["reason"], reason)
            self.assertEqual(decision["policyHash"] == "", reason == "UNKNOWN_POLICY")

    def test_explain(self):
        server = self.serve("--asserted-roles", "accept")
        status, answer = server.ask("policy.explain", example("refuse"), self.token)
        self.assertEqual(status, 200)
        won = [rule["ruleId"] for rule in answer["rules"] if rule["won"]]
        self.assertEqual(won, answer["decision"]["ruleIds"])
        self.assertEqual(len(answer["rules"]), 3)


class Credentials(WritTest):
    def setUp(self):
        super().setUp()
        self.use_clinic()

    def test_no_token(self):
        server = self.serve()
        for path in ("/v1/policy.decide", "/openapi.json", "/v1/none.such", "/", "/v1/"):
            answer = server.request("POST" if "v1" in path else "GET", path, example("allow"))
            self.assert_problem(answer, 401, "http.no_credential")
            self.assertIn("Bearer", answer[1]["WWW-Authenticate"])
        for scheme in ("Basic bm9yYTpub3Jh", "Bearer", "Bearer ", "writ_abc"):
            answer = server.request("POST", "/v1/policy.decide", example("allow"),
                                    headers={"Authorization": scheme})
            self.assertEqual(answer[0], 401, scheme)

    def test_a_wrong_token(self):
        token = self.new_token()
        server = self.serve()
        for wrong in ("writ_" + "A" * 43, token[:-1], token + "A", token.upper(), token[5:]):
            answer = server.request("POST", "/v1/policy.decide", example("allow"), wrong)
            self.assert_problem(answer, 401, "http.unknown_credential")

    def test_a_token_that_is_revoked_while_the_server_runs(self):
        token = self.new_token()
        server = self.serve()
        self.assertEqual(server.ask("policy.decide", example("allow"), token)[0], 200)
        listed = json.loads(self.good("--json", "credentials", "list"))
        self.good("credentials", "revoke", listed["credentials"][0]["credential"]["credentialId"])
        answer = server.request("POST", "/v1/policy.decide", example("allow"), token)
        self.assert_problem(answer, 401, "http.unknown_credential")

    def test_a_token_past_its_time(self):
        past = self.new_token("--expires", "2020-01-01T00:00:00Z")
        future = self.new_token("--expires", "2120-01-01T00:00:00Z")
        server = self.serve()
        answer = server.request("POST", "/v1/policy.decide", example("allow"), past)
        self.assert_problem(answer, 401, "http.expired_credential")
        self.assertEqual(server.ask("policy.decide", example("allow"), future)[0], 200)

    def test_a_token_that_is_made_while_the_server_runs(self):
        server = self.serve()
        token = self.new_token()
        self.assertEqual(server.ask("policy.decide", example("allow"), token)[0], 200)

    def test_what_a_token_does_not_give(self):
        elsewhere = self.new_token("--tenant", "elsewhere")
        reader = self.new_token(capability="read")
        everything = self.new_token(*(f"--capability={name}" for name in (
            "read", "publish", "approve", "operate", "administer")))
        server = self.serve()
        decide = "/v1/policy.decide"
        self.assert_problem(server.request("POST", decide, example("allow"), elsewhere), 403,
                            "ops.foreign_tenant")
        self.assert_problem(server.request("POST", decide, example("allow"), reader), 403,
                            "ops.not_permitted")
        # Refused before the body is looked at.
        self.assert_problem(server.request("POST", decide, b"{", reader), 403, "ops.not_permitted")
        for operation in ("keys.new", "keys.list", "keys.export", "policy.sign", "policy.pin",
                          "policy.rollback", "credential.create", "credential.list"):
            self.assert_problem(server.request("POST", f"/v1/{operation}", {}, everything), 403,
                                "ops.host_only")

    def test_host_and_origin(self):
        token = self.new_token()
        server = self.serve("--origins", "https://ward.example", "--hosts", "writ.example:8421")

        def status(**headers):
            return server.request("POST", "/v1/policy.decide", example("allow"), token,
                                  headers=headers)
        self.assert_problem(status(Host="evil.example"), 403, "http.foreign_host")
        self.assert_problem(status(Host=f"evil.example:{server.port}"), 403, "http.foreign_host")
        self.assert_problem(status(Host=f"127.0.0.1:{server.port + 1}"), 403, "http.foreign_host")
        self.assert_problem(status(Host="127.0.0.1"), 403, "http.foreign_host")
        for origin in ("https://evil.example", "null", f"http://127.0.0.1:{server.port}",
                       "https://ward.example.evil.example", "http://ward.example"):
            self.assert_problem(status(Origin=origin), 403, "http.foreign_origin")
        self.assertEqual(status(Origin="https://ward.example")[0], 200)
        self.assertEqual(status(Host=f"LocalHost:{server.port}")[0], 200)
        self.assertEqual(status(Host="writ.example:8421")[0], 200)
        # The probe tells a rebound name nothing either.
        self.assert_problem(server.request("GET", "/healthz", headers={"Host": "evil.example"}),
                            403, "http.foreign_host")


class Requests(WritTest):
    def setUp(self):
        super().setUp()
        self.use_clinic()
        self.token = self.new_token("--capability=read")
        self.server = self.serve("--max-body", "4096")

    def decide(self, body, **headers):
        return self.server.request("POST", "/v1/policy.decide", body, self.token, headers=headers)

    def test_malformed_json_has_its_place(self):
        twice = b'{"tenantId":"clinic","request":{"op":"a","op":"b"}}'
        problem = self.assert_problem(self.decide(twice), 400, "json.duplicate_name")
        self.assertEqual(problem["errors"][0]["pointer"], "/request/op")
        self.assertEqual(problem["errors"][0]["offset"], twice.rindex(b'"op"'))
        for body, code in ((b"", "json.incomplete"), (b"{", "json.incomplete"),
                           (b"{}x", "json.trailing_data"), (b'{"a":01}', "json.syntax"),
                           (b'"\xff"', "json.bad_utf8"), (b'"\\ud800"', "json.lone_surrogate"),
                           (b"9007199254740993", "json.inexact_integer"),
                           (b"[" * 100, "json.too_deep")):
            problem = self.assert_problem(self.decide(body), 400, code)
            self.assertIn("offset", problem["errors"][0])

    def test_a_request_of_another_shape_tells_every_fault(self):
        problem = self.assert_problem(self.decide({"tenantId": 1, "request": {"labels": "phi"}}),
                                      400, "record.invalid")
        self.assertEqual([error["pointer"] for error in problem["errors"]],
                         ["/request/labels", "/request/op", "/tenantId"])

    def test_nothing_is_there(self):
        self.assert_problem(self.server.request("GET", "/none", token=self.token), 404,
                            "http.unknown_path")
        problem = self.assert_problem(
            self.server.request("POST", "/v1/policy.decides", {}, self.token), 404,
            "ops.unknown_operation")
        self.assertIn("policy.decide", problem["detail"])

    def test_another_method(self):
        for method in ("GET", "PUT", "DELETE"):
            answer = self.server.request(method, "/v1/policy.decide", token=self.token)
            self.assert_problem(answer, 405, "http.wrong_method")
            self.assertEqual(answer[1]["Allow"], "POST")
        answer = self.server.request("POST", "/healthz", {})
        self.assert_problem(answer, 405, "http.wrong_method")
        self.assertEqual(answer[1]["Allow"], "GET, HEAD")

    def test_another_content_type(self):
        body = json.dumps(example("allow")).encode()
        for other in ("text/plain", "application/x-www-form-urlencoded", "application/jsonp"):
            self.assert_problem(self.decide(body, **{"Content-Type": other}), 415,
                                "http.wrong_content_type")
        for good in ("application/json", "Application/JSON; charset=utf-8"):
            self.assertEqual(self.decide(body, **{"Content-Type": good})[0], 200)

    def test_too_large(self):
        answer = self.decide(b'"' + b"x" * 4095 + b'"')
        self.assertEqual(answer[0], 413)
        self.assertEqual(answer[1]["Content-Type"], "application/problem+json")
        self.assertEqual(self.decide(example("allow"))[0], 200)

    def test_rubbish_is_answered_or_closed_and_the_server_goes_on(self):
        for rubbish in (b"\x16\x03\x01\x02\x00\x01", b"GET\r\n\r\n", b"\x00" * 64,
                        b"POST /v1/policy.decide HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
                        b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx"):
            with socket.create_connection(("127.0.0.1", self.server.port), PATIENCE) as raw:
                raw.sendall(rubbish)
                raw.shutdown(socket.SHUT_WR)
                answer = b""
                while piece := raw.recv(4096):
                    answer += piece
                self.assertTrue(answer == b"" or answer.startswith(b"HTTP/1.1 4"), answer)
        self.assertEqual(self.decide(example("allow"))[0], 200)

    def test_many_requests_on_one_connection(self):
        connection = self.server.connect()
        for _ in range(50):
            status, _, _ = self.server.request("POST", "/v1/policy.decide", example("allow"),
                                               self.token, connection=connection)
            self.assertEqual(status, 200)
        connection.close()


class Putting(WritTest):
    """A signed bundle may come by the network: its signature vouches for it."""

    def test_what_is_refused_changes_nothing_and_what_is_good_counts_at_once(self):
        old, good = self.sign_all([bundle("1.0.0"), bundle("1.1.0", effect="deny")])
        self.good("policy", "put", self.write("old.json", old))
        publisher = self.new_token("--tenant", "t", capability="publish")
        admin = self.new_token("--tenant", "t", "--capability=decide", capability="administer")
        stranger = self.new_token("--tenant", "u", capability="administer")
        server = self.serve()

        def allowed():
            status, decision = server.ask("policy.decide", READ, admin)
            self.assertEqual(status, 200)
            return decision["allow"]
        self.assert_problem(server.request("POST", "/v1/policy.put", good, publisher), 403,
                            "ops.not_permitted")
        self.assert_problem(server.request("POST", "/v1/policy.put", good, stranger), 403,
                            "ops.foreign_tenant")
        for pointer, changed in (
                ("/bundle/policyHash", {**good, "bundle": {**good["bundle"], "issuedBy": "eve"}}),
                ("/signature", {**good, "signature": old["signature"]}),
                ("/bundle/version", {**good, "bundle": {**good["bundle"], "version": "2"}}),
                ("/bundle", {"signature": good["signature"]})):
            status, answer = server.ask("policy.put", changed, admin)
            self.assertEqual((status, answer["ok"], answer["pointer"]), (200, False, pointer))
            self.assertTrue(answer["reason"] and answer["message"])
            self.assertTrue(allowed())
        status, answer = server.ask("policy.put", good, admin)
        self.assertEqual((status, answer["ok"], answer["generation"]), (200, True, 2))
        self.assertFalse(allowed())
        self.assertEqual(server.ask("policy.put", good, admin)[1], answer)


class Documents(WritTest):
    def setUp(self):
        super().setUp()
        self.use_clinic()

    def test_health_needs_no_token(self):
        server = self.serve()
        status, headers, body = server.request("GET", "/healthz")
        self.assertEqual((status, json.loads(body)), (200, {"status": "ok"}))
        self.assertEqual(headers["Cache-Control"], "no-store")
        status, _, body = server.request("HEAD", "/healthz")
        self.assertEqual((status, body), (200, b""))

    def test_openapi_describes_every_networked_operation(self):
        token = self.new_token()
        server = self.serve()
        status, headers, body = server.request("GET", "/openapi.json", token=token)
        self.assertEqual((status, headers["Content-Type"]), (200, "application/json"))
        document = json.loads(body)
        self.assertEqual(document, json.loads(self.good("schema", "--openapi")))
        self.assertEqual(document["openapi"], "3.1.0")
        self.assertTrue(document["info"]["title"] and document["info"]["version"])
        self.assertEqual(document["security"], [{"token": []}])
        self.assertIn("token", document["components"]["securitySchemes"])
        self.check_paths(document, server)
        self.check_references(document)

    def check_paths(self, document, server):
        every = json.loads(self.good("--json", "schema"))
        paths = {f"/v1/{name}" for name in every}
        self.assertLess(set(document["paths"]), paths)
        ids = set()
        all_rights = self.new_token(*(f"--capability={name}" for name in (
            "read", "publish", "approve", "operate", "administer")))
        for name in every:
            status, answer = server.ask(name, {}, all_rights)
            is_host_only = answer.get("type") == "urn:writ:problem:ops.host_only"
            self.assertEqual(f"/v1/{name}" in document["paths"], not is_host_only, name)
            if is_host_only:
                continue
            (method, operation), = document["paths"][f"/v1/{name}"].items()
            self.assertEqual(method, "post")
            ids.add(operation["operationId"])
            self.assertTrue(operation["description"])
            self.assertTrue(operation["requestBody"]["required"])
            self.assertIn("schema", operation["requestBody"]["content"]["application/json"])
            self.assertIn("schema",
                          operation["responses"]["200"]["content"]["application/json"])
            self.assertEqual(set(operation["responses"]), {"200", "default"})
        self.assertEqual(len(ids), len(document["paths"]))

    def check_references(self, document):
        """Every $ref finds something, and every schema is found by one."""
        found = set()

        def visit(node):
            if isinstance(node, list):
                for item in node:
                    visit(item)
            elif isinstance(node, dict):
                if isinstance(node.get("$ref"), str):
                    target = document
                    for step in node["$ref"].removeprefix("#/").split("/"):
                        self.assertIn(step, target, node["$ref"])
                        target = target[step]
                    found.add(node["$ref"])
                for value in node.values():
                    visit(value)
        visit(document)
        for name in document["components"]["schemas"]:
            self.assertIn(f"#/components/schemas/{name}", found)


class OurOwnFaults(WritTest):
    """A store that somebody changed behind our back, while nobody served it."""

    def setUp(self):
        super().setUp()
        self.good("policy", "install", self.write("b.json", bundle("1.0.0", effect="deny")))
        self.good("policy", "install",
                  self.write("c.json", {**bundle("1.0.0"), "tenantId": "other"}))
        with sqlite3.connect(self.data / "writ.db") as database:
            database.executescript("""
                DROP TRIGGER bundles_never_change;
                UPDATE bundles SET signed_bundle =
                    replace(signed_bundle, '"effect":"deny"', '"effect":"allow"');""")
        database.close()

    def test_nothing_is_decided_by_it_and_others_are_served(self):
        token = self.new_token()
        server = self.serve()
        self.assertRegex(server.read_log(), "policy `default` of `t`.*tampered")
        answer = server.request("POST", "/v1/policy.decide", READ, token)
        self.assert_problem(answer, 500, "store.corrupt")
        status, decision = server.ask("policy.decide", {**READ, "tenantId": "other"}, token)
        self.assertEqual((status, decision["allow"]), (200, True))

    def test_a_command_does_not_decide_by_it_either(self):
        run = self.writ("call", "policy.decide", stdin=READ)
        self.assertEqual(run.returncode, 3)
        self.assertEqual(json.loads(run.stdout)["type"], "urn:writ:problem:store.corrupt")


if __name__ == "__main__":
    unittest.main()
