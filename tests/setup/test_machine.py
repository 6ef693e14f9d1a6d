"""What is missing on the machine is found, installed where that may be, and otherwise named in one line."""

import io
import os
import subprocess
from pathlib import Path

import pytest

from luwu_smartcity.devserver import machine
from luwu_smartcity.devserver.processes import Halt

VENV_LINE = "apt-get install -y --no-install-recommends python3."
PDF_LINE = "apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


class Bare:
    """A machine whose programs are only those put into `bin`; each notes how it was called."""

    def __init__(self, folder: Path) -> None:
        self.bin = folder / "bin"
        self.bin.mkdir()
        self.log = folder / "log"
        self.log.touch()
        for name in ("sh", "env"):
            (self.bin / name).symlink_to(f"/usr/bin/{name}")

    def has(self, name: str, body: str) -> None:
        program = self.bin / name
        program.write_text(f'#!/bin/sh\necho "{name} $* [$DEBIAN_FRONTEND]" >> {self.log}\n{body}\n')
        program.chmod(0o755)

    def calls(self) -> list[str]:
        return self.log.read_text().splitlines()


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bare:
    """No root, no Pango, no venv module, no terminal."""
    bare = Bare(tmp_path)
    monkeypatch.setenv("PATH", str(bare.bin))
    monkeypatch.setattr(machine, "IS_ROOT", False)
    monkeypatch.setattr(machine, "loads", lambda library: False)
    monkeypatch.setattr(machine.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    return bare


@pytest.mark.parametrize("sudo", [None, "exit 1"])
def test_without_rights_and_venv_one_line_is_said_and_nothing_else_done(
    bare: Bare, sudo: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    bare.has("apt-get", "exit 0")
    if sudo:
        bare.has("sudo", sudo)
    with pytest.raises(Halt):
        machine.ensure_packages()
    lines = [line for line in capsys.readouterr().err.splitlines() if "apt-get" in line]
    assert len(lines) == 1
    assert VENV_LINE in lines[0]
    assert not any(call.startswith("apt-get") for call in bare.calls())


def test_without_rights_and_pango_it_goes_on(
    bare: Bare, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(machine.importlib.util, "find_spec", lambda name: object())
    machine.ensure_packages()
    said = capsys.readouterr().err.splitlines()
    assert [line for line in said if "apt-get" in line] == [f"Missing for PDF; to be run once as root: {PDF_LINE}"]
    assert said[-1] == "Going on without PDF."


def test_sudo_that_does_not_ask_installs(bare: Bare) -> None:
    bare.has("sudo", 'shift\n[ "$1" = true ] || exec "$@"')
    bare.has("apt-get", "exit 0")
    bare.has("true", "exit 0")
    machine.ensure_packages()
    installed = [call for call in bare.calls() if call.startswith("apt-get")]
    assert len(installed) == 1
    assert "install -y --no-install-recommends python3." in installed[0]
    assert "DPkg::Lock::Timeout=120" in installed[0]
    assert installed[0].endswith("[noninteractive]")


def test_empty_package_lists_are_fetched_after_the_first_failure(bare: Bare, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "IS_ROOT", True)
    updated = bare.bin / "updated"
    bare.has("touch", f": > {updated}")
    bare.has("apt-get", f'case "$*" in *update*) : > {updated};; *) [ -e {updated} ];; esac')
    assert machine.install_packages(["gettext"], "translations")
    words = [call.split(" [")[0].split(" ", 4)[4] for call in bare.calls()]
    assert words == [
        "install -y --no-install-recommends gettext",
        "update",
        "install -y --no-install-recommends gettext",
    ]


@pytest.mark.parametrize(("rewritten", "kept"), [("exit 0", False), ("echo new > $PIP_CERT", True)])
def test_certificates_of_pip_survive_the_packages(
    bare: Bare, monkeypatch: pytest.MonkeyPatch, rewritten: str, kept: bool
) -> None:
    bundle = bare.bin.parent / "bundle.crt"
    bundle.write_text("with the proxy's own")
    monkeypatch.setattr(machine, "IS_ROOT", True)
    monkeypatch.setenv("PIP_CERT", str(bundle))
    bare.has("apt-get", rewritten)
    assert machine.install_packages(["python3-venv"], "Python packages")
    assert Path(os.environ["PIP_CERT"]).read_text() == "with the proxy's own"
    assert (os.environ["PIP_CERT"] != str(bundle)) == kept


def test_failing_apt_ends_in_the_line_for_a_human(
    bare: Bare, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(machine, "IS_ROOT", True)
    bare.has("apt-get", "echo E: no network; exit 100")
    assert not machine.install_packages(["gettext"], "translations")
    said = capsys.readouterr().err
    assert "E: no network" in said
    assert said.splitlines()[-1].endswith("apt-get install -y --no-install-recommends gettext")


def test_nothing_missing_asks_for_nothing(bare: Bare, monkeypatch: pytest.MonkeyPatch) -> None:
    bare.has("apt-get", "exit 0")
    bare.has("sudo", "exit 0")
    monkeypatch.setattr(machine, "loads", lambda library: True)
    monkeypatch.setattr(machine.importlib.util, "find_spec", lambda name: object())
    machine.ensure_packages()
    assert bare.calls() == []


@pytest.fixture
def venv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installed environment of another checkout, with a stamp."""
    (tmp_path / "requirements-dev.txt").write_text("django==5.2.19 \\\n    --hash=sha256:00\n")
    folder = tmp_path / ".venv"
    folder.mkdir()
    monkeypatch.setattr(machine, "ROOT", tmp_path)
    monkeypatch.setattr(machine, "VENV", folder)
    (folder / ".stamp").write_text(machine.key(tmp_path / "requirements-dev.txt"))
    return folder


def test_unchanged_lock_installs_nothing(venv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", lambda *words, **options: pytest.fail(f"ran {words}"))
    machine.ensure_venv()


def test_changed_lock_installs_and_failure_leaves_no_stamp(venv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (venv.parent / "requirements-dev.txt").write_text("django==5.2.20 \\\n    --hash=sha256:00\n")
    monkeypatch.setattr(subprocess, "run", lambda words, **options: subprocess.CompletedProcess(words, 0))
    monkeypatch.setattr(machine, "pip_install", lambda lock, at_once: "offline")
    with pytest.raises(Halt, match="offline"):
        machine.ensure_venv()
    assert not (venv / ".stamp").exists()


def test_lock_is_shared_out_among_pips_that_resolve_nothing(venv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock, log = venv.parent / "requirements-dev.txt", venv.parent / "log"
    lock.write_text("a==1 \\\n    --hash=sha256:0a\nb==2 \\\n    --hash=sha256:0b\nc==3 \\\n    --hash=sha256:0c\n")
    noting = f'cat "${{@: -1}}" >> {log}; echo "$@" >> {log}; case "$@" in */1.txt) echo no network >&2; exit 1;; esac'
    monkeypatch.setattr(machine, "PIP", ["bash", "-c", noting, "pip"])
    assert machine.pip_install(lock, at_once=2) == "no network"
    said = log.read_text()
    assert all(said.count(f"{name} \\\n    --hash=sha256:0{name[0]}\n") == 1 for name in ("a==1", "b==2", "c==3"))
    assert said.count("install --require-hashes --no-deps --only-binary :all:") == 2


def test_packages_outside_the_lock_are_removed(venv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    removed: list[str] = []

    def pip(words: list[str], **options: object) -> subprocess.CompletedProcess[str]:
        if "uninstall" in words:
            removed.extend(words[words.index("-y") + 1 :])
        return subprocess.CompletedProcess(
            words, 0, "Django==5.2.19\npip==23.0\npg0_embedded==0.15.2\npsycopg==3.2\n", ""
        )

    monkeypatch.setattr(subprocess, "run", pip)
    machine.remove_strangers(venv.parent / "requirements-dev.txt")
    assert removed == ["psycopg"]


def test_secret_key_is_made_once_and_kept_from_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    first = machine.environment(tmp_path, {})["SECRET_KEY"]
    assert len(first) >= 50
    assert machine.environment(tmp_path, {})["SECRET_KEY"] == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_environment_keeps_what_the_user_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "own")
    monkeypatch.setenv("DEMO", "0")
    env = machine.environment(tmp_path, {"LUWU_SOCKET": "/socket"})
    assert (env["SECRET_KEY"], env["DEMO"], env["LUWU_SOCKET"]) == ("own", "0", "/socket")
    assert env["PATH"].split(os.pathsep)[0] == str(machine.VENV / "bin")


def test_state_lies_where_luwu_data_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LUWU_DATA", str(tmp_path / "a/b"))
    assert machine.state_folder() == tmp_path / "a/b"
    assert (tmp_path / "a/b").is_dir()


def test_state_of_another_user_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LUWU_DATA", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: os.stat(tmp_path).st_uid + 1)
    with pytest.raises(Halt, match="belongs to another user"):
        machine.state_folder()
