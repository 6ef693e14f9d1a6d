"""The parent of the workers: replaces the dead, ends all, and runs each deed of the timetable once."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from luwu_smartcity import timetable
from luwu_smartcity.models import TimetableEntry
from luwu_smartcity.timetable import Deed, run_due_deeds
from luwu_smartcity.workers import WorkerParent


@pytest.mark.django_db
def test_deed_is_claimed_once_until_it_is_due_again():
    now = timezone.now()
    every = timedelta(minutes=1)
    assert TimetableEntry.claim("uji", every=every, now=now)
    assert not TimetableEntry.claim("uji", every=every, now=now + timedelta(seconds=59))
    assert TimetableEntry.claim("uji", every=every, now=now + timedelta(seconds=61))


@pytest.mark.django_db
def test_failing_deed_does_not_stop_the_others(monkeypatch):
    done = []

    def fail() -> None:
        raise RuntimeError("rusak")

    deeds = [Deed("gagal", timedelta(hours=1), fail), Deed("jalan", timedelta(hours=1), lambda: done.append(1))]
    monkeypatch.setattr(timetable, "TIMETABLE", deeds)
    assert run_due_deeds() == ["gagal", "jalan"]
    assert done == [1]
    assert run_due_deeds() == []


@pytest.fixture
def parent(monkeypatch):
    """A parent whose workers are plain sleepers: the queue itself is tested with the exports."""

    def sleeper(self) -> subprocess.Popen[bytes]:
        script = "import subprocess,sys,time; subprocess.Popen([sys.executable,'-c','import time; time.sleep(60)']); time.sleep(60)"
        return subprocess.Popen([sys.executable, "-c", script], start_new_session=True)

    monkeypatch.setattr(WorkerParent, "_start", sleeper)
    made = WorkerParent(2)
    yield made
    made.stop()


def processes_of(group: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except (FileNotFoundError, ProcessLookupError):
                continue
            if int(fields[2]) == group and fields[0] != "Z":
                found.append(int(entry.name))
    return found


def wait_for(condition, seconds: float = 5.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


def test_killed_worker_is_replaced_and_its_children_end(parent):
    parent._replace_ended()
    first, second = parent.workers
    assert wait_for(lambda: len(processes_of(first.pid)) == 2)
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    parent._replace_ended()
    assert len(parent.workers) == 2 and second in parent.workers and first not in parent.workers
    assert wait_for(lambda: not processes_of(first.pid))


def test_stop_leaves_nothing(parent):
    parent._replace_ended()
    groups = [worker.pid for worker in parent.workers]
    assert wait_for(lambda: all(len(processes_of(group)) == 2 for group in groups))
    parent.stop()
    assert wait_for(lambda: not any(processes_of(group) for group in groups))
