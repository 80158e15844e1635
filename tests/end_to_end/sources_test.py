"""Bundle sources: a policy that is pulled from a site or a directory, by a site that misbehaves.

The site speaks HTTPS under an authority of the test's own, and answers as its `mode` says.
"""
import hashlib
import http.server
import json
import pathlib
import signal
import ssl
import subprocess
import tempfile
import threading
import time
import unittest

from writ import PATIENCE, READ, WritTest, bundle

BOUND = 4  # seconds, where a test waits for it


def until(condition, what, patience=PATIENCE):
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        found = condition()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"not within {patience} s: {what}")


class Certificates:
    """An authority, and a certificate of this machine that it vouches for; made once."""
    folder = None

    @classmethod
    def get(cls):
        if cls.folder is None:
            cls.folder = tempfile.TemporaryDirectory(prefix="writ-ca-")
            cls.make(pathlib.Path(cls.folder.name))
        return pathlib.Path(cls.folder.name)

    @staticmethod
    def make(path):
        def openssl(*arguments):
            subprocess.run(["openssl", *arguments], cwd=path, check=True, capture_output=True)
        new_key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        for name in ("ca", "other"):
            openssl("req", "-x509", *new_key, "-keyout", f"{name}.key", "-out", f"{name}.pem",
                    "-days", "2", "-subj", f"/CN={name}", "-addext",
                    "basicConstraints=critical,CA:TRUE")
        openssl("req", *new_key, "-keyout", "site.key", "-out", "site.csr", "-subj", "/CN=site")
        (path / "san").write_text("subjectAltName=IP:127.0.0.1,DNS:localhost")
        openssl("x509", "-req", "-in", "site.csr", "-CA", "ca.pem", "-CAkey", "ca.key",
                "-CAcreateserial", "-days", "2", "-out", "site.pem", "-extfile", "san")


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        site = self.server.site
        body = site.body
        tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        given = self.headers.get("If-None-Match")
        site.asked.append((self.path, given))
        if site.mode == "hang":
            site.released.wait(PATIENCE)
            self.close_connection = True
        elif site.mode == "redirect":
            self.answer(302, b"", Location=site.elsewhere)
        elif site.mode == "error":
            self.answer(503, b"")
        elif site.mode == "huge":
            self.send_huge()
        elif site.mode == "truncated":
            self.answer(200, body[:len(body) // 2], length=len(body))
            self.close_connection = True
        elif site.mode == "cut":
            self.answer(200, body[:len(body) // 2])
        elif site.mode == "always-unchanged" or (given == tag and site.mode == "good"):
            self.answer(304, None, ETag=given or tag)
        else:
            self.answer(200, body, ETag=tag)

    def answer(self, status, body, length=None, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if body is not None:
            self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        if body:
            self.wfile.write(body)

    def send_huge(self):
        self.send_response(200)
        self.send_header("Connection", "close")
        self.end_headers()
        try:
            for _ in range(64):
                self.wfile.write(b" " * (1 << 20))
        except OSError:
            pass  # as it should: the reader has had enough
        self.close_connection = True

    def log_message(self, *_):
        pass


class QuietServer(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        pass  # a client that will not have us is part of the tests


class Site:
    """An HTTPS server on this machine."""

    def __init__(self, body=b""):
        self.body, self.mode, self.elsewhere = body, "good", ""
        self.asked = []
        self.released = threading.Event()
        self.server = QuietServer(("127.0.0.1", 0), Handler)
        self.server.site = self
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        folder = Certificates.get()
        context.load_cert_chain(folder / "site.pem", folder / "site.key")
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True,
                                                 do_handshake_on_connect=False)
        self.url = f"https://127.0.0.1:{self.server.server_port}/bundle.json"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def serve(self, signed, mode="good"):
        self.body, self.mode = json.dumps(signed).encode(), mode

    def close(self):
        self.released.set()
        self.server.shutdown()
        self.server.server_close()


class SourceTest(WritTest):
    def setUp(self):
        super().setUp()
        self.first, self.second, self.third = self.sign_all(
            [bundle("1.0.0"), bundle("1.1.0", "deny"), bundle("1.2.0")])
        self.ca = Certificates.get() / "ca.pem"

    def site(self, signed=None):
        site = Site()
        self.addCleanup(site.close)
        if signed is not None:
            site.serve(signed)
        return site

    def put_source(self, location, *flags, tenant="t", every=1, ca=None):
        self.good("sources", "put", "--tenant", tenant, location, "--every", str(every),
                  "--ca-file", ca or self.ca, *flags)

    def poll(self):
        run = self.writ("--json", "sources", "poll", "--tenant", "t")
        self.assertIn(run.returncode, (0, 1), run.stderr)
        return json.loads(run.stdout)

    def report(self):
        return self.call("source.get", {"tenantId": "t"})

    def decision(self):
        return self.call("policy.decide", READ)

    def assert_decides(self, signed):
        self.assertEqual(self.decision()["policyHash"], signed["bundle"]["policyHash"])
        self.assertNotEqual(self.decision().get("reason"), "POLICY_SOURCE_STALE")

    def journal(self):
        entries = self.call("journal.entries", {"from": 0, "count": 1000})["entries"]
        return [entry["entry"] for entry in entries]


class ByHand(SourceTest):
    """`writ sources poll`, without a server."""

    def test_a_bundle_comes_and_the_etag_spares_the_next(self):
        site = self.site(self.first)
        self.put_source(site.url)
        polled = self.poll()
        self.assertEqual((polled["ok"], polled["brought"]), (True, True))
        self.assert_decides(self.first)
        before = self.call("journal.head", {})["size"]
        polled = self.poll()
        self.assertEqual((polled["ok"], polled["brought"]), (True, False))
        self.assertIsNone(site.asked[0][1])
        self.assertRegex(site.asked[1][1], '^"[0-9a-f]{16}"$')
        # A poll that changed nothing is in no journal.
        self.assertEqual(self.call("journal.head", {})["size"], before)
        site.serve(self.second)
        self.assertTrue(self.poll()["brought"])
        self.assert_decides(self.second)

    def test_what_is_no_contact_changes_nothing_and_is_said(self):
        site, other = self.site(self.second), self.site(self.third)
        self.put_source(site.url, "--fail-closed-after", "3600", "--source-timeout", "1")
        contact = self.poll()["report"]["standing"]["contactAt"]
        unsigned = {**self.third, "signature": {**self.third["signature"], "keyId": "nobody"}}
        changed = {**self.third, "bundle": {**self.third["bundle"], "issuedBy": "eve"}}
        resigned = {**self.third, "signature": self.second["signature"]}
        site.elsewhere = other.url
        for signed, mode, reason in (
                (self.first, "good", "version-rollback"),
                (unsigned, "good", "unknown-key"),
                ({"bundle": self.third["bundle"]}, "good", "missing-member"),
                (changed, "good", "policy-hash-mismatch"),
                (resigned, "good", "signature-invalid"),
                (self.third, "cut", "incomplete"),
                (self.third, "truncated", "http.unreachable"),
                (self.third, "hang", "http.unreachable"),
                (self.third, "error", "http.unreachable"),
                (self.third, "redirect", "http.redirected"),
                (self.third, "huge", "http.too_large")):
            site.serve(signed, mode)
            polled = self.poll()
            self.assertEqual((polled["ok"], polled["reason"]), (False, reason), (mode, polled))
            self.assertEqual(polled["report"]["standing"]["contactAt"], contact)
            self.assertEqual(polled["report"]["stale"], False)
            self.assert_decides(self.second)
        self.assertEqual(other.asked, [])
        site.released.set()
        site.serve(self.third)
        polled = self.poll()
        self.assertEqual((polled["ok"], polled["brought"]), (True, True))
        self.assertNotIn("failure", polled["report"]["standing"])
        self.assert_decides(self.third)

    def test_an_older_bundle_is_no_contact_though_it_is_stored_and_signed(self):
        self.good("policy", "put", self.write("a.json", self.first))
        self.good("policy", "put", self.write("b.json", self.second))
        self.put_source(self.site(self.first).url)
        polled = self.poll()
        self.assertEqual((polled["ok"], polled["reason"]), (False, "version-rollback"))
        self.assertNotIn("contactAt", polled["report"]["standing"])

    def test_unchanged_is_no_contact_before_there_was_one(self):
        site = self.site(self.first)
        site.mode = "always-unchanged"
        self.put_source(site.url)
        self.assertEqual(self.poll()["reason"], "http.redirected")

    def test_a_bundle_of_another_policy(self):
        foreign, = self.sign_all([{**bundle("9.0.0"), "tenantId": "u"}])
        named, = self.sign_all([{**bundle("9.0.0"), "name": "other"}])
        for signed in (foreign, named):
            self.put_source(self.site(signed).url)
            polled = self.poll()
            self.assertEqual((polled["ok"], polled["reason"]), (False, "source-mismatch"))
        self.assertEqual(self.call("policy.list", {"tenantId": "u"})["policies"], [])

    def test_a_site_that_nobody_vouches_for(self):
        site = self.site(self.first)
        self.put_source(site.url, ca=Certificates.get() / "other.pem")
        polled = self.poll()
        self.assertEqual((polled["ok"], polled["reason"]), (False, "http.unreachable"))
        self.good("sources", "put", "--tenant", "t", site.url)  # the system's authorities
        self.assertEqual(self.poll()["reason"], "http.unreachable")
        self.assertEqual(site.asked, [])

    def test_a_directory(self):
        folder = self.folder / "bundles"
        folder.mkdir()
        self.good("sources", "put", "--tenant", "t", folder)
        self.assertEqual(self.poll()["reason"], "source-empty")
        for name, signed in (("a", self.first), ("b", self.second)):
            (folder / f"{name}.json").write_text(json.dumps(signed))
        (folder / "c.json").write_text(json.dumps(self.third)[:300])
        (folder / "d.txt").write_text("not looked at")
        polled = self.poll()
        self.assertEqual((polled["ok"], polled["brought"]), (True, True))
        self.assert_decides(self.second)
        passed_over, = polled["report"]["standing"]["passedOver"]
        self.assertIn("c.json", passed_over)
        self.assertIn("c.json", self.good("sources", "list", "--tenant", "t"))
        (folder / "c.json").write_text(json.dumps(self.third))
        self.assertTrue(self.poll()["brought"])
        self.assert_decides(self.third)
        self.assertEqual(self.poll()["brought"], False)
        (folder / "c.json").unlink()
        self.assertEqual(self.poll()["reason"], "version-rollback")

    def test_past_the_bound_every_decision_is_a_refusal_without_a_server(self):
        site = self.site(self.first)
        self.put_source(site.url, "--fail-closed-after", str(BOUND))
        self.poll()
        self.assertTrue(self.decision()["allow"])
        until(lambda: not self.decision()["allow"], "the bound")
        refusal = self.decision()
        self.assertEqual(refusal["reason"], "POLICY_SOURCE_STALE")
        self.assertEqual(refusal["policyHash"], self.first["bundle"]["policyHash"])
        site.serve({}, "good")  # garbage revives nothing
        self.assertFalse(self.poll()["ok"])
        self.assertEqual(self.decision()["reason"], "POLICY_SOURCE_STALE")
        # Nor does putting the source again.
        self.put_source(site.url, "--fail-closed-after", str(BOUND))
        self.assertEqual(self.decision()["reason"], "POLICY_SOURCE_STALE")
        site.serve(self.first)
        self.assertTrue(self.poll()["ok"])
        self.assertTrue(self.decision()["allow"])
        self.assertEqual(self.call("journal.replay", {})["differences"], [])

    def test_what_no_source_may_be(self):
        for location in ("http://example.org/b.json", "ftp://example.org/b.json",
                         "https://ann:word@example.org/", "http://127.0.0.1.example.org/"):
            self.assert_fails(2, "/location", "sources", "put", "--tenant", "t", location)
        self.assert_fails(2, "/failClosedAfter", "sources", "put", "--tenant", "t", "/b.json",
                          "--every", "10", "--fail-closed-after", "5")
        self.assert_fails(2, "no bundle source", "sources", "poll", "--tenant", "t")

    def test_the_journal_tells_who_and_what(self):
        site = self.site(self.first)
        self.put_source(site.url)
        self.poll()
        site.mode = "error"
        for _ in range(3):
            self.poll()
        site.mode = "good"
        self.poll()
        told = [(entry["op"], entry["outcome"], entry["principal"]) for entry in self.journal()
                if entry["op"] in ("policy.put", "source.poll", "source.put")]
        self.assertEqual(told, [("source.put", "done", "operator"),
                                ("policy.put", "done", "source:default"),
                                ("source.poll", "failed", "source:default"),
                                ("source.poll", "recovered", "source:default")])


class ByTheServer(SourceTest):
    def test_it_polls_says_what_is_wrong_and_recovers(self):
        site = self.site(self.first)
        self.put_source(site.url, "--fail-closed-after", str(BOUND), "--source-timeout", "1")
        server = self.serve()
        until(lambda: "contactAt" in self.report()["standing"], "contact")
        self.assert_decides(self.first)
        site.serve(self.second)
        until(lambda: self.decision()["policyHash"] == self.second["bundle"]["policyHash"],
              "the new bundle")
        site.serve(self.first)  # an older one
        failure = until(lambda: self.report()["standing"].get("failure"), "the failure")
        self.assertEqual(failure["reason"], "version-rollback")
        until(lambda: self.decision().get("reason") == "POLICY_SOURCE_STALE", "the bound")
        self.assertIn("stale: every decision is refused",
                      self.good("sources", "list", "--tenant", "t"))
        # Killed and started again it knows as much.
        server.stop(signal.SIGKILL)
        server = self.serve()
        self.assertEqual(self.decision()["reason"], "POLICY_SOURCE_STALE")
        self.assertEqual(self.report()["standing"]["failure"]["reason"], "version-rollback")
        site.serve(self.third)
        until(lambda: self.decision()["allow"], "recovery")
        self.assert_decides(self.third)
        until(lambda: "brought version 1.2.0" in server.read_log(), "the log")
        self.assertRegex(server.read_log(), "is stale")

    def test_one_that_hangs_holds_up_neither_the_others_nor_the_stop(self):
        hanging = [self.site(self.first) for _ in range(8)]
        for number, site in enumerate(hanging):
            site.mode = "hang"
            self.put_source(site.url, "--source-timeout", "60", "--name", f"hanging-{number}")
        site = self.site(self.first)
        self.put_source(site.url, "--source-timeout", "60")
        server = self.serve()
        until(lambda: "contactAt" in self.report()["standing"], "contact", 20)
        until(lambda: all(one.asked for one in hanging), "all hang", 20)
        site.serve(self.second)
        until(lambda: self.decision()["policyHash"] == self.second["bundle"]["policyHash"],
              "the new bundle", 20)
        site.mode = "hang"
        waiting = threading.Thread(target=self.writ, args=("sources", "poll", "--tenant", "t"))
        asked = len(site.asked)
        waiting.start()
        until(lambda: len(site.asked) > asked, "the poll by hand or the server's own", 20)
        began = time.monotonic()
        self.assertEqual(server.stop(), 0)
        self.assertLess(time.monotonic() - began, 8)
        site.released.set()
        waiting.join()

    def test_a_source_that_is_deleted_is_asked_no_more(self):
        site = self.site(self.first)
        self.put_source(site.url, "--fail-closed-after", str(BOUND))
        self.serve()
        until(lambda: "contactAt" in self.report()["standing"], "contact")
        self.good("sources", "delete", "--tenant", "t")
        site.serve(self.second)
        time.sleep(2.5)
        self.assert_decides(self.first)
        self.assert_fails(2, "no bundle source", "sources", "get", "--tenant", "t")

    def test_killed_again_and_again_it_keeps_what_it_had(self):
        site = self.site(self.first)
        self.put_source(site.url, "--fail-closed-after", "3600")
        signed = self.sign_all([bundle(f"2.0.{i}") for i in range(6)])
        contact = ""
        for one in signed:
            site.serve(one)
            server = self.serve()
            time.sleep(0.3)
            server.stop(signal.SIGKILL)
            standing = self.report()["standing"]
            self.assertGreaterEqual(standing.get("contactAt", ""), contact)
            contact = standing.get("contactAt", "")
            if contact:
                version, = [policy["inForce"] for policy in
                            self.call("policy.list", {"tenantId": "t"})["policies"]]
                self.assertEqual(version, standing["version"])
        self.assertTrue(self.poll()["ok"])
        self.assert_decides(signed[-1])


if __name__ == "__main__":
    unittest.main()
