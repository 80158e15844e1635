"""A small tree in a temporary folder, to run a checker of files on: first as it should be, then
with one fault planted at a time."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent


class PlantedTree(unittest.TestCase):
    TOOL = ""  # below tools/
    GOOD = {}  # path -> text of a tree without a fault

    def check(self, changes):
        """Runs the tool on the good tree with these files changed; None takes a file away."""
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for name, text in {**self.GOOD, **changes}.items():
                if text is None:
                    continue
                path = root / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(text if isinstance(text, bytes) else text.encode())
                path.chmod(0o755 if path.read_bytes().startswith(b"#!") else 0o644)
            self.prepare(root)
            return subprocess.run(
                [sys.executable, ROOT / "tools" / self.TOOL, "--root", root],
                capture_output=True, text=True)

    def prepare(self, root):
        """What a test does to the tree before the tool runs."""

    def assert_good(self, changes):
        run = self.check(changes)
        self.assertEqual((run.stderr, run.returncode), ("", 0), run.stdout)

    def assert_faults(self, changes, *faults):
        """The tool fails and prints exactly these, each the beginning of a line."""
        run = self.check(changes)
        self.assertEqual(run.returncode, 1, run.stdout + run.stderr)
        lines = run.stdout.splitlines()
        self.assertEqual(len(lines), len(faults), run.stdout)
        for line, fault in zip(lines, faults):
            self.assertTrue(line.startswith(fault), f"`{line}` does not begin with `{fault}`")
