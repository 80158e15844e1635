"""What benchmarks over HTTP share: a data directory with a large bundle in force, and the load of
wrk on one core with 64 connections."""

import contextlib
import json
import re
import subprocess

import mixed_bundle

RULES = 10_000
SECONDS = 8

# Requests are made before they are counted: wrk, on its one core, must not be what is measured.
SCRIPT = """
local bodies = {}
for line in io.lines("%s") do bodies[#bodies + 1] = line end
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Authorization"] = "Bearer %s"
local next, made = 0, {}
init = function() for i, body in ipairs(bodies) do made[i] = wrk.format(nil, nil, nil, body) end end
request = function()
  next = next %% #made + 1
  return made[next]
end
"""


def lines_of(items):
    return "".join(json.dumps(item, separators=(",", ":")) + "\n" for item in items)


def script_of(folder, name, items, token):
    """The script by which wrk posts the items, one after the other."""
    bodies, script = f"{folder}/{name}.jsonl", f"{folder}/{name}.lua"
    with open(bodies, "w", encoding="utf-8") as file:
        file.write(lines_of(items))
    with open(script, "w", encoding="utf-8") as file:
        file.write(SCRIPT % (bodies, token))
    return script


def token_of(writ, data):
    """A new credential of the tenant `bench`."""
    return subprocess.run([writ, "credentials", "create", "--principal", "bench", "--tenant",
                           "bench", "--capability", "decide", "--data", data],
                          check=True, capture_output=True, text=True).stdout.strip()


@contextlib.contextmanager
def serving(writ, data, *flags):
    """The address of a server on one core."""
    server = subprocess.Popen(["taskset", "-c", "0", writ, "serve", "--data", data, "--threads",
                               "1", "--listen", "127.0.0.1:0", *flags],
                              stdout=subprocess.PIPE, text=True)
    try:
        yield re.search(r"http://\S+", server.stdout.readline())[0]
    finally:
        server.terminate()
        server.wait()


def prepare(writ, folder, *flags):
    """The data directory and the script for wrk; `flags` are for whatever opens it first."""
    data = f"{folder}/data"
    bundle, requests = mixed_bundle.write(folder, RULES, 1_000)
    subprocess.run([writ, "policy", "install", bundle, "--data", data, *flags], check=True,
                   stdout=subprocess.DEVNULL)
    with open(requests, encoding="utf-8") as lines:
        items = [{"tenantId": "bench", "request": json.loads(line)} for line in lines]
    return data, script_of(folder, "decide", items, token_of(writ, data))


def load(url, *more):
    out = subprocess.run(["taskset", "-c", "1", "wrk", "-t1", "-c64", f"-d{SECONDS}s", "--latency",
                          *more, url], check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in out:
        raise SystemExit(f"bench: some answers were no success:\n{out}")
    return float(re.search(r"Requests/sec:\s*([\d.]+)", out)[1]), *(
        re.search(rf"\n\s+{part}%\s+(\S+)", out)[1] for part in (50, 99))
