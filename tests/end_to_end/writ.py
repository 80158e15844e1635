"""What the end-to-end tests share: running the program, a server, and data directories.

A test file is run as `x_test.py PROGRAM …`. Every test has a folder of its own, which goes with it.
"""
import functools
import hashlib
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
CLINIC = ROOT / "examples" / "clinic"
WRIT = pathlib.Path(sys.argv.pop(1)).resolve()
PATIENCE = 60  # seconds, before a test gives up on a process

ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("WRIT_")}


def canonical(value):
    """RFC 8785 as Python can: for documents of ASCII names and whole numbers."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def sha256(value):
    return hashlib.sha256(canonical(value)).hexdigest()


def decision_hash(request, decision):
    return sha256({
        "policyHash": decision["policyHash"], "op": request["op"],
        "resource": request.get("resource"), "labels": request.get("labels", []),
        "purpose": request.get("purpose"), "ruleIds": decision["ruleIds"],
        "allow": decision["allow"], "obligations": decision["obligations"]})


def bundle(version, effect="allow", **more):
    """A small bundle of the tenant `t`, with one rule on the op `read`."""
    return {"schemaVersion": 1, "tenantId": "t", "name": "default", "version": version,
            "issuedAt": "2026-11-01T00:00:00Z", "issuedBy": "ann",
            "rules": [{"id": f"rule-{version}", "description": "d", "priority": 1, "op": "read",
                       "effect": effect}], **more}


def faked_clock(file):
    """The environment of a process whose time of day is off by the seconds in the file, such as
    `+3600`, whenever they change. Its other clocks go on."""
    library = sorted(pathlib.Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    if not library:
        raise AssertionError("there is no libfaketime: install `faketime`")
    if "ASAN_OPTIONS" in os.environ:
        raise unittest.SkipTest("libfaketime and the sanitizer would both stand in for the clock")
    return {"LD_PRELOAD": str(library[-1]), "FAKETIME_TIMESTAMP_FILE": str(file),
            "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}


READ = {"tenantId": "t", "request": {"op": "read"}}


class Server:
    """A `writ serve` on a port of the system's choice."""

    def __init__(self, data, *flags, env=None):
        self.data = pathlib.Path(data)
        self.log = open(self.data.parent / f"{self.data.name}.log", "w+b")
        self.process = subprocess.Popen(
            [WRIT, "serve", "--data", data, "--listen", "127.0.0.1:0", *flags],
            stdout=subprocess.PIPE, stderr=self.log, env={**ENVIRONMENT, **(env or {})})
        self.greeting = self.process.stdout.readline().decode()
        found = re.search(r"http://127\.0\.0\.1:(\d+)", self.greeting)
        if not found:
            raise AssertionError(f"no server: {self.greeting}{self.read_log()}")
        self.port = int(found[1])

    def read_log(self):
        self.log.flush()
        return pathlib.Path(self.log.name).read_text()

    def connect(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)

    def request(self, method, path, body=None, token=None, headers=None, connection=None):
        """(status, headers, body); a body that is no bytes is sent as JSON."""
        own = connection or self.connect()
        given = dict(headers or {})
        if token:
            given["Authorization"] = f"Bearer {token}"
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
            given.setdefault("Content-Type", "application/json")
        own.request(method, path, body=body, headers=given)
        answer = own.getresponse()
        content = answer.read()
        if not connection:
            own.close()
        return answer.status, answer.headers, content

    def ask(self, operation, body, token=None, **more):
        """(status, the JSON of the answer)."""
        status, _, content = self.request("POST", f"/v1/{operation}", body, token, **more)
        return status, json.loads(content)

    def stop(self, how=signal.SIGTERM):
        """Ends it and answers its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        status = self.process.wait(PATIENCE)
        self.process.stdout.close()
        self.log.close()
        return status


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=PATIENCE)
        self.path = str(path)

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(PATIENCE)
        self.sock.connect(self.path)


@functools.lru_cache(maxsize=None)
def template():
    """A data directory with the clinic's example in force, made once and copied for each test."""
    folder = tempfile.TemporaryDirectory(prefix="writ-template-")
    data = pathlib.Path(folder.name) / "data"
    subprocess.run([WRIT, "--data", data, "policy", "install", CLINIC / "bundle.json"], check=True,
                   stdout=subprocess.DEVNULL, env=ENVIRONMENT)
    return folder, data


class WritTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="writ-test-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.data = self.folder / "data"

    def use_clinic(self):
        shutil.copytree(template()[1], self.data)

    def write(self, name, content):
        path = self.folder / name
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(content if isinstance(content, str) else json.dumps(content))
        return path

    def writ(self, *arguments, stdin=b"", data=None, env=None, stdout=subprocess.PIPE):
        """Runs a command on the data directory."""
        if not isinstance(stdin, bytes):
            stdin = json.dumps(stdin).encode()
        return subprocess.run([WRIT, *arguments, "--data", data or self.data], input=stdin,
                              stdout=stdout, stderr=subprocess.PIPE, timeout=PATIENCE,
                              env={**ENVIRONMENT, **(env or {})}, cwd=self.folder)

    def good(self, *arguments, **more):
        """The standard output of a command that must succeed."""
        run = self.writ(*arguments, **more)
        self.assertEqual(run.returncode, 0, run.stderr.decode())
        return run.stdout.decode()

    def call(self, operation, body):
        return json.loads(self.good("call", operation, stdin=body))

    def assert_fails(self, status, message, *arguments, **more):
        """The command ends with the status and says a text that matches, and only on stderr."""
        run = self.writ(*arguments, **more)
        said = run.stderr.decode()
        self.assertEqual(run.returncode, status, said)
        self.assertRegex(said, message)
        self.assertTrue(said.startswith("writ: "), said)
        self.assertEqual(run.stdout, b"")
        return said

    def sign_all(self, bundles):
        """Signed bundles, made by two processes."""
        ready = [json.dumps({"bundle": one}) for one in bundles]
        finalized = self.good("call", "policy.finalize", "--lines", stdin="\n".join(ready).encode())
        return [json.loads(line) for line in self.good(
            "call", "policy.sign", "--lines", stdin=finalized.encode()).splitlines()]

    def new_token(self, *flags, principal="nora", capability="decide"):
        return self.good("credentials", "create", "--principal", principal,
                         "--capability", capability, *flags).strip()

    def serve(self, *flags):
        server = Server(self.data, *flags)
        self.addCleanup(server.stop, signal.SIGKILL)
        return server

    def assert_problem(self, answer, status, code):
        """An answer of Server.request is this RFC 9457 problem; answers it."""
        got, headers, content = answer
        self.assertEqual(got, status, content)
        self.assertEqual(headers["Content-Type"], "application/problem+json")
        problem = json.loads(content)
        self.assertEqual(problem["type"], f"urn:writ:problem:{code}")
        self.assertEqual(problem["status"], status)
        self.assertTrue(problem["title"])
        self.assertTrue(problem["detail"])
        return problem
