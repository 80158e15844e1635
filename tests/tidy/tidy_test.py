"""tools/tidy passes a good tree and finds every kind of fault, at its line."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from planted_tree import PlantedTree  # noqa: E402

HEADER = "// What it is for.\n#pragma once\n\nint f();\n"
SCRIPT = "#!/bin/bash\n# What it does.\nset -euo pipefail\n"


class Tidy(PlantedTree):
    TOOL = "tidy"
    GOOD = {
        "Makefile": "all:\n\ttrue\n",
        "README.md": "# A tree\n",
        "packages.txt": "# all of them\n\nmake  # the front door\ngit  # versions\n",
        "src/base/a.h": HEADER,
        "src/base/a.cc": '#include "base/a.h"\n\nstatic_assert(sizeof(int) == 4);\n',
        "src/ops/table.cc": "const Operation* all[] = {&policy_get};\n",
        "src/ops/policy_get.cc": "const Operation policy_get = define<get>({});\n",
        "src/ops/operation.cc": "int g();\n",
        "src/ops/policy_get_test.cc": "int h();\n",
        "fuzz/json.cc": "int i();\n",
        "fuzz/corpus/json/1": "\t1 \n\n",
        "tools/go": SCRIPT,
    }

    def test_good_tree(self):
        self.assert_good({})

    def test_build_and_data_are_not_looked_at(self):
        self.assert_good({"build/x.cc": "\t", "data/key.md": "\t", ".git/x.md": "\t"})

    def test_a_folder_named_data_deeper_down_is_looked_at(self):
        self.assert_faults({"src/data/x.md": "\t.\n"}, "src/data/x.md:1: a tab")

    def test_size(self):
        self.assert_good({"src/base/long.cc": "//\n" * 1000, "a.bin": b"\0" * (1 << 20)})
        self.assert_faults({"src/base/long.cc": "//\n" * 1001}, "src/base/long.cc:1001: 1001 lines")
        self.assert_faults({"a.bin": b"\0" * ((1 << 20) + 1)}, "a.bin:1: 1048577 bytes")

    def test_layout(self):
        self.assert_faults({"a.md": "x\n\ty\n"}, "a.md:2: a tab")
        self.assert_faults({"a.md": "x \n"}, "a.md:1: blanks at the end")
        self.assert_faults({"a.md": "x\r\n"}, "a.md:1: blanks at the end")
        self.assert_faults({"a.md": "x"}, "a.md:1: end the file in exactly one newline")
        self.assert_faults({"a.md": "x\n\n"}, "a.md:2: end the file in exactly one newline")
        self.assert_faults({"a.md": b"\xff\n"}, "a.md:1: this is not valid UTF-8")
        self.assert_faults({"Makefile": "all:\n\tx\ty\n"}, "Makefile:2: a tab")

    def test_width(self):
        self.assert_good({"src/base/b.cc": "//" + "é" * 98 + "\n", "a.md": "x" * 200 + "\n",
                          "src/base/c.cc": "// https://example.org/" + "x" * 100 + "\n"})
        self.assert_faults({"src/base/b.cc": "\n//" + "x" * 99 + "\n"},
                           "src/base/b.cc:2: 101 columns")
        self.assert_faults({"tools/go": SCRIPT + "#" * 101 + "\n"}, "tools/go:4: 101 columns")

    def test_names(self):
        self.assert_faults({"src/base/Big.cc": ""}, "src/base/Big.cc:1: `Big.cc` is not snake_case")
        self.assert_faults({"src/my-area/a.cc": ""}, "src/my-area/a.cc:1: `my-area` is not")

    def test_headers(self):
        self.assert_faults({"src/base/a.h": HEADER.replace("#pragma once\n", "")},
                           "src/base/a.h:3: `#pragma once` must come before this")
        self.assert_faults({"src/base/a.h": "// x\n"}, "src/base/a.h:1: no `#pragma once`")
        self.assert_faults({"src/base/a.h": "#pragma once\n// x\n"},
                           "src/base/a.h:1: begin the header with a comment")

    def test_words(self):
        later = "TO" + "DO"
        self.assert_faults({"src/base/a.cc": f"\n// {later}: x\n"}, f"src/base/a.cc:2: `{later}`")
        self.assert_faults({"a.md": f"{later}\n"}, f"a.md:1: `{later}`")
        self.assert_faults({"a.md": "see /ho" + "me/ann/x\n"}, "a.md:1: `/ho" + "me/a` is a place")
        self.assert_faults({"tools/go": SCRIPT + "cd /wo" + "rk/x\n"}, "tools/go:4: `/wo")
        self.assert_faults({"a.md": "see /t" + "mp\n"}, "a.md:1: `/t" + "mp` is a place")
        self.assert_good({"src/base/a_test.cc": "// /ho" + "me/ann\n",
                          "src/base/b.cc": '// "src/wo' + 'rk/x"\n'})

    def test_dialect(self):
        self.assert_faults({"src/base/b.cc": "\nusing  namespace std;\n"},
                           "src/base/b.cc:2: `using namespace`")
        self.assert_faults({"src/base/b.cc": "void f() { assert(1); }\n"},
                           "src/base/b.cc:1: `assert` is gone")
        self.assert_faults({"src/base/b.cc": "#include <cassert>\n"}, "src/base/b.cc:1: do not")
        self.assert_faults({"src/base/b.cc": "#include <iostream>\n"}, "src/base/b.cc:1: do not")
        self.assert_faults({"src/app/b.cc": "#include <cassert>\n"}, "src/app/b.cc:1: do not")
        self.assert_good({"src/app/main.cc": "#include <iostream>\n",
                          "spec/model.cc": "#include <iostream>\n",
                          "src/base/b.cc": '// using namespace\nauto x = "assert(1)";\n'
                                           "/* assert(\n1) */\n"})

    def test_a_fault_behind_a_quote_is_found(self):
        self.assert_faults({"src/base/b.cc": "char c = '\"';\nassert(c);  // \"\n"},
                           "src/base/b.cc:2: `assert` is gone")

    def test_scripts(self):
        self.assert_faults({"tools/go": SCRIPT.replace("set -euo pipefail\n", "")},
                           "tools/go:1: a shell script says")

    def test_packages(self):
        self.assert_faults({"packages.txt": "make\n"}, "packages.txt:1: write `package  # why`")
        self.assert_faults({"packages.txt": "make git # x\n"}, "packages.txt:1: write")
        self.assert_faults({"packages.txt": "make # x\nmake # y\n"},
                           "packages.txt:2: `make` stands in line 1 already")

    def test_operations(self):
        put = "\nconst Operation policy_put = define<put>({});\n"
        self.assert_faults({"src/ops/policy_put.cc": put},
                           "src/ops/policy_put.cc:2: src/ops/table.cc does not name `policy_put`")
        self.assert_faults({"src/ops/table.cc": None},
                           "src/ops/policy_get.cc:1: there is no src/ops/table.cc")

    def test_fuzz_targets(self):
        self.assert_faults({"fuzz/glob.cc": "int k();\n"}, "fuzz/glob.cc:1: no seeds")
        self.assert_faults({"fuzz/corpus/glob/1": "x"}, "fuzz/corpus/glob:1: seeds without a")


class TidyModes(PlantedTree):
    TOOL = "tidy"
    GOOD = {"tools/go": SCRIPT, "a.md": "x\n"}
    mode = {}

    def prepare(self, root):
        for name, mode in self.mode.items():
            (root / name).chmod(mode)

    def test_script_that_is_not_executable(self):
        self.mode = {"tools/go": 0o644}
        self.assert_faults({}, "tools/go:1: this begins with #! but is not executable")

    def test_executable_that_is_no_script(self):
        self.mode = {"a.md": 0o755}
        self.assert_faults({}, "a.md:1: this is executable but does not begin with #!")


if __name__ == "__main__":
    unittest.main()
