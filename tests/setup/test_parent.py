"""The programs of `./dev run` end together, however the end begins, and leave nothing behind."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from luwu_smartcity.devserver.processes import ROOT

# A web server and a worker as the real ones are: each with a child of its own. The mark finds them all again.
PROGRAM = """
import http.server, signal, subprocess, sys, time
mark, port, stubborn = sys.argv[1], int(sys.argv[2]), sys.argv[3] == "stubborn"
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)", mark])
if stubborn:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
if port:
    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
    http.server.HTTPServer(("127.0.0.1", port), Answer).serve_forever()
time.sleep(60)
"""
PARENT = """
import os, sys
from luwu_smartcity.devserver import parent
from luwu_smartcity.devserver.processes import Halt, end_on_signals
program, mark, port, kind = sys.argv[1:]
parent.PATIENCE = 0.3
end_on_signals()
programs = {"web": [sys.executable, "-c", program, mark, port, kind], "worker": [sys.executable, "-c", program, mark, "0", kind]}
try:
    sys.exit(parent.serve(programs, dict(os.environ), int(port), lambda status: print(status, flush=True)))
except Halt as halt:
    print(halt, flush=True)
    sys.exit(1)
"""


def marked(mark: str) -> dict[int, str]:
    """Command lines of the processes that carry the mark, without the parent's own."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            line = (folder / "cmdline").read_text()
            if mark in line and "parent.serve" not in line:
                found[int(folder.name)] = line
    return found


@contextlib.contextmanager
def site(kind: str = "polite") -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A parent whose web program answers, and the mark of its programs."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    mark = f"mark-{os.getpid()}-{port}"
    process = subprocess.Popen(
        [sys.executable, "-c", PARENT, PROGRAM, mark, str(port), kind], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout
        assert process.stdout.readline() == "200\n"
        deadline = time.monotonic() + 10
        while len(marked(mark)) < 4 and time.monotonic() < deadline:
            time.sleep(0.02)
        assert len(marked(mark)) == 4
        yield process, mark
    finally:
        process.kill()
        for pid in marked(mark):
            os.kill(pid, signal.SIGKILL)
        process.communicate()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 0), (signal.SIGTERM, 143)])
def test_signal_ends_everything(number: signal.Signals, code: int) -> None:
    with site() as (process, mark):
        process.send_signal(number)
        assert process.wait(10) == code
        assert marked(mark) == {}


@pytest.mark.parametrize("name", ["web", "worker"])
def test_crash_of_one_ends_the_other_and_says_which(name: str) -> None:
    with site() as (process, mark):
        leaders = {pid: line.split("\0") for pid, line in marked(mark).items() if os.getpgid(pid) == pid}
        victim = next(pid for pid, words in leaders.items() if (words[4] == "0") == (name == "worker"))
        os.kill(victim, signal.SIGKILL)
        said, _ = process.communicate(timeout=10)
        assert process.returncode == 1
        assert f"The {name} process ended by itself (code -9)" in said
        assert marked(mark) == {}


def test_program_that_ignores_the_request_is_made_to_end() -> None:
    with site("stubborn") as (process, mark):
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0
        assert marked(mark) == {}


def test_killed_parent_takes_its_programs_along() -> None:
    with site() as (process, mark):
        leaders = {pid for pid in marked(mark) if os.getpgid(pid) == pid}
        assert len(leaders) == 2
        process.kill()
        process.wait()
        deadline = time.monotonic() + 5
        while leaders & set(marked(mark)) and time.monotonic() < deadline:
            time.sleep(0.02)
        assert not leaders & set(marked(mark))
