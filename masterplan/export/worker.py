"""A worker process: typesets one job after another, within limits, and dies with its parent.

    python -m masterplan.export.worker PARENT_PID [NICENESS]

Reads jobs from its standard input and writes results to its standard output, each with eight bytes of length before it.
"""

from __future__ import annotations

import ctypes
import gc
import os
import pickle
import resource
import signal
import sys
from typing import BinaryIO

MEGABYTE = 1 << 20
ADDRESS_SPACE = 1536 * MEGABYTE
FILE_SIZE = 300 * MEGABYTE
OPEN_FILES = 128
PR_SET_PDEATHSIG = 1
DONE, FAILED = b"+", b"-"


def main(parent: int, niceness: int = 0) -> None:
    die_with(parent)
    os.nice(niceness)
    set_limits()
    source, target = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_RDWR), 0)
    os.dup2(2, 1)  # whatever a library prints must not get between the results

    from . import typeset

    gc.collect()
    gc.freeze()
    while (message := receive(source)) is not None:
        # Our own parent wrote this; a worker takes jobs from nobody else.
        job, carrier = pickle.loads(message)
        try:
            answer = DONE + typeset.run(job, carrier)
        except MemoryError:
            answer = FAILED + b"memory\n"
        except RecursionError:
            answer = FAILED + b"nesting\n"
        except typeset.Incomplete as error:
            answer = FAILED + f"incomplete\n{error}".encode()
        except Exception as error:
            answer = FAILED + f"error\n{type(error).__name__}: {error}"[:500].encode(errors="replace")
        send(target, answer)
        gc.collect()


def die_with(parent: int) -> None:
    """Ask the kernel for the end of this process when its parent ends; the parent may be gone by now."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit(0)


def set_limits() -> None:
    for what, limit in (
        (resource.RLIMIT_AS, ADDRESS_SPACE),
        (resource.RLIMIT_FSIZE, FILE_SIZE),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        limit = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(what, (limit, limit))


def receive(source: BinaryIO) -> bytes | None:
    """The next message; None at the end."""
    head = source.read(8)
    return source.read(int.from_bytes(head, "big")) if len(head) == 8 else None


def send(target: BinaryIO, message: bytes) -> None:
    target.write(len(message).to_bytes(8, "big"))
    target.write(message)
    target.flush()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
