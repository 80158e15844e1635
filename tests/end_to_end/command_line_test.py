"""The commands: exit statuses, what goes to which stream, settings, odd input and output."""
import hashlib
import json
import os
import signal
import stat
import subprocess
import time
import unittest

from writ import CLINIC, ENVIRONMENT, READ, WRIT, WritTest, bundle


class ExitStatuses(WritTest):
    def setUp(self):
        super().setUp()
        self.use_clinic()

    def test_0_is_done(self):
        self.good("decide", CLINIC / "allow.json")
        self.good("policy", "list", "--tenant", "clinic")
        self.assertIn("writ ", self.good("--version"))
        self.assertIn("Exit status", self.good("--help"))

    def test_1_is_no(self):
        run = self.writ("decide", CLINIC / "refuse.json")
        self.assertEqual(run.returncode, 1)
        self.assertIn(b"PHI_EGRESS_BLOCK", run.stdout)
        self.assert_fails(1, r"no-earlier-version", "policy", "rollback", "--tenant", "clinic",
                          "--name", "assistant")
        self.assert_fails(1, r"unknown-kind(.|\n)*at /bundle/rules/0/obligations/0/kind",
                          "policy", "put", self.changed_bundle())

    def changed_bundle(self):
        signed = json.loads(self.good("policy", "get", "--tenant", "clinic", "--name",
                                      "assistant"))
        signed["bundle"]["rules"][0]["obligations"] = [{"kind": "require-luck"}]
        return self.write("changed.json", signed)

    def test_2_is_wrong_input(self):
        self.assert_fails(2, r"none\.json` cannot be read: No such file", "decide", "none.json")
        self.assert_fails(2, r"cannot be read: Is a directory", "canon", self.folder)
        self.assert_fails(2, r"at /request/op", "policy", "explain",
                          self.write("a", {"tenantId": "t", "request": {}}))
        run = self.writ("call", "policy.decided")  # whoever drives `call` reads its problems too
        self.assertEqual(run.returncode, 2)
        self.assertIn("policy.decide", json.loads(run.stdout)["detail"])
        self.assert_fails(2, r"there is no key", "keys", "retire", "audit-none")
        self.assert_fails(2, r"no version 9\.0\.0", "policy", "get", "--tenant", "clinic",
                          "--name", "assistant", "--version", "9.0.0")
        for wrong in (["decide", "--no-such-flag"], ["no-such-command"], ["policy"],
                      ["policy", "list"], ["keys", "new", "--purpose", "other"],
                      ["credentials", "create", "--principal", "p", "--capability", "everything"]):
            run = self.writ(*wrong)
            self.assertEqual((run.returncode, run.stdout), (2, b""), wrong)
            self.assertTrue(run.stderr, wrong)

    def test_3_is_not_possible(self):
        self.assert_fails(3, "cannot be made", "policy", "list", "--tenant", "t",
                          data=self.folder / "no" / "parent")

    def test_pin_needs_a_range_or_none(self):
        ref = ["--tenant", "clinic", "--name", "assistant"]
        self.assert_fails(2, "--none", "policy", "pin", *ref)
        self.assert_fails(2, "--none", "policy", "pin", *ref, "--none", "1.0.0")
        self.assert_fails(2, "at /version", "policy", "pin", *ref, "newest")
        self.assertIn("pinned to ^1.0.0", self.good("policy", "pin", *ref, "^1.0.0"))


class JsonOutput(WritTest):
    def test_it_parses_everywhere(self):
        self.use_clinic()
        listed = json.loads(self.good("--json", "keys", "list"))
        key = listed["keys"][0]["keyId"]
        clinic = ["--tenant", "clinic", "--name", "assistant"]
        source = CLINIC / "bundle.json"
        signed = self.write("signed.json", self.good("policy", "sign", source))
        cases = self.write("cases.json", [])
        for arguments in (
                ["keys", "new"], ["keys", "export", key],
                ["keys", "rotate", "--purpose", "journal"],
                ["policy", "finalize", source], ["policy", "sign", source],
                ["policy", "verify", signed], ["policy", "put", signed],
                ["policy", "install", source], ["policy", "get", *clinic],
                ["policy", "list", "--tenant", "clinic"], ["policy", "pin", *clinic, "*"],
                ["policy", "explain", CLINIC / "allow.json"], ["policy", "check", source],
                ["policy", "diff", source, signed], ["policy", "test", source, cases],
                ["decide", CLINIC / "allow.json"], ["decide", CLINIC / "refuse.json"],
                ["credentials", "create", "--principal", "p", "--capability", "read"],
                ["credentials", "list"],
                ["schema"], ["schema", "policy.decide"], ["schema", "--openapi"], ["config"],
                ["policy", "rollback", *clinic], ["keys", "retire", "audit-none"],
                ["policy", "get", "--tenant", "nobody"], ["keys", "retire", key],
                ["keys", "revoke", key]):
            run = self.writ("--json", *arguments)
            self.assertLessEqual(run.returncode, 2, arguments)
            self.assertIsNotNone(json.loads(run.stdout), arguments)

    def test_a_problem_is_json_too(self):
        self.use_clinic()
        run = self.writ("--json", "policy", "get", "--tenant", "nobody")
        self.assertEqual(run.returncode, 2)
        self.assertEqual(json.loads(run.stdout)["status"], 404)


class Canon(WritTest):
    def test_it_prints_the_bytes_and_nothing_else(self):
        source = self.write("a.json", b' { "b" : 1.0, "\\u00e9":[ ], "a":"\\/" }\n')
        canonical = '{"a":"/","b":1,"é":[]}'
        self.assertEqual(self.good("canon", source), canonical)
        self.assertEqual(self.good("canon", stdin=source.read_bytes()), canonical)
        self.assertEqual(self.good("canon", "--digest", source),
                         hashlib.sha256(canonical.encode()).hexdigest() + "\n")
        self.assertFalse(self.data.exists())  # it needs no data directory

    def test_refused_input_prints_nothing(self):
        for text in (b"", b" ", b"{", b'{"a":1,"a":1}', b"\xef\xbb\xbf{}", b"NaN", b"1 2",
                     b'"\xc0\x80"', b'"\\udc00"', b"12345678901234567890", b"1e400", b"'a'"):
            for more in ([], ["--digest"]):
                said = self.assert_fails(2, "byte", "canon", *more, stdin=text)
                self.assertNotIn("mistake", said)

    def test_huge_input_is_refused_quickly(self):
        path = self.folder / "huge.json"
        with path.open("wb") as file:
            file.write(b'["')
            for _ in range(100):
                file.write(b"x" * (1 << 20))
            file.write(b'"]')
        start = time.monotonic()
        self.assert_fails(2, "64 MiB|67108864", "canon", path)
        self.assert_fails(2, "64 MiB|67108864", "decide", path)
        self.assertLess(time.monotonic() - start, 20)


class Output(WritTest):
    def test_a_full_disk_is_no_success(self):
        self.use_clinic()
        with open("/dev/full", "wb") as full:
            for arguments in (["canon", CLINIC / "allow.json"], ["config"],
                              ["decide", CLINIC / "allow.json"]):
                run = self.writ(*arguments, stdout=full)
                self.assertEqual(run.returncode, 3, arguments)
                self.assertIn(b"cannot be written", run.stderr)

    def test_a_reader_that_goes_ends_it_quietly(self):
        self.use_clinic()
        line = json.dumps(READ).encode() + b"\n"
        process = subprocess.Popen([WRIT, "call", "policy.decide", "--lines", "--data", self.data],
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, env=ENVIRONMENT)
        process.stdin.write(line)
        process.stdin.flush()
        self.assertIn(b"UNKNOWN_POLICY", process.stdout.readline())
        process.stdout.close()
        try:
            process.stdin.write(line * 1000)
            process.stdin.close()
        except BrokenPipeError:
            pass
        self.assertEqual(process.stderr.read(), b"")
        self.assertEqual(process.wait(), 3)
        process.stderr.close()


class Lines(WritTest):
    def setUp(self):
        super().setUp()
        self.use_clinic()

    def test_every_line_has_its_answer(self):
        good = (CLINIC / "allow.json").read_text().replace("\n", "")
        lines = [good, "", "{", '{"tenantId":"clinic"}', good + "\r", "[1]", "null", good]
        given = "\n".join(lines).encode() + b"\n\xff\n" + good.encode()  # the last without an end
        answers = [json.loads(line) for line in
                   self.good("call", "policy.decide", "--lines", stdin=given).splitlines()]
        kinds = [answer["allow"] if "allow" in answer else answer["type"].split(":")[-1]
                 for answer in answers]
        self.assertEqual(kinds, [True, "json.incomplete", "json.incomplete", "record.invalid", True,
                                 "record.invalid", "record.invalid", True, "json.bad_utf8", True])

    def test_of_no_lines_come_none(self):
        self.assertEqual(self.good("call", "policy.decide", "--lines"), "")

    def test_an_answer_comes_before_the_next_question(self):
        process = subprocess.Popen([WRIT, "call", "canon.canonicalize", "--lines"],
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=ENVIRONMENT)
        watchdog = signal.signal(signal.SIGALRM, lambda *_: process.kill())
        signal.alarm(30)
        for number in range(3):
            process.stdin.write(json.dumps({"json": f" {number}"}).encode() + b"\n")
            process.stdin.flush()
            self.assertEqual(json.loads(process.stdout.readline())["canonical"], str(number))
        signal.alarm(0)
        signal.signal(signal.SIGALRM, watchdog)
        process.stdin.close()
        self.assertEqual(process.wait(), 0)
        process.stdout.close()

    def test_from_a_file(self):
        good = (CLINIC / "refuse.json").read_text().replace("\n", "")
        path = self.write("lines", (good + "\n") * 500)
        answers = self.good("call", "policy.decide", path, "--lines").splitlines()
        self.assertEqual(len(answers), 500)
        self.assertEqual(len(set(answers)), 1)
        self.assert_fails(2, "cannot be opened", "call", "policy.decide", "none", "--lines")


class Call(WritTest):
    def test_a_problem_is_printed_like_an_answer(self):
        run = self.writ("call", "policy.decide", stdin=b'{"tenantId":""}')
        self.assertEqual(run.returncode, 2)
        self.assertEqual([error["pointer"] for error in json.loads(run.stdout)["errors"]],
                         ["/request", "/tenantId"])
        self.assertIn(b"at /tenantId", run.stderr)

    def test_a_refusal_is_an_answer(self):
        self.use_clinic()
        answer = self.call("policy.put", {"bundle": {}, "signature": {}})
        self.assertFalse(answer["ok"])
        self.assertEqual(answer["pointer"], "/bundle/issuedAt")

    def test_a_stateless_operation_makes_no_data_directory(self):
        self.call("policy.finalize", {"bundle": bundle("1.0.0")})
        self.assertFalse(self.data.exists())


class Config(WritTest):
    def shown(self, *arguments, env=None):
        run = self.good("--json", "config", *arguments, env=env)
        return {name: (one["value"], one["source"]) for name, one in json.loads(run).items()}

    def test_flag_then_environment_then_file_then_default(self):
        self.data.mkdir()
        self.assertEqual(self.shown()["listen"], ("127.0.0.1:8421", "default"))
        (self.data / "writ.toml").write_text(
            'listen = "127.0.0.1:1"\nthreads = 2\nhosts = ["a.example", "b.example"]\n'
            "behind-proxy = true\n")
        shown = self.shown()
        self.assertEqual(shown["listen"], ("127.0.0.1:1", "file"))
        self.assertEqual(shown["threads"], ("2", "file"))
        self.assertEqual(shown["hosts"], ("a.example,b.example", "file"))
        self.assertEqual(shown["behind-proxy"], ("true", "file"))
        self.assertEqual(shown["data"], (str(self.data), "flag"))
        env = {"WRIT_LISTEN": "127.0.0.1:2"}
        self.assertEqual(self.shown(env=env)["listen"], ("127.0.0.1:2", "environment"))
        self.assertEqual(self.shown("--listen", "127.0.0.1:3", env=env)["listen"],
                         ("127.0.0.1:3", "flag"))

    def test_another_file(self):
        other = self.write("other.toml", "timeout = 7\n")
        self.assertEqual(self.shown("--config", other)["timeout"], ("7", "file"))
        self.assertEqual(self.shown(env={"WRIT_CONFIG": str(other)})["timeout"], ("7", "file"))
        self.assert_fails(2, "none.toml", "config", "--config", "none.toml")

    def test_a_file_that_is_wrong_names_the_line(self):
        for text, said in (("a = 1", r"line 1: there is no setting `a`"),
                           ("\nlisten = 1.5", r"line 2: `listen` must be"),
                           ("listen = [1]", r"line 1: `listen` must be"), ("listen", r"line 1"),
                           ('config = "x"', r"no setting `config`")):
            self.assert_fails(2, said, "config", "--config", self.write("wrong.toml", text))

    def test_values_that_cannot_be(self):
        for setting, value in (("listen", "here"), ("listen", "127.0.0.1:99999"),
                               ("listen", "127.0.0.1:"), ("listen", "127.0.0.1:80x"),
                               ("listen", ":80"), ("threads", "-1"),
                               ("threads", "many"), ("max-body", "1"), ("timeout", "0"),
                               ("asserted-roles", "sometimes"), ("behind-proxy", "yes")):
            self.assert_fails(2, setting.split("-")[0], "serve", f"--{setting}", value)
            self.assertFalse(self.data.exists(), setting)


    def test_the_network_is_not_served_in_the_clear(self):
        for address in ("0.0.0.0:0", "192.0.2.1:8421", "[::]:0"):
            self.assert_fails(2, "--behind-proxy", "serve", "--listen", address)
        self.assertFalse(self.data.exists())


class Passphrase(WritTest):
    def test_keys_under_a_passphrase(self):
        first = ["--passphrase-file", self.write("first", "correct horse\nignored\n")]
        wrong = ["--passphrase-file", self.write("wrong", "battery staple\n")]
        source = self.write("b.json", bundle("1.0.0"))
        next_one = self.write("c.json", bundle("1.1.0", effect="deny"))
        self.good("policy", "install", source, *first)
        files = list((self.data / "keys").iterdir())
        self.assertEqual(len(files), 2)  # the bundle's and the journal's
        for file in files:
            self.assertIn("ENCRYPTED PRIVATE KEY", file.read_text())
            self.assertEqual(stat.S_IMODE(file.stat().st_mode), 0o600)
        # Without it what needs no secret still works.
        self.assertTrue(self.call("policy.decide", READ)["allow"])
        self.assert_fails(2, "--passphrase-file", "policy", "install", next_one)
        self.assert_fails(2, "passphrase", "policy", "install", next_one, *wrong)
        self.assert_fails(2, "passphrase", "policy", "list", "--tenant", "t", *wrong)
        self.assert_fails(2, "first line", "policy", "install", next_one, "--passphrase-file",
                          self.write("empty", "\n"))
        self.assertTrue(self.call("policy.decide", READ)["allow"])
        self.good("policy", "install", next_one,
                  env={"WRIT_PASSPHRASE_FILE": str(self.folder / "first")})
        self.assertFalse(self.call("policy.decide", READ)["allow"])


class Keys(WritTest):
    def test_a_key_goes_from_one_directory_to_another(self):
        signed = self.write("s.json", self.good("policy", "sign",
                                                self.write("b.json", bundle("1.0.0"))))
        key = json.loads(signed.read_text())["signature"]["keyId"]
        pem = self.write("key.pem", self.good("keys", "export", key))
        self.assertTrue(pem.read_text().startswith("-----BEGIN PUBLIC KEY-----\n"))
        other = self.folder / "other"
        self.assert_fails(1, "unknown-key", "policy", "put", signed, data=other)
        self.good("keys", "import", pem, "--key-id", key, data=other)
        self.assertIn("in force", self.good("policy", "put", signed, data=other))
        self.assertIn("good", self.good("policy", "verify", signed, data=other))

    def test_revoking_a_key_ends_its_policies(self):
        self.use_clinic()
        key = json.loads(self.good("--json", "keys", "list"))["keys"][0]["keyId"]
        self.assertIn("revoked", self.good("keys", "revoke", key))
        run = self.writ("decide", CLINIC / "allow.json")
        self.assertEqual(run.returncode, 1)
        self.assertIn(b"POLICY_KEY_REVOKED", run.stdout)
        self.assert_fails(3, "revoked", "keys", "retire", key)


class Tokens(WritTest):
    def test_a_token_file_is_new_and_private(self):
        path = self.folder / "token"
        shown = self.good("credentials", "create", "--principal", "p", "--capability", "read",
                          "--out", path)
        token = path.read_text().strip()
        self.assertNotIn(token, shown)
        self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600)
        before = self.good("credentials", "list")
        self.assert_fails(2, "File exists", "credentials", "create", "--principal", "p",
                          "--capability", "read", "--out", path)
        self.assertEqual(self.good("credentials", "list"), before)
        self.assertEqual(path.read_text().strip(), token)

    def test_a_token_in_a_file_is_not_shown_as_json_either(self):
        path = self.folder / "token"
        shown = self.good("--json", "credentials", "create", "--principal", "p",
                          "--capability", "read", "--out", path)
        self.assertEqual(json.loads(shown)["record"]["principal"], "p")
        self.assertNotIn(path.read_text().strip(), shown)

    def test_no_file_is_left_of_a_token_that_was_refused(self):
        path = self.folder / "token"
        self.assert_fails(2, "expiresAt", "credentials", "create", "--principal", "p",
                          "--capability", "read", "--expires", "soon", "--out", path)
        self.assertFalse(path.exists())


if __name__ == "__main__":
    os.umask(0o022)
    unittest.main()
