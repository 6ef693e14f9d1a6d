"""The lock files agree, name no registry and bring no second database driver."""

import importlib.util
import re
from pathlib import Path

import pytest
from django.db import connection

from luwu_smartcity.devserver import checks
from luwu_smartcity.devserver.processes import ROOT


def locked(name: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9.-]+)(?:\[.*?\])?==(\S+)", (ROOT / name).read_text(), re.M))


def test_lock_files_hold_no_address() -> None:
    assert checks.addresses_in_locks() == ""


def test_address_in_a_lock_file_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "ROOT", tmp_path)
    for name in ("requirements.txt", "tools/package-lock.json", "uv.lock", ".npmrc", "readme.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("first\nfrom https://registry.example/\n")
    found = [line.split(":")[0] for line in checks.addresses_in_locks().splitlines()]
    assert sorted(found) == [".npmrc", "requirements.txt", "tools/package-lock.json", "uv.lock"]


def test_development_lock_holds_the_versions_of_production() -> None:
    production, development = locked("requirements.txt"), locked("requirements-dev.txt")
    assert len(production) > 30
    assert {name: development.get(name) for name in production} == production


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "requirements-postgres.txt"])
def test_every_locked_version_has_a_hash(name: str) -> None:
    text = (ROOT / name).read_text()
    entries = re.split(r"\n(?=\S)", text.strip())
    assert len(entries) == len(locked(name))
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_every_required_package_is_locked() -> None:
    for name in ("requirements", "requirements-dev", "requirements-postgres"):
        wanted = re.findall(r"^([A-Za-z0-9_.-]+)", (ROOT / f"{name}.in").read_text(), re.M)
        names = {re.sub(r"[-_.]+", "-", word).lower() for word in wanted if not word.startswith("-")}
        assert names - locked(f"{name}.txt").keys() == set()


def test_database_driver_is_psycopg2() -> None:
    assert importlib.util.find_spec("psycopg") is None
    assert "psycopg" not in locked("requirements-dev.txt")
    assert connection.Database.__name__ == "psycopg2"
