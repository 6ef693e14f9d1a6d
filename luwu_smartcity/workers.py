"""The parent of the workers: keeps them alive, renews them, runs the timetable, leaves nothing behind."""

from __future__ import annotations

import contextlib
import ctypes
import logging
import os
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path
from typing import cast

from django.conf import settings
from django.db import DatabaseError, OperationalError, close_old_connections

from masterplan.exporting import restart_exports_of

from .timetable import run_due_deeds

logger = logging.getLogger(__name__)

TASKS_PER_WORKER = 100
GRACE_SECONDS = 8
PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """Ask the kernel to end this process when its parent is gone, even by kill -9."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class WorkerParent:
    """Runs `count` workers of the task queue; `stop` ends them with all their children."""

    def __init__(self, count: int, *, interval: float = 0.2) -> None:
        self.count = count
        self.interval = interval
        self.workers: list[subprocess.Popen[bytes]] = []
        self.ended: list[str] = []  # names of workers whose work nobody has taken over yet
        self.running = True

    def run(self) -> None:
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self._ask_to_stop)
        try:
            while self.running:
                self._replace_ended()
                self._hand_on()
                self._run_timetable()
                time.sleep(1)
        finally:
            self.stop()

    def _ask_to_stop(self, signum: int, frame: object) -> None:
        self.running = False

    def _replace_ended(self) -> None:
        alive = []
        for worker in self.workers:
            code = worker.poll()
            if code is None:
                alive.append(worker)
                continue
            kill_group(worker, signal.SIGKILL)  # children of a dead worker must not go on unseen
            self.ended.append(name_of(worker))
            if code != 0:
                logger.warning("Worker %s ended with %s; another takes its place", worker.pid, code)
        self.workers = alive
        while len(self.workers) < self.count and self.running:
            self.workers.append(self._start())

    def _start(self) -> subprocess.Popen[bytes]:
        command = [
            sys.executable,
            str(Path(settings.BASE_DIR) / "manage.py"),
            "db_worker",
            "--queue-name=*",
            f"--interval={self.interval}",
            f"--max-tasks={TASKS_PER_WORKER}",
            "--no-startup-delay",
            "--no-reload",
            f"--worker-id={uuid.uuid4().hex}",
        ]
        return subprocess.Popen(
            command,
            env=os.environ | {"LUWU_PROCESS": "worker"},
            start_new_session=True,
            preexec_fn=die_with_parent,  # one thread here, nothing else runs before exec
        )

    def _hand_on(self) -> None:
        """What a worker was at when it ended is given to another one now, not after a minute of silence."""
        close_old_connections()
        try:
            while self.ended:
                restart_exports_of(self.ended[0])
                self.ended.pop(0)
        except DatabaseError as error:
            logger.warning("The database does not answer, exports wait for another worker: %s", error)

    def _run_timetable(self) -> None:
        close_old_connections()
        try:
            run_due_deeds()
        except OperationalError as error:
            logger.warning("The database does not answer, the timetable waits: %s", error)

    def stop(self) -> None:
        for worker in self.workers:
            kill_group(worker, signal.SIGTERM)
        deadline = time.monotonic() + GRACE_SECONDS
        for worker in self.workers:
            try:
                worker.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                logger.warning("Worker %s did not end by itself", worker.pid)
            kill_group(worker, signal.SIGKILL)
            worker.wait()


def name_of(worker: subprocess.Popen[bytes]) -> str:
    """The name that the queue knows the worker by."""
    return cast("list[str]", worker.args)[-1].rpartition("=")[2]


def kill_group(worker: subprocess.Popen[bytes], signum: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(worker.pid, signum)
