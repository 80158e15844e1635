"""must_not_compile.py fails where wrong code compiles, or is refused for another reason."""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

TOOL = pathlib.Path(__file__).resolve().parent / "must_not_compile.py"
COMPILER = sys.argv.pop(1)

RIGHT = "int f() {\n#ifdef WRIT_WRONG\n  return nothing;\n#endif\n  return 1;\n}\n"


class MustNotCompile(unittest.TestCase):
    def run_on(self, text, message="nothing.* was not declared|undeclared identifier",
               listed="case.cc", launcher=""):
        with tempfile.TemporaryDirectory() as folder:
            source = pathlib.Path(folder, "case.cc")
            source.write_text(text)
            database = pathlib.Path(folder, "compile_commands.json")
            database.write_text(json.dumps([{
                "directory": folder, "file": listed,
                "command": f"{launcher}{COMPILER} -Wall -Werror -o case.o -c {listed}"}]))
            run = subprocess.run([sys.executable, TOOL, database, source, message],
                                 capture_output=True, text=True)
            self.assertFalse(pathlib.Path(folder, "case.o").exists(), "it wrote an object file")
            return run.returncode, run.stdout + run.stderr

    def assert_fails(self, reason, *arguments, **options):
        status, output = self.run_on(*arguments, **options)
        self.assertEqual(status, 1, output)
        self.assertIn(reason, output)

    def test_refused_as_expected(self):
        self.assertEqual(self.run_on(RIGHT), (0, "case.cc is refused as it should be\n"))

    def test_launcher_is_left_out(self):
        self.assertEqual(self.run_on(RIGHT, launcher="/no/such/place/ccache ")[0], 0)

    def test_wrong_code_that_compiles(self):
        self.assert_fails("compiles with its wrong lines", RIGHT.replace("nothing", "2"))

    def test_refused_for_another_reason(self):
        self.assert_fails("is refused, but not with `something else`", RIGHT, "something else")

    def test_control_that_does_not_compile(self):
        self.assert_fails("does not compile even without its wrong lines",
                          "#include <no_such_header>\n" + RIGHT)

    def test_flags_are_the_real_ones(self):
        self.assert_fails("does not compile even without", RIGHT.replace("int f() {",
                                                                         "int f() {\n  int x;"))

    def test_file_without_wrong_lines(self):
        self.assert_fails("has no `#ifdef WRIT_WRONG`", "int f() { return 1; }\n")

    def test_file_that_is_not_built(self):
        self.assert_fails("does not know", RIGHT, listed="other.cc")


if __name__ == "__main__":
    unittest.main()
