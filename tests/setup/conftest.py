"""Scratch places for the set-up's own tests. Folders of pytest are closed to `nobody`, as whom root's server runs."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from luwu_smartcity.devserver import postgres as launcher
from luwu_smartcity.devserver.machine import VENV
from luwu_smartcity.devserver.postgres import Postgres, find_binaries


def scratch_folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="luwu-test-", dir="/var/tmp"))
    folder.chmod(0o711)
    (folder / "postgres").mkdir(mode=0o711)
    return folder


@pytest.fixture(scope="session")
def binaries() -> Iterator[Path]:
    """A PostgreSQL to start: as `./dev` finds it, but nothing is installed for the sake of a test."""
    carrier = next(iter(VENV.glob("lib/python3*/site-packages/pg0")), None)
    before, launcher.ensure_wheel = launcher.ensure_wheel, lambda: carrier
    folder = scratch_folder()
    try:
        yield find_binaries(folder)
    except launcher.Halt as halt:
        pytest.skip(str(halt))
    finally:
        launcher.ensure_wheel = before
        shutil.rmtree(folder)


@pytest.fixture
def empty_state() -> Iterator[Path]:
    folder = scratch_folder()
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def state(binaries: Path) -> Iterator[Path]:
    """A state folder whose cluster is made once; between tests its server is stopped."""
    folder = scratch_folder()
    try:
        with Postgres(folder, binaries).server():
            pass
        yield folder
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def postgres(state: Path, binaries: Path) -> Iterator[Postgres]:
    server = Postgres(state, binaries)
    assert not server.processes()
    yield server
    server.stop()
    assert not server.processes()
