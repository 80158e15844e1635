"""A PostgreSQL server for tests: Debian's package, started in a temporary directory on a socket
there and nowhere else. It refuses to run as root, so that where the tests do it runs as the user
`postgres` that its package makes.
"""
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

from writ import PATIENCE


def programs():
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        raise AssertionError("there is no PostgreSQL: install `postgresql`")
    return found[-1].parent


class Disk:
    """A disk of `size` bytes that has a server's data and nothing else, and can be filled: a file
    system in memory that only the server's processes see. The write-ahead log is on it, too, or
    apart. Only root can make one: others skip the test."""

    def __init__(self, size, with_log):
        if os.getuid() != 0:
            raise unittest.SkipTest("only root can mount a disk that is to be full")
        self.size, self.with_log = size, with_log
        self.holder = self.data = None

    def mount(self, folder):
        """What a command that is to see it begins with."""
        data = folder / "data"
        data.mkdir()
        self.holder = subprocess.Popen(
            ["unshare", "--mount", "sh", "-c",
             f"mount -t tmpfs -o size={self.size},mode=700 none {data} && "
             f"chown postgres:postgres {data} && echo mounted && exec sleep infinity"],
            stdout=subprocess.PIPE)
        if self.holder.stdout.readline() != b"mounted\n":
            raise unittest.SkipTest("this system lets nobody mount a disk")
        self.data = pathlib.Path(f"/proc/{self.holder.pid}/root{data}")
        return ["nsenter", f"--target={self.holder.pid}", "--mount", "--"]

    def initdb_flags(self, folder):
        return [] if self.with_log else [f"--waldir={folder / 'log-apart'}"]

    def fill(self, left):
        """Until only so many bytes are left."""
        room = os.statvfs(self.data)
        with open(self.data / "ballast", "wb") as ballast:
            os.posix_fallocate(ballast.fileno(), 0, room.f_bavail * room.f_frsize - left)

    def make_room(self):
        (self.data / "ballast").unlink()

    def close(self):
        if self.holder:
            self.holder.kill()
            self.holder.wait()
            self.holder.stdout.close()


class Postgres:
    def __init__(self, durable=False, disk=None):
        """`durable`: with fsync, which tests can do without and figures cannot. `disk`: a Disk."""
        self.durable = durable
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="writ-postgres-"))
        self.log = open(self.folder / "log", "w+b")
        self.as_user = []
        if os.getuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
            self.as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        if disk:
            self.as_user = [*disk.mount(self.folder), *self.as_user]
        subprocess.run([*self.as_user, programs() / "initdb", "--pgdata", self.folder / "data",
                        "--auth=trust", "--username=postgres", "--encoding=UTF8",
                        "--locale=C.UTF-8", "--no-sync",
                        *(disk.initdb_flags(self.folder) if disk else [])],
                       check=True, stdout=self.log, stderr=self.log, cwd="/")
        self.process = None
        self.databases = 0
        self.start()
        self.run("CREATE ROLE writ LOGIN")

    def start(self):
        self.process = subprocess.Popen(
            [*self.as_user, programs() / "postgres", "-D", self.folder / "data", "-k", self.folder,
             "-c", "listen_addresses=", "-c", f"fsync={'on' if self.durable else 'off'}"],
            stdout=self.log, stderr=self.log, cwd="/")
        deadline = time.monotonic() + PATIENCE
        while self.psql("SELECT 1", "postgres", "postgres").returncode != 0:
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise AssertionError((self.folder / "log").read_text())
            time.sleep(0.05)

    def kill(self):
        """Ends the server and all of its processes at once, with nothing written out."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(PATIENCE)

    def close(self):
        self.kill()
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def psql(self, statements, database, role="writ"):
        return subprocess.run(
            [programs() / "psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align",
             "--set=ON_ERROR_STOP=1", self.url(database, role)],
            input=statements.encode(), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            timeout=PATIENCE)

    def run(self, statements, database="postgres", role="postgres"):
        """What psql prints for statements that must succeed, a row a line."""
        ran = self.psql(statements, database, role)
        if ran.returncode != 0:
            raise AssertionError(ran.stderr.decode())
        return ran.stdout.decode().split("\n")[:-1]

    def url(self, database, role="writ"):
        return f"postgresql://{role}@/{database}?host={self.folder}"

    def make_database(self):
        """The name of a database with nothing in it."""
        self.databases += 1
        name = f"writ_{self.databases}"
        self.run(f"CREATE DATABASE {name} OWNER writ")
        return name
