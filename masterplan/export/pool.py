"""Warm worker processes that typeset. Each is limited in time and memory, renewed after some jobs, and replaced when it
dies: a chapter that cannot be set costs its own page, not the book and not the process that asked."""

from __future__ import annotations

import contextlib
import os
import pickle
import selectors
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from .fragment import Carrier
from .job import Job

ROOT = Path(__file__).resolve().parents[2]
SECONDS_PER_JOB = 120.0
JOBS_PER_WORKER = 200
BEAT = 0.5
KEPT_VARIABLES = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "FONTCONFIG_FILE", "FONTCONFIG_PATH", "LD_LIBRARY_PATH")


@dataclass(frozen=True)
class Failure:
    """Why a job has no result. Codes: time, memory, nesting, incomplete, error, crash."""

    code: str
    detail: str = ""


Result = bytes | Failure


class Worker:
    """One process and the job it is at."""

    def __init__(self, niceness: int = 0) -> None:
        environment = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
        # A new program, no fork of this one: libraries with threads (charts) would lock up in a fork.
        self.process = subprocess.Popen(
            [sys.executable, "-m", "masterplan.export.worker", str(os.getpid()), str(niceness)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env=environment | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        )
        self.jobs = 0
        self.index = -1
        self.deadline = 0.0
        self.buffer = bytearray()

    def give(self, index: int, job: Job, carrier: Carrier | None, seconds: float) -> None:
        """Raises BrokenPipeError when the process is gone."""
        message = pickle.dumps((job, carrier))
        self.index, self.deadline = index, time.monotonic() + seconds
        self.jobs += 1
        self.buffer.clear()
        assert self.process.stdin
        self.process.stdin.write(len(message).to_bytes(8, "big"))
        self.process.stdin.write(message)
        self.process.stdin.flush()

    def take(self) -> Result | None:
        """What has come back so far: a whole result, or None while it is under way."""
        assert self.process.stdout
        piece = os.read(self.process.stdout.fileno(), 1 << 20)
        if not piece:
            return Failure("crash", f"process ended with {self.process.wait()}")
        self.buffer += piece
        if len(self.buffer) < 8 or len(self.buffer) < 8 + int.from_bytes(self.buffer[:8], "big"):
            return None
        answer = bytes(self.buffer[8:])
        if answer[:1] == b"+":
            return answer[1:]
        code, _, detail = answer[1:].decode(errors="replace").partition("\n")
        return Failure(code, detail)

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()


class Pool:
    """Up to `size` workers, started when they are needed and kept between books."""

    def __init__(
        self,
        size: int = 2,
        *,
        seconds: float = SECONDS_PER_JOB,
        jobs_per_worker: int = JOBS_PER_WORKER,
        niceness: int = 0,
    ) -> None:
        self.size = max(1, size)
        self.niceness = niceness
        self.seconds = seconds
        self.jobs_per_worker = jobs_per_worker
        self.idle: list[Worker] = []

    def run(
        self,
        jobs: Sequence[Job],
        carrier: Carrier | None = None,
        *,
        done: Callable[[int, Result], None] = lambda index, result: None,
        beat: Callable[[], None] = lambda: None,
        seconds: float | None = None,
    ) -> list[Result]:
        """Typeset all jobs, the longest first, and give the results in the order of the jobs.

        A job whose process dies is given to another one once. `done` is called with the index of each job that is finished, `beat` at least every half second; what either
        raises ends the run: the workers at work are killed, and the exception goes on to the caller.
        """
        limit = seconds or self.seconds
        # Workers ask the carrier what it covers and how wide figures are; its pages stay here.
        light = replace(carrier, pdf=b"") if carrier else None
        waiting = deque(sorted(range(len(jobs)), key=lambda index: -len(jobs[index].html)))
        results: dict[int, Result] = {}
        busy: list[Worker] = []
        again: set[int] = set()

        def finish(worker: Worker, result: Result) -> None:
            busy.remove(worker)
            failed = result.code if isinstance(result, Failure) else ""
            if failed in {"time", "crash", "memory"} or worker.jobs >= self.jobs_per_worker:
                worker.end()
            else:
                self.idle.append(worker)
            if failed == "crash" and worker.index not in again:
                # Killed by somebody, perhaps for want of memory beside others: that is not the text's fault yet.
                again.add(worker.index)
                waiting.append(worker.index)
                return
            results[worker.index] = result
            done(worker.index, result)

        try:
            with selectors.DefaultSelector() as selector:
                while waiting or busy:
                    while waiting and len(busy) < self.size:
                        worker = self.ready_worker()
                        busy.append(worker)
                        index = waiting.popleft()
                        selector.register(worker.process.stdout, selectors.EVENT_READ, worker)  # type: ignore[arg-type]
                        try:
                            worker.give(index, jobs[index], light, limit)
                        except BrokenPipeError:
                            selector.unregister(worker.process.stdout)  # type: ignore[arg-type]
                            finish(worker, Failure("crash", "process ended before its job"))
                    for key, _ in selector.select(BEAT):
                        if (result := key.data.take()) is not None:
                            selector.unregister(key.fileobj)
                            finish(key.data, result)
                    for worker in [each for each in busy if time.monotonic() > each.deadline]:
                        selector.unregister(worker.process.stdout)  # type: ignore[arg-type]
                        finish(worker, Failure("time", f"{limit:.0f} s"))
                    beat()
        except BaseException:
            for worker in busy:
                worker.end()
            raise
        return [results[index] for index in range(len(jobs))]

    def ready_worker(self) -> Worker:
        """A worker that lives; idle ones may have been killed meanwhile."""
        while self.idle:
            worker = self.idle.pop()
            if worker.process.poll() is None:
                return worker
            worker.end()
        return Worker(self.niceness)

    def close(self) -> None:
        while self.idle:
            self.idle.pop().end()
