"""spin finds no order of events in which the model of the nodes' leases goes wrong, and finds one
for every mistake that the model can be built with: a search that finds nothing has looked.
"""
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

MODEL = pathlib.Path(sys.argv.pop(1)).resolve()
FAULTS = range(1, 7)


def search(fault):
    """What the exhaustive search of the model says, with a mistake of that number in it."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["spin", "-a", f"-DFAULT={fault}", MODEL], cwd=folder, check=True,
                       stdout=subprocess.PIPE)
        # The analyzer that spin writes is C that is not ours.
        subprocess.run(["gcc", "-O2", "-w", "-DSAFETY", "-DCOLLAPSE", "-DMEMLIM=2000", "-o", "pan",
                        "pan.c"], cwd=folder, check=True)
        ran = subprocess.run(["./pan", "-m100000"], cwd=folder, check=True, timeout=300,
                             capture_output=True, text=True)
        return ran.stdout


def errors(said):
    return int(re.search(r"errors: (\d+)", said).group(1))


class NodeLeaseModel(unittest.TestCase):
    def test_nothing_goes_wrong_in_any_order(self):
        said = search(0)
        self.assertEqual(errors(said), 0, said)
        self.assertNotIn("Search not completed", said)
        self.assertNotIn("max search depth too small", said)

    def test_every_mistake_is_found(self):
        for fault in FAULTS:
            with self.subTest(fault=fault):
                said = search(fault)
                self.assertEqual(errors(said), 1, said)
                self.assertIn("assertion violated", said)


if __name__ == "__main__":
    unittest.main()
