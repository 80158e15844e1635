"""must_not_compile.py COMPILE_COMMANDS FILE MESSAGE

Compiles FILE as the compilation database says, which must succeed, and then with WRIT_WRONG
defined, which must fail with errors that MESSAGE, a regular expression, is found in. The first is
the control: it shows that the second fails for its wrong lines and not for a missing header.
"""
import json
import pathlib
import re
import shlex
import subprocess
import sys


def command_for(database, source):
    """The command without its output, and only as far as the compiler's checks go."""
    for entry in json.loads(pathlib.Path(database).read_text()):
        if pathlib.Path(entry["directory"], entry["file"]).resolve() == source:
            words = entry.get("arguments") or shlex.split(entry["command"])
            if pathlib.Path(words[0]).name == "ccache":
                words = words[1:]
            output = words.index("-o")
            return [*words[:output], *words[output + 2:], "-fsyntax-only"], entry["directory"]
    sys.exit(f"{database} does not know {source}: configure the build again")


def compile_with(command, folder):
    return subprocess.run(command, cwd=folder, capture_output=True, text=True,
                          env={"LC_ALL": "C", "PATH": "/usr/local/bin:/usr/bin:/bin"})


def main():
    database, source, message = sys.argv[1:]
    source = pathlib.Path(source).resolve()
    if not re.search("^#ifn?def WRIT_WRONG$", source.read_text(), re.MULTILINE):
        sys.exit(f"{source.name} has no `#ifdef WRIT_WRONG`: nothing in it is wrong")
    command, folder = command_for(database, source)
    right = compile_with(command, folder)
    if right.returncode != 0:
        sys.exit(f"{source.name} does not compile even without its wrong lines:\n{right.stderr}")
    wrong = compile_with([*command, "-DWRIT_WRONG"], folder)
    if wrong.returncode == 0:
        sys.exit(f"{source.name} compiles with its wrong lines")
    if not re.search(message, wrong.stderr):
        sys.exit(f"{source.name} is refused, but not with `{message}`:\n{wrong.stderr}")
    print(f"{source.name} is refused as it should be")


if __name__ == "__main__":
    main()
