"""Evidence and verified reports: a ward's round from files and decisions to a report that is
published, and what becomes of it when a file changes; on the command line and over HTTP."""
import base64
import ctypes
import ctypes.util
import hashlib
import html.parser
import json
import pathlib
import signal
import subprocess
import unittest

from writ import WritTest, bundle, sha256

RULES = [{"id": "publish", "description": "d", "priority": 1, "op": "report.publish",
          "effect": "allow", "obligations": [{"kind": "require-verified-report"}]},
         {"id": "read", "description": "d", "priority": 1, "op": "read", "effect": "allow"}]


class Round(WritTest):
    def setUp(self):
        super().setUp()
        self.files = self.folder / "files"
        self.files.mkdir()
        self.install(bundle("1.0.0", rules=RULES))
        self.call("evidence.permit",
                  {"tenantId": "t", "directories": [str(self.files)], "sites": []})
        created = self.call("session.create", {"tenantId": "t", "principal": "ann"})
        self.session, self.policy = created["sessionId"], created["policyHash"]

    def install(self, content):
        signed, = self.sign_all([content])
        self.good("policy", "put", self.write("signed.json", signed))

    def observe(self, name, content, ask=None):
        """Writes a file and registers it as evidence."""
        path = self.files / name
        path.write_text(content)
        return (ask or self.call)("evidence.put", {
            "tenantId": "t", "sessionId": self.session, "evidenceId": name, "mode": "observed",
            "summary": name, "source": {"kind": "file", "path": str(path)}})

    def report(self, *evidence, title="A round"):
        return {"schemaVersion": 1, "tenantId": "t", "sessionId": self.session,
                "policyHash": self.policy, "title": title, "summary": "All is well",
                "findings": [{"id": f"f-{one}", "description": one, "severity": "info",
                              "mode": "observed", "evidence": [one]} for one in evidence],
                "evidenceRegistry": list(evidence), "createdAt": "2026-11-23T11:00:00Z"}

    def reasons(self, answer):
        self.assertFalse(answer["ok"], answer)
        self.assertEqual(answer["need"], answer["needs"][0])
        return [need["context"]["reason"] for need in answer["needs"]]

    def journal(self):
        entries = self.call("journal.entries", {"from": 0, "count": 1000})["entries"]
        return [entry["entry"] for entry in entries]


class ByHand(Round):
    def test_a_report_is_published_and_falls_with_its_file(self):
        made = self.observe("roster", "ann,bob")
        self.assertEqual(made["evidence"]["fingerprint"], hashlib.sha256(b"ann,bob").hexdigest())
        answer = self.call("report.publish", self.report("roster"))
        self.assertTrue(answer["ok"], answer)
        report = answer["report"]
        self.assertEqual(report["reportHash"], sha256(self.report("roster")))
        self.assertTrue(self.call("report.verify", report)["ok"])
        status = self.call("report.status", {"tenantId": "t"})
        self.assertTrue(status["valid"])
        (self.files / "roster").write_text("eve")
        status = self.call("report.status", {"tenantId": "t"})
        self.assertEqual(status["reports"][0]["notFresh"][0]["standing"], "changed")
        self.assertTrue(self.call("report.verify", report)["ok"])
        self.assertEqual(self.reasons(self.call("report.publish",
                                                self.report("roster", title="Another"))),
                         ["evidence-stale"])
        self.assertEqual(self.call("journal.replay", {})["differences"], [])

    def test_a_decision_is_evidence(self):
        decided = self.call("session.decide", {"sessionId": self.session,
                                               "request": {"op": "read"}})
        index, = [entry["sequence"] for entry in self.journal()
                  if entry.get("decisionHash") == decided["decisionHash"]]
        made = self.call("evidence.put", {
            "tenantId": "t", "sessionId": self.session, "mode": "observed", "summary": "allowed",
            "source": {"kind": "journal", "index": index}})
        answer = self.call("report.publish", self.report(made["evidence"]["evidenceId"]))
        self.assertTrue(answer["ok"], answer)

    def test_everything_that_is_needed_is_said_at_once(self):
        self.observe("a", "a")
        self.observe("b", "b")
        (self.files / "a").unlink()
        report = self.report("a", "b", "none")
        report["findings"][1]["mode"] = "hypothesized"
        report["policyHash"] = "0" * 64
        self.assertEqual(self.reasons(self.call("report.publish", report)),
                         ["mode-not-publishable", "evidence-stale", "evidence-not-found",
                          "another-policy"])
        entry = self.journal()[-1]
        self.assertEqual((entry["op"], entry["outcome"], entry["reason"]),
                         ("report.publish", "refused", "mode-not-publishable"))

    def test_what_the_operator_does_not_permit_is_not_looked_at(self):
        secret = self.write("secret", "secret")
        (self.files / "link").symlink_to(secret)
        for path in (secret, self.files / "link", pathlib.Path("/etc/hostname")):
            answer = self.call("evidence.put", {
                "tenantId": "t", "sessionId": self.session, "mode": "observed", "summary": "s",
                "source": {"kind": "file", "path": str(path)}})
            self.assertEqual(answer["reason"], "evidence.source_unavailable")

    def test_a_commit_is_evidence_and_a_branch_moves_on(self):
        def git(*arguments):
            return subprocess.run(["git", "-C", self.files, "-c", "user.name=t",
                                   "-c", "user.email=t@example.org", *arguments], check=True,
                                  capture_output=True, text=True).stdout.strip()

        def commit(content):
            (self.files / "roster").write_text(content)
            git("add", "-A")
            git("commit", "-q", "-m", "m")
            return git("rev-parse", "HEAD")

        def register(name, **more):
            return self.call("evidence.put", {
                "tenantId": "t", "sessionId": self.session, "evidenceId": name,
                "mode": "observed", "summary": "s",
                "source": {"kind": "git", "repository": str(self.files), "path": "roster", **more}})

        def standing(name):
            answer = self.call("evidence.verify", {"tenantId": "t", "evidenceId": name})
            return answer["verification"]["standing"]
        git("init", "-q", "-b", "main")
        first = commit("ann,bob")
        made = register("tip")
        self.assertEqual(made["evidence"]["fingerprint"], hashlib.sha256(b"ann,bob").hexdigest())
        self.assertTrue(register("pinned", revision=first)["ok"])
        (self.files / "roster").write_text("not committed")
        self.assertEqual(standing("tip"), "fresh")
        commit("eve")
        self.assertEqual((standing("tip"), standing("pinned")), ("changed", "fresh"))
        git("rm", "-q", "roster")
        git("commit", "-q", "-m", "m")
        self.assertEqual((standing("tip"), standing("pinned")), ("gone", "fresh"))
        self.assertEqual(register("none", revision="none")["reason"],
                         "evidence.source_unavailable")

    def test_an_assurance_case_stands_on_it(self):
        self.observe("roster", "ann,bob")
        case = {"schemaVersion": 1, "tenantId": "t", "sessionId": self.session,
                "policyHash": self.policy, "title": "C", "topGoalId": "G",
                "nodes": [{"kind": "goal", "id": "G", "statement": "g", "supportedBy": ["S"]},
                          {"kind": "solution", "id": "S", "statement": "s",
                           "evidence": ["roster"]}],
                "createdAt": "2026-11-23T11:00:00Z"}
        self.assertTrue(self.call("assurance.sign", {"case": case})["ok"])
        (self.files / "roster").write_text("eve")
        self.assertEqual(self.call("assurance.sign", {"case": case})["reason"],
                         "assurance.evidence_stale")


class WhatMustNotGoOut(Round):
    def setUp(self):
        super().setUp()
        demands = [{"kind": "require-redaction", "profile": profile}
                   for profile in ("medical-strict", "finance-pci")]
        self.install(bundle("1.1.0", rules=[dict(RULES[0], obligations=demands), RULES[1]]))
        created = self.call("session.create", {"tenantId": "t", "principal": "ann"})
        self.session, self.policy = created["sessionId"], created["policyHash"]
        self.observe("roster", "ann,bob")

    def test_a_report_is_held_redacted_and_published(self):
        report = self.report("roster", title="MRN 44712 paid with ４１１１\u00a01111\u200b1111-1111")
        refused = self.call("report.publish", report)
        self.assertEqual(self.reasons(refused), ["redaction-outstanding"] * 2)
        self.assertEqual([(one["context"]["pointer"], one["context"]["detector"])
                          for one in refused["needs"]], [("/title", "mrn"), ("/title", "card-16")])
        self.assertNotIn("44712", json.dumps(refused))
        redacted = self.call("report.redact", {"report": report,
                                               "profiles": ["medical-strict", "finance-pci"]})
        self.assertTrue(redacted["ok"], redacted)
        self.assertEqual(redacted["report"]["title"],
                         "MRN [redacted:mrn] paid with [redacted:card 1111]")
        published = self.call("report.publish", redacted["report"])
        self.assertTrue(published["ok"], published)
        self.assertEqual(published["report"]["reportHash"],
                         redacted["redactionMap"]["reportHash"])
        for place, was in zip(redacted["redactionMap"]["places"], ("44712", "1111-1111")):
            cut = report["title"][place["offset"]:place["offset"] + place["length"]]
            self.assertTrue(cut.endswith(was), place)

    def test_whoever_reads_a_policy_can_read_its_profiles(self):
        profiles = {one.pop("profile"): one for one in
                    self.call("redaction.profiles", {})["profiles"]}
        self.assertEqual(sorted(profiles),
                         ["default", "finance-pci", "legal-privileged", "medical-strict"])
        strict = profiles["medical-strict"]
        self.assertEqual(strict["hash"], sha256({"detectors": strict["detectors"],
                                                 "profile": "medical-strict"}))


class Ed25519:
    """Checks signatures with OpenSSL, which Writ does not sign with."""

    NUMBER = 1087  # EVP_PKEY_ED25519

    def __init__(self, public_key):
        self.crypto = ctypes.CDLL(ctypes.util.find_library("crypto"))
        for name in ("EVP_PKEY_new_raw_public_key", "EVP_MD_CTX_new"):
            getattr(self.crypto, name).restype = ctypes.c_void_p
        self.key = ctypes.c_void_p(self.crypto.EVP_PKEY_new_raw_public_key(
            self.NUMBER, None, public_key, ctypes.c_size_t(len(public_key))))

    def verifies(self, signature, message):
        context = ctypes.c_void_p(self.crypto.EVP_MD_CTX_new())
        self.crypto.EVP_DigestVerifyInit(context, None, None, None, self.key)
        verdict = self.crypto.EVP_DigestVerify(context, signature, ctypes.c_size_t(len(signature)),
                                               message, ctypes.c_size_t(len(message)))
        self.crypto.EVP_MD_CTX_free(context)
        return verdict == 1


class Exported(Round):
    HOSTILE = "</style><script>alert(1)</script> [x](javascript:1) # \u202e | `"

    def publish(self, **more):
        self.observe("roster", "ann,bob")
        answer = self.call("report.publish", self.report("roster", **more))
        self.assertTrue(answer["ok"], answer)
        return answer["report"]

    def export(self, report, how):
        answer = self.call("report.export", {"tenantId": "t", "reportHash": report["reportHash"],
                                             "format": how})
        self.assertTrue(answer["ok"], answer)
        return answer

    def test_an_attestation_verifies_by_the_standards_alone(self):
        report = self.publish()
        answer = self.export(report, "in-toto")
        self.assertEqual(answer["mediaType"], "application/vnd.dsse.envelope.v1+json")
        envelope = json.loads(answer["text"])
        self.assertEqual(envelope["payloadType"], "application/vnd.in-toto+json")
        payload = base64.b64decode(envelope["payload"], validate=True)
        statement = json.loads(payload)
        self.assertEqual(statement["_type"], "https://in-toto.io/Statement/v1")
        self.assertEqual(statement["predicateType"], "urn:writ:verified-report:v1")
        self.assertEqual(statement["predicate"], report)
        subject, = statement["subject"]
        self.assertEqual(subject["digest"], {"sha256": sha256(report["body"])})

        made, = envelope["signatures"]
        key, = [one for one in self.call("keys.list", {})["keys"]
                if one["keyId"] == made["keyid"]]
        self.assertEqual(key["purpose"], "audit")
        verifier = Ed25519(base64.b64decode(key["publicKey"]))
        signature = base64.b64decode(made["sig"], validate=True)

        def encoded(kind, content):
            return b" ".join([b"DSSEv1", str(len(kind)).encode(), kind.encode(),
                              str(len(content)).encode(), content])
        message = encoded(envelope["payloadType"], payload)
        self.assertTrue(verifier.verifies(signature, message))
        for at in range(len(message)):
            altered = bytearray(message)
            altered[at] ^= 1
            self.assertFalse(verifier.verifies(signature, bytes(altered)), at)
        for at in range(len(signature)):
            altered = bytearray(signature)
            altered[at] ^= 1
            self.assertFalse(verifier.verifies(bytes(altered), message), at)
        self.assertFalse(verifier.verifies(signature, encoded("application/json", payload)))
        self.assertEqual(self.journal()[-1]["keyId"], made["keyid"])
        self.assertEqual(self.export(report, "in-toto")["text"], answer["text"])

    def test_pages_tell_how_the_evidence_stands_now(self):
        report = self.publish()
        for how in ("markdown", "html"):
            self.assertIn("It stands", self.export(report, how)["text"])
        (self.files / "roster").write_text("eve")
        for how in ("markdown", "html"):
            text = self.export(report, how)["text"]
            self.assertIn("It does not stand", text)
            self.assertIn("changed", text)

    def test_a_page_shows_what_a_report_says_and_does_nothing_of_it(self):
        report = self.publish(title=self.HOSTILE)
        page = self.export(report, "html")["text"]

        class Reader(html.parser.HTMLParser):
            tags, texts = [], []

            def handle_starttag(self, tag, attrs):
                self.tags.append((tag, dict(attrs)))

            def handle_data(self, data):
                self.texts.append(data)
        reader = Reader()
        reader.feed(page)
        reader.close()
        self.assertIn(self.HOSTILE, reader.texts)
        self.assertLessEqual({tag for tag, _ in reader.tags}, {
            "html", "head", "meta", "title", "style", "body", "header", "main", "footer", "h1",
            "h2", "p", "span", "time", "bdi", "article", "table", "caption", "thead", "tbody",
            "tr", "th", "td", "br", "dl", "dt", "dd"})
        self.assertLessEqual({name for _, attrs in reader.tags for name in attrs}, {
            "lang", "charset", "http-equiv", "content", "name", "class", "scope"})
        policy, = [attrs["content"] for _, attrs in reader.tags if "http-equiv" in attrs]
        style = page.partition("<style>")[2].partition("</style>")[0].encode()
        digest = base64.b64encode(hashlib.sha256(style).digest()).decode()
        self.assertEqual(policy, f"default-src 'none'; style-src 'sha256-{digest}'; "
                                 "base-uri 'none'; form-action 'none'")


class OnTheCommandLine(Round):
    def test_a_report_from_its_author_to_its_readers(self):
        self.observe("roster", "ann,bob")
        draft = self.write("draft.json", self.report("roster", title="of ann@clinic.example"))
        redacted = self.good("report", "redact", draft, "--profile", "default")
        self.assertEqual(json.loads(redacted)["title"], "of [redacted:email]")
        published = self.good("report", "publish", self.write("report.json", json.loads(redacted)))
        self.assertEqual(self.good("report", "verify", self.write("verified.json",
                                                                  json.loads(published))), "good\n")
        reference = (json.loads(published)["reportHash"], "--tenant", "t")
        self.assertTrue(self.good("report", "export", *reference).startswith("<!DOCTYPE html>"))
        self.assertIn("payloadType",
                      json.loads(self.good("report", "export", *reference, "--format", "in-toto")))
        self.assertIn("stands", self.good("report", "status", "--tenant", "t"))
        (self.files / "roster").write_text("eve")
        status = self.writ("report", "status", "--tenant", "t")
        self.assertEqual(status.returncode, 1)
        self.assertIn("roster is changed", status.stdout.decode())
        self.assert_fails(1, r"(?s)evidence-stale.*at /evidenceRegistry/0", "report", "publish",
                          draft)
        self.assert_fails(1, "report.unknown", "report", "export", "0" * 64, "--tenant", "t")
        self.assert_fails(2, "profiles/0", "report", "redact", draft, "--profile", "none")

    def test_evidence_from_its_source_to_whether_it_is_still_so(self):
        path = self.files / "roster"
        path.write_text("ann,bob")
        request = {"tenantId": "t", "sessionId": self.session, "evidenceId": "roster",
                   "mode": "observed", "summary": "who is on shift",
                   "source": {"kind": "file", "path": str(path)}}
        asked = self.write("request.json", request)
        self.assertRegex(self.good("evidence", "put", asked),
                         r"^roster +observed .*who is on shift\n$")
        got = json.loads(self.good("evidence", "get", "roster", "--tenant", "t"))
        self.assertEqual(got["fingerprint"], hashlib.sha256(b"ann,bob").hexdigest())
        self.assertEqual(json.loads(self.good("evidence", "get", "roster", "--tenant", "t",
                                              "--json"))["evidence"], got)
        whole, own = ("evidence", "list", "--tenant", "t"), ("--session", self.session)
        self.assertRegex(self.good(*whole, *own), r"^roster +observed ")
        self.assertEqual(self.good(*whole, "--session", "another"), "")
        one = ("evidence", "verify", "roster", "--tenant", "t")
        every = ("evidence", "verify", "--tenant", "t")
        self.assertRegex(self.good(*one), r"^roster +fresh")
        self.assertRegex(self.good(*every, *own), r"^roster +fresh")
        path.write_text("eve")
        for command in (one, every):
            verified = self.writ(*command)
            self.assertEqual(verified.returncode, 1)
            self.assertRegex(verified.stdout.decode(), r"^roster +changed ")
        self.assertEqual(self.good(*every, "--session", "another"), "")
        asked = self.write("again.json", {**request, "summary": "another"})
        self.assert_fails(1, r"(?s)evidence.id_taken.*at /evidenceId", "evidence", "put", asked)
        self.assert_fails(1, "evidence.unknown", "evidence", "get", "none", "--tenant", "t")
        self.assertEqual(self.writ(*one, *own).returncode, 2, "one piece, or those of a session")

    def test_what_cannot_be_taken_out_is_told(self):
        self.observe("roster", "ann,bob")
        draft = self.report("roster")
        draft["findings"][0]["id"] = "ann@clinic.example"
        self.assert_fails(1, r"(?s)redaction-outstanding.*at /findings/0/id", "report", "redact",
                          self.write("draft.json", draft), "--profile", "default")


class ByTheServer(Round):
    def test_an_agent_gathers_and_a_publisher_publishes(self):
        server = self.serve()
        agent = self.new_token("--tenant", "t", principal="ann")
        publisher = self.new_token("--tenant", "t", "--speaks-for-tenant", principal="desk",
                                   capability="publish")

        def by_agent(operation, body):
            status, answer = server.ask(operation, body, agent)
            self.assertEqual(status, 200, answer)
            return answer
        self.assertTrue(self.observe("roster", "ann,bob", by_agent)["ok"])
        self.assertEqual(server.ask("report.publish", self.report("roster"), agent)[0], 403)
        status, answer = server.ask("report.publish", self.report("roster"), publisher)
        self.assertEqual((status, answer["ok"]), (200, True), answer)
        self.assertEqual(server.ask("evidence.permit", {"tenantId": "t", "directories": ["/etc"],
                                                        "sites": []}, publisher)[0], 403)
        foreign = self.new_token("--tenant", "u", capability="read")
        self.assertEqual(server.ask("report.list", {"tenantId": "t"}, foreign)[0], 403)

    def test_killed_right_after_the_answer_it_has_the_report_and_the_entry(self):
        self.observe("roster", "ann,bob")
        for number in range(4):
            server = self.serve()
            operator = self.new_token("--tenant", "t", "--speaks-for-tenant", capability="publish")
            status, answer = server.ask("report.publish",
                                        self.report("roster", title=f"{number}"), operator)
            server.stop(signal.SIGKILL)
            self.assertEqual((status, answer["ok"]), (200, True), answer)
            kept = self.call("report.list", {"tenantId": "t"})["reports"]
            self.assertIn(answer["report"]["reportHash"], [one["reportHash"] for one in kept])
            self.assertEqual(len(kept), number + 1)
            published = [entry for entry in self.journal() if entry["op"] == "report.publish"]
            self.assertEqual([entry["outcome"] for entry in published], ["done"] * (number + 1))


if __name__ == "__main__":
    unittest.main()
