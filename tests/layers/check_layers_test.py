"""tools/check_layers.py passes a good tree and finds every kind of fault, at its line."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from planted_tree import PlantedTree  # noqa: E402

LAYERS = """# a comment
base:
store: base
store/sqlite: base store | sqlite3.h
rules: base
app: base store store/sqlite rules
everywhere: | fmt/
tests: spec | gtest/
system: base store/sqlite
pure: rules
"""


class CheckLayers(PlantedTree):
    TOOL = "check_layers.py"
    GOOD = {
        "layers.txt": LAYERS,
        "spec/linear.h": "",
        "src/CMakeLists.txt": "writ_area(base)\nwrit_area(store USES base LIBRARIES x)\n"
                              "writ_area(rules\n  USES base)\nadd_executable(writ app/main.cc)\n",
        "src/base/README.md": "",
        "src/base/a.h": "#include <string>\n",
        "src/base/a.cc": '#include "base/a.h"\n#include <unistd.h>\n',
        "src/store/README.md": "",
        "src/store/store.h": '#include "base/a.h"\n#include <fmt/format.h>\n',
        "src/store/sqlite/open.h": '#include <sqlite3.h>\n#include "store/store.h"\n',
        "src/store/store_test.cc": '#include "store/sqlite/open.h"\n#include <gtest/gtest.h>\n',
        "src/rules/README.md": "",
        "src/rules/rule.h": '#include "base/a.h"\n',
        "src/rules/rule_test.cc": '#include "spec/linear.h"\n#include <thread>\n',
        "src/app/README.md": "",
        "src/app/main.cc": '#include "store/sqlite/open.h"\n#include "rules/rule.h"\n',
    }

    def test_good_tree(self):
        self.assert_good({})

    def test_area_that_may_not_be_used(self):
        self.assert_faults(
            {"src/rules/rule.h": '#include "base/a.h"\n#include "store/store.h"\n'},
            "src/rules/rule.h:2: `rules` may not include `store` (`store/store.h`)")

    def test_upward_include_from_a_unit_test(self):
        self.assert_faults({"src/base/a_test.cc": '#include "rules/rule.h"\n'},
                           "src/base/a_test.cc:1: `base` may not include `rules`")

    def test_closed_folder(self):
        self.assert_faults({"src/store/store.cc": '#include "store/sqlite/open.h"\n'},
                           "src/store/store.cc:1: `store` may not include `store/sqlite`")

    def test_closed_folder_from_a_unit_test_of_another_area(self):
        uses = {"layers.txt": LAYERS.replace("rules: base\n", "rules: base store\n"),
                "src/CMakeLists.txt": self.GOOD["src/CMakeLists.txt"].replace(
                    "USES base)", "USES base store)")}
        self.assert_good({**uses, "src/rules/rule_test.cc": '#include "store/sqlite/open.h"\n'})
        self.assert_faults({**uses, "src/rules/rule.cc": '#include "store/sqlite/open.h"\n'},
                           "src/rules/rule.cc:1: `rules` may not include `store/sqlite`")
        self.assert_faults({"src/rules/rule_test.cc": '#include "store/sqlite/open.h"\n'},
                           "src/rules/rule_test.cc:1: `rules` may not include `store/sqlite`")

    def test_library_of_another_area(self):
        self.assert_faults({"src/rules/rule.cc": "\n#include <sqlite3.h>\n"},
                           "src/rules/rule.cc:2: `rules` may not include the library header")

    def test_library_that_looks_like_a_system_header(self):
        self.assert_faults({"src/base/b.cc": "#include <sodium.h>\n"},
                           "src/base/b.cc:1: `base` may not include the library header <sodium.h>")

    def test_system_header_where_none_may_be(self):
        self.assert_faults({"src/store/store.cc": "#include <sys/stat.h>\n"},
                           "src/store/store.cc:1: `store` may not include the library header")

    def test_test_library_outside_a_test(self):
        self.assert_faults({"src/base/b.cc": "#include <gtest/gtest.h>\n"}, "src/base/b.cc:1: ")

    def test_header_for_tests(self):
        samples = {"src/base/samples.h": "#include <gtest/gtest.h>\n",
                   "src/base/more.h": '#include "base/samples.h"\n',
                   "src/base/test_more.h": ""}
        self.assert_good({**samples, "src/base/a_test.cc": '#include "base/more.h"\n'
                                                           '#include "base/test_more.h"\n'})
        self.assert_faults({**samples, "src/base/b.cc": '\n#include "base/more.h"\n'},
                           "src/base/b.cc:2: `base/more.h` is for tests")
        self.assert_faults({**samples, "src/base/b.cc": '#include "base/test_more.h"\n'},
                           "src/base/b.cc:1: `base/test_more.h` is for tests")

    def test_model_outside_a_test(self):
        self.assert_faults({"src/rules/rule.cc": '#include "spec/linear.h"\n'},
                           "src/rules/rule.cc:1: `spec/linear.h` is no file below src/")

    def test_relative_include(self):
        self.assert_faults(
            {"src/base/b.h": '#include "a.h"\n', "src/base/c.h": '#include "base/../base/a.h"\n'},
            "src/base/b.h:1: `a.h` is no file below src/",
            "src/base/c.h:1: `base/../base/a.h` is no file")

    def test_missing_file(self):
        self.assert_faults({"src/base/b.h": '#include "base/gone.h"\n'}, "src/base/b.h:1: ")

    def test_own_file_in_angle_brackets(self):
        self.assert_faults({"src/rules/rule.cc": "#include <store/store.h>\n"},
                           "src/rules/rule.cc:1: <store/store.h> is a file of src/")

    def test_included_source(self):
        self.assert_faults({"src/base/b.cc": '#include "base/a.cc"\n'},
                           "src/base/b.cc:1: `base/a.cc` is a source")

    def test_include_by_macro(self):
        self.assert_faults({"src/base/b.cc": "#include NAME\n"},
                           "src/base/b.cc:1: this include hides")

    def test_spaced_include(self):
        self.assert_faults({"src/rules/rule.h": '  #  include"store/store.h"\n'},
                           "src/rules/rule.h:1: `rules` may not include `store`")

    def test_cycle_of_files(self):
        self.assert_faults(
            {"src/base/a.h": '#include "base/b.h"\n', "src/base/b.h": '\n#include "base/a.h"\n'},
            "src/base/b.h:2: this include closes a cycle: base/a.h -> base/b.h -> base/a.h")

    def test_cycle_of_areas(self):
        self.assert_faults(
            {"layers.txt": LAYERS.replace("base:\n", "base: rules\n"),
             "src/CMakeLists.txt": self.GOOD["src/CMakeLists.txt"].replace("(base)",
                                                                           "(base USES rules)")},
            "layers.txt:2: `base` uses `rules`, which does not stand above it")

    def test_area_twice(self):
        self.assert_faults({"layers.txt": LAYERS + "base:\n"},
                           "layers.txt:11: the area `base` stands here twice")

    def test_line_that_is_no_rule(self):
        self.assert_faults({"layers.txt": LAYERS + "nonsense\n"},
                           "layers.txt:11: `nonsense` is not")

    def test_special_line_with_an_unknown_area(self):
        self.assert_faults({"layers.txt": LAYERS.replace("pure: rules", "pure: rules ruels")},
                           "layers.txt:1: `pure` names `ruels`, which is no area")

    def test_file_in_no_area(self):
        self.assert_faults({"src/stray.cc": "", "src/new/a.cc": ""},
                           "src/new/a.cc:1: this file lies in no area",
                           "src/stray.cc:1: this file lies in no area")

    def test_area_without_readme(self):
        self.assert_faults({"src/rules/README.md": None}, "src/rules:1: this area has no README.md")

    def test_area_without_target(self):
        self.assert_faults({"src/CMakeLists.txt": "writ_area(base)\nwrit_area(rules USES base)\n"
                                                  "add_executable(writ app/main.cc)\n"},
                           "src/CMakeLists.txt:1: no target for the area `store`")

    def test_target_with_other_edges(self):
        good = self.GOOD["src/CMakeLists.txt"]
        self.assert_faults({"src/CMakeLists.txt": good.replace("(store USES base", "(store")},
                           "src/CMakeLists.txt:2: `store` USES nothing, but layers.txt says base")
        self.assert_faults({"src/CMakeLists.txt": good.replace("  USES base", "  USES base store")},
                           "src/CMakeLists.txt:3: `rules` USES base store, but layers.txt says")

    def test_target_that_is_no_area(self):
        self.assert_faults(
            {"src/CMakeLists.txt": self.GOOD["src/CMakeLists.txt"] + "writ_area(odd)\n"},
            "src/CMakeLists.txt:6: `odd` has no line in layers.txt")

    def test_computing_area_that_asks_the_world(self):
        self.assert_faults(
            {"src/rules/rule.cc": "#include <random>\nauto t = Instant::now();\n"
                                  "// Instant::now() in a comment\nstd::chrono::system_clock c;\n"},
            "src/rules/rule.cc:1: `rules` only computes and may not include <random>",
            "src/rules/rule.cc:2: `rules` only computes, `Instant::now` asks the world",
            "src/rules/rule.cc:4: `rules` only computes, `system_clock` asks the world")

    def test_no_source_at_all(self):
        without = {name: None for name in self.GOOD if name.endswith((".h", ".cc"))}
        self.assert_faults(without, "src:1: there is no source here")


if __name__ == "__main__":
    unittest.main()
