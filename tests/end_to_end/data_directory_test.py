"""The data directory: who may open it, and in which state it is refused without being touched."""
import json
import os
import sqlite3
import stat
import subprocess
import unittest

from writ import CLINIC, ENVIRONMENT, WRIT, WritTest


def picture(folder):
    """Every file with its bytes and mode."""
    return {str(path.relative_to(folder)):
            (stat.S_IMODE(path.stat().st_mode), path.read_bytes() if path.is_file() else None)
            for path in sorted(folder.rglob("*"))}


class DataDirectory(WritTest):
    def setUp(self):
        super().setUp()
        self.use_clinic()

    def assert_refused(self, said, status=3):
        before = picture(self.data)
        for arguments in (["serve", "--listen", "127.0.0.1:0"], ["decide", CLINIC / "allow.json"],
                          ["policy", "install", CLINIC / "bundle.json"], ["keys", "new"]):
            self.assert_fails(status, said, *arguments)
            self.assertEqual(picture(self.data), before, arguments)

    def test_what_it_makes_is_private(self):
        other = self.folder / "other"
        self.good("keys", "new", data=other)
        self.assertEqual(stat.S_IMODE(other.stat().st_mode), 0o700)
        for path in other.rglob("*"):
            self.assertEqual(stat.S_IMODE(path.stat().st_mode) & 0o077, 0, path)

    def test_one_from_a_newer_version(self):
        with sqlite3.connect(self.data / "writ.db") as database:
            database.execute("PRAGMA user_version = 9999")
        database.close()
        self.assert_refused("newer")

    def test_another_programs_database(self):
        (self.data / "writ.db").unlink()
        with sqlite3.connect(self.data / "writ.db") as database:
            database.execute("CREATE TABLE bookmarks (url TEXT)")
        database.close()
        (self.data / "writ.db").chmod(0o600)
        self.assert_refused("another program|not .*[Ww]rit")

    def test_a_file_that_is_no_database(self):
        (self.data / "writ.db").write_bytes(b"no database, but as long as one could be\n" * 99)
        self.assert_refused("writ.db")

    def test_a_database_that_others_can_read(self):
        (self.data / "writ.db").chmod(0o644)
        self.assert_refused("writ.db")

    def test_a_key_file_that_others_can_read(self):
        key, = (self.data / "keys").glob("audit-*")
        key.chmod(0o640)
        self.assert_refused(key.name)

    def test_a_key_folder_that_others_can_write(self):
        (self.data / "keys").chmod(0o770)
        self.assert_refused("keys")

    def test_a_damaged_key_file(self):
        key, = (self.data / "keys").glob("audit-*")
        key.write_text(key.read_text().replace("A", "B"))
        self.assert_refused(key.name, status=2)

    def test_two_commands_at_once_both_succeed(self):
        for _ in range(5):
            commands = [subprocess.Popen(
                [WRIT, "call", "policy.decide", CLINIC / "allow.json", "--data", self.data],
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT) for _ in range(2)]
            for command in commands:
                out, err = command.communicate()
                self.assertEqual(command.returncode, 0, err)
                self.assertTrue(json.loads(out)["allow"])

    def test_many_keys_made_at_once_are_all_there(self):
        commands = [subprocess.Popen([WRIT, "keys", "new", "--data", self.data],
                                     stdout=subprocess.DEVNULL, env=ENVIRONMENT) for _ in range(6)]
        self.assertEqual([command.wait() for command in commands], [0] * 6)
        self.assertEqual(len(self.good("keys", "list").splitlines()), 8)  # and the journal's
        self.assertEqual(len(list((self.data / "keys").iterdir())), 8)


if __name__ == "__main__":
    os.umask(0o022)
    unittest.main()
