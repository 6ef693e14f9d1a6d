"""One parent for the programs of `./dev run`: they live together and end together."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable

from luwu_smartcity.devserver.processes import ROOT, Halt, die_with_parent, undisturbed

PATIENCE = 10.0  # seconds between asking a program to end and making it


def serve(programs: dict[str, list[str]], env: dict[str, str], port: int, announce: Callable[[int], None]) -> int:
    """Run the programs until Ctrl-C, a signal or the end of one of them; afterwards nothing of any is left.

    `announce` is called once with the status of /sehat/: as soon as it is 200, or after 20 s with what it is then.
    Halt names the program that ended by itself.
    """
    children: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name, command in programs.items():
            children[name] = subprocess.Popen(
                command,
                env={**env, "LUWU_PROCESS": name},
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                umask=0o077,
                start_new_session=True,  # Ctrl-C reaches us alone, and a group can be ended as a whole
                preexec_fn=die_with_parent,
            )
        announced, patience = False, time.monotonic() + 20
        while not (ended := [name for name, child in children.items() if child.poll() is not None]):
            status = None if announced else ask_health(port)
            if status == 200 or (status and time.monotonic() > patience):
                announced = True
                announce(status)
            time.sleep(0.1)
        raise Halt(f"The {ended[0]} process ended by itself (code {children[ended[0]].returncode}); stopped the rest.")
    except KeyboardInterrupt:
        return 0
    finally:
        with undisturbed():
            end_groups(children.values())


def ask_health(port: int) -> int | None:
    """The status with which /sehat/ answers, None while nobody does."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(line):
        line.request("GET", "/sehat/")
        return line.getresponse().status
    return None


def end_groups(children: Iterable[subprocess.Popen[bytes]]) -> None:
    """SIGTERM to the leaders, PATIENCE for all together, then SIGKILL to whatever is left of their groups."""
    children = list(children)
    for child in children:
        child.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE
    for child in children:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(max(0, deadline - time.monotonic()))
    for child in children:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
