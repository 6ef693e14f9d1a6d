"""A site of its own for measuring: a scratch database with the demo and many people, served by the real gunicorn."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.db import connection, connections

from accounts.models import Organisation, User

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Visitor:
    """A signed-in person as a client knows him: cookie header and token."""

    cookie: str
    token: str


@contextmanager
def scratch_site(people: int) -> Iterator[tuple[int, list[Visitor], int]]:
    """Yields (port, visitors, process group of the web server); database and server are gone afterwards."""
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True)
    server = None
    try:
        call_command("load_reference", verbosity=0)
        call_command("seed_demo", verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        visitors = [_sign_in(user) for user in _editors(people)]
        port = _free_port()
        server = _serve(port, name)
        yield port, visitors, server.pid
    finally:
        if server is not None:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(10)
        connections.close_all()
        connection.creation.destroy_test_db(name.removeprefix("test_"), verbosity=0)


def _editors(count: int) -> list[User]:
    office = Organisation.objects.get(key="diskominfo_sp")
    return User.objects.bulk_create(
        User(
            username=f"ukur-{number}",
            name=f"Pengukur {number}",
            role=User.Role.EDITOR,
            organisation=office,
            password="!",
        )
        for number in range(count)
    )


def _sign_in(user: User) -> Visitor:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    token = "ukur" * 8
    return Visitor(f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={token}", token)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _serve(port: int, database: str) -> subprocess.Popen[bytes]:
    given = connection.settings_dict
    who = quote(given["USER"]) + (f":{quote(given['PASSWORD'])}" if given["PASSWORD"] else "")
    host = str(given["HOST"])
    where = f"/{database}?host={quote(host)}" if host.startswith("/") else f"{host}:{given['PORT'] or 5432}/{database}"
    address = f"postgres://{who}@{where}"
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "luwu_smartcity.wsgi",
        "-w",
        "2",
        "--threads",
        "4",
        "-b",
        f"127.0.0.1:{port}",
    ]
    command += ["--keep-alive", "75", "--no-control-socket", "--log-level", "warning"]
    server = subprocess.Popen(
        command,
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": address, "LOG_LEVEL": "WARNING"},
        start_new_session=True,
    )
    for _attempt in range(100):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/sehat/", timeout=2)
            return server
        except OSError:
            time.sleep(0.2)
    os.killpg(server.pid, signal.SIGKILL)
    raise RuntimeError("The web server did not start.")


@dataclass(frozen=True)
class Spent:
    """Processor seconds of each process so far: of the web server's group, and of PostgreSQL for one database."""

    web: dict[str, float]
    served: dict[str, float]

    def since(self, before: Spent) -> tuple[float, float]:
        """What was spent between two looks, web and PostgreSQL. A process that ended meanwhile took its count with it."""

        def more(now: dict[str, float], then: dict[str, float]) -> float:
            return sum(seconds - then.get(process, 0.0) for process, seconds in now.items())

        return more(self.web, before.web), more(self.served, before.served)


def processor_seconds(group: int, database: str) -> Spent:
    """Processor time so far of the web server's process group and of PostgreSQL's processes for that database."""
    entries = _processes()
    web = {entry.name: _seconds(entry) for entry in entries if _group(entry) == group}
    served = {
        entry.name: _seconds(entry)
        for entry in entries
        if database in (title := _title(entry)) and "postgres" in title and "autovacuum" not in title
    }
    return Spent(web, served)


def _processes() -> list[Path]:
    return [entry for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _stat(entry: Path) -> list[str]:
    try:
        return (entry / "stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return []


def _group(entry: Path) -> int:
    fields = _stat(entry)
    return int(fields[2]) if fields else 0


def _seconds(entry: Path) -> float:
    fields = _stat(entry)
    return (int(fields[11]) + int(fields[12])) / TICKS if fields else 0.0


def _title(entry: Path) -> str:
    try:
        return (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""
