"""Speaking to the person at the terminal, and starting and ending other programs without leaving any behind."""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
LIBC = ctypes.CDLL(None)
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Halt(Exception):
    """Ends the command with exit code 1; its text is all that the user reads."""


def say(text: str, end: str = "\n") -> None:
    print(text, end=end, file=sys.stderr, flush=True)


@contextlib.contextmanager
def step(text: str) -> Iterator[None]:
    """Tell what is being done, then how long it took."""
    start = time.monotonic()
    say(f"· {text} … ", end="")
    try:
        yield
    except BaseException:
        say("failed")
        raise
    say(f"{time.monotonic() - start:.1f} s")


def end_on_signals() -> None:
    """Let the first signal end the command by an exception, so that everything is tidied up, and the next ones not
    disturb that."""

    def end(number: int, frame: FrameType | None) -> None:
        for each in STOP_SIGNALS:
            signal.signal(each, signal.SIG_IGN)
        raise KeyboardInterrupt if number == signal.SIGINT else SystemExit(128 + number)

    for number in STOP_SIGNALS:
        signal.signal(number, end)


def call(command: list[str], **options: Any) -> int:
    """Run a child in the foreground and return its exit code. Ctrl-C is the child's affair; a SIGTERM to us ends both."""
    before = signal.signal(signal.SIGINT, lambda *_: None)
    child = subprocess.Popen(command, cwd=ROOT, preexec_fn=die_with_parent, **options)
    try:
        return child.wait()
    finally:
        if child.poll() is None:
            child.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(10)
            child.kill()
            child.wait()
        if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:  # it is when a SIGTERM came meanwhile
            signal.signal(signal.SIGINT, before)


def die_with_parent() -> None:
    """Runs in a new child: the kernel shall send it SIGTERM when we are gone, even by kill -9."""
    if sys.platform == "linux":
        LIBC.prctl(1, signal.SIGTERM)  # 1: PR_SET_PDEATHSIG


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Cleaning up goes on whatever signal comes: an impatient second Ctrl-C must not leave anything behind."""
    before = {number: signal.signal(number, signal.SIG_IGN) for number in STOP_SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def exclusive(path: Path, waiting: str = "") -> Iterator[None]:
    """Hold the only lock on a file; the kernel frees it however we end."""
    with open(path, "a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            if waiting:
                say(waiting)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
