#!/usr/bin/env python3
"""tools/check_layers.py [--root FOLDER]: holds the includes under src/ against layers.txt.

Reports, as `file:line: what and remedy`: an include of an area or a library that the including
area may not use, one that names no file, a cycle of files, an area without a README.md or without
its target, a target whose USES differ from layers.txt, and in areas that only compute, whatever
touches the world. Nothing is reported of an area that has no files yet.
"""
import argparse
import pathlib
import re
import sys

INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]*)"|<([^>]*)>)')
IMPORT = re.compile(r"^\s*#\s*include\b")
SPECIAL = ("everywhere", "tests", "system", "pure")
SYSTEM_HEADER = re.compile(
    r"(sys|netinet|arpa|linux|net)/|"
    r"(dirent|errno|fcntl|grp|netdb|poll|pthread|pwd|signal|spawn|syslog|termios|unistd)\.h$")
# What a computing area may not include of the standard library, nor name.
IMPURE_HEADERS = {
    "condition_variable", "cstdio", "ctime", "filesystem", "fstream", "future", "iostream", "mutex",
    "random", "semaphore", "shared_mutex", "stop_token", "syncstream", "thread",
}
IMPURE_NAMES = re.compile(r"\b(Instant::now|(system|steady|high_resolution)_clock|getenv)\b")
WRIT_AREA = re.compile(r"^\s*writ_area\s*\(([^)]*)\)", re.MULTILINE)


class Rules:
    """layers.txt: for every area what it may use, and the lines that hold for many."""

    def __init__(self, text, report):
        self.uses = {}
        self.libraries = {}
        self.special = {name: ([], []) for name in SPECIAL}
        for number, line in enumerate(text.splitlines(), 1):
            line = line.split("#")[0].strip()
            if line:
                self.read_line(line, lambda message: report("layers.txt", number, message))
        named = [(word, name) for name in ("system", "pure") for word in self.special[name][0]]
        for word, name in named:
            if word not in self.uses:
                report("layers.txt", 1, f"`{name}` names `{word}`, which is no area")

    def read_line(self, line, report):
        name, colon, rest = line.partition(":")
        if not colon or line.count("|") > 1:
            report(f"`{line}` is not `area: areas | libraries`")
            return
        uses, _, libraries = rest.partition("|")
        if name in SPECIAL:
            self.special[name] = (uses.split(), libraries.split())
            return
        if name in self.uses:
            report(f"the area `{name}` stands here twice: keep one line")
        for used in uses.split():
            if used not in self.uses:
                report(f"`{name}` uses `{used}`, which does not stand above it: a cycle could be")
        self.uses[name] = uses.split()
        self.libraries[name] = libraries.split()

    def area_of(self, path):
        """The innermost area that a path below src/ lies in, or None."""
        parts = path.split("/")[:-1]
        while parts:
            if "/".join(parts) in self.uses:
                return "/".join(parts)
            parts.pop()
        return None

    def may_use(self, area, used, is_test):
        if area == used or used in self.uses[area]:
            return True
        # A unit test may look into the closed folders of its own area and of those that it uses.
        return is_test and used.split("/")[0] in {area.split("/")[0], *self.uses[area]}

    def may_link(self, area, header, is_test):
        allowed = self.libraries[area] + self.special["everywhere"][1]
        if is_test:
            allowed = allowed + self.special["tests"][1]
        return any(header.startswith(prefix) for prefix in allowed)


class Checker:
    def __init__(self, root):
        self.root = root
        self.source = root / "src"
        self.faults = []
        self.rules = Rules((root / "layers.txt").read_text(), self.report)
        self.tests = set()  # files below src/ that only tests are made of
        self.graph = {}  # file below src/ -> [(line, file below src/ that it includes)]

    def report(self, path, line, message):
        self.faults.append(f"{path}:{line}: {message}")

    def run(self):
        files = sorted(path for path in self.source.rglob("*")
                       if path.suffix in (".h", ".cc", ".inc") and path.is_file())
        if not files:
            self.report("src", 1, "there is no source here: is this the root of the tree?")
        self.find_tests(files)
        for path in files:
            self.check_file(path)
        self.check_cycles()
        self.check_areas({path.relative_to(self.source).parts[0] for path in files
                          if len(path.relative_to(self.source).parts) > 1})
        return len(files)

    def find_tests(self, files):
        """Which files are tests: x_test.cc, headers named so or `test_x.h`, and headers that
        include what only tests may, or another such header."""
        areas, libraries = self.rules.special["tests"]
        included = {}
        for path in files:
            name = path.relative_to(self.source).as_posix()
            is_named_so = path.suffix == ".h" and path.stem.startswith("test_")
            if is_named_so or path.stem.endswith("_test"):
                self.tests.add(name)
            matches = map(INCLUDE.match, path.read_text().splitlines())
            included[name] = [found[1] or found[2] or "" for found in matches if found]
        beginnings = (*libraries, *(f"{area}/" for area in areas))
        before = -1
        while len(self.tests) != before:
            before = len(self.tests)
            for name, headers in included.items():
                if name.endswith(".h") and any(header.startswith(beginnings) or
                                               header in self.tests for header in headers):
                    self.tests.add(name)

    def check_file(self, path):
        name = path.relative_to(self.source).as_posix()
        shown = f"src/{name}"
        area = self.rules.area_of(name)
        if area is None:
            self.report(shown, 1, "this file lies in no area: give its folder a line in layers.txt")
            return
        is_test = name in self.tests
        is_pure = area in self.rules.special["pure"][0] and not is_test
        self.graph[name] = []
        for number, line in enumerate(path.read_text().splitlines(), 1):
            def report(message, number=number):
                self.report(shown, number, message)
            found = INCLUDE.match(line)
            if found and found[1] is not None:
                self.check_quoted(name, area, found[1], is_test, number, report)
            elif found:
                self.check_angled(area, found[2], is_test, is_pure, report)
            elif IMPORT.match(line):
                report("this include hides what it names: write the header's name")
            elif is_pure and (named := IMPURE_NAMES.search(line.split("//")[0])):
                report(f"`{area}` only computes, `{named[1]}` asks the world: take an argument")

    def check_quoted(self, name, area, header, is_test, number, report):
        first = header.split("/")[0]
        if is_test and first in self.rules.special["tests"][0]:
            if not (self.root / header).is_file():
                report(f"`{header}` is no file of the tree")
            return
        used = self.rules.area_of(header)
        if used is None or ".." in header.split("/") or not (self.source / header).is_file():
            report(f'`{header}` is no file below src/: write "area/file.h", and <…> for libraries')
            return
        self.graph[name].append((number, header))
        if header.endswith(".cc"):
            report(f"`{header}` is a source: include its header")
        if header in self.tests and not is_test:
            report(f"`{header}` is for tests: it is named so, or includes what only tests may")
        if not self.rules.may_use(area, used, is_test):
            report(f"`{area}` may not include `{used}` (`{header}`): see layers.txt")

    def check_angled(self, area, header, is_test, is_pure, report):
        if is_pure and header in IMPURE_HEADERS:
            report(f"`{area}` only computes and may not include <{header}>")
        if "/" not in header and "." not in header:
            return  # the standard library
        if (self.source / header).is_file():
            report(f'<{header}> is a file of src/: write "{header}"')
        elif self.rules.may_link(area, header, is_test):
            return
        elif SYSTEM_HEADER.match(header) and area in self.rules.special["system"][0]:
            return
        else:
            report(f"`{area}` may not include the library header <{header}>: see layers.txt")

    def check_cycles(self):
        """Depth first; a file that is met again on the way down closes a cycle."""
        done = set()

        def visit(name, way):
            for number, used in self.graph.get(name, []):
                if used in way:
                    cycle = " -> ".join([*way[way.index(used):], used])
                    self.report(f"src/{name}", number, f"this include closes a cycle: {cycle}")
                elif used not in done:
                    visit(used, [*way, used])
            done.add(name)

        for name in self.graph:
            if name not in done:
                visit(name, [name])

    def check_areas(self, present):
        path = self.source / "CMakeLists.txt"
        text = path.read_text() if path.exists() else ""
        targets = self.read_targets(text)
        for area in sorted(present & self.rules.uses.keys()):
            if not (self.source / area / "README.md").is_file():
                self.report(f"src/{area}", 1, "this area has no README.md: say what it is for")
            named = (f"writ_{area}", f"{area}/", f"add_subdirectory({area})")
            if area not in targets and not any(name in text for name in named):
                self.report("src/CMakeLists.txt", 1, f"no target for the area `{area}`")
        for area, (line, uses) in targets.items():
            if area not in self.rules.uses:
                self.report("src/CMakeLists.txt", line, f"`{area}` has no line in layers.txt")
                continue
            wanted = self.edges_of_target(area)
            if uses != wanted:
                self.report("src/CMakeLists.txt", line,
                            f"`{area}` USES {' '.join(sorted(uses)) or 'nothing'}, but layers.txt "
                            f"says {' '.join(sorted(wanted)) or 'nothing'}: make them agree")

    def edges_of_target(self, area):
        """A target holds its area and the closed folders in it."""
        inside = [name for name in self.rules.uses if name.split("/")[0] == area]
        used = {used.split("/")[0] for name in inside for used in self.rules.uses[name]}
        return used - {area}

    @staticmethod
    def read_targets(text):
        targets = {}
        without_comments = re.sub(r"#[^\n]*", "", text)
        for found in WRIT_AREA.finditer(without_comments):
            words = found[1].split()
            line = without_comments.count("\n", 0, found.start(1)) + 1
            uses, taking = set(), False
            for word in words[1:]:
                if word.isupper():
                    taking = word == "USES"
                elif taking:
                    uses.add(word)
            targets[words[0]] = (line, uses)
        return targets


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--root", default=pathlib.Path(__file__).resolve().parent.parent)
    checker = Checker(pathlib.Path(parser.parse_args().root).resolve())
    count = checker.run()
    if checker.faults:
        print("\n".join(checker.faults))
        sys.exit(f"layers: {len(checker.faults)} faults")
    print(f"layers: {count} files include only what layers.txt allows")


if __name__ == "__main__":
    main()
