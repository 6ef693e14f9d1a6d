"""`./dev` itself, run as a person runs it."""

import os
import runpy
import shutil
import signal
import socket
import subprocess
import time
import tomllib
from collections.abc import Iterator

import pytest
from django.conf import settings

from luwu_smartcity.devserver.postgres import Postgres
from luwu_smartcity.devserver.processes import ROOT

DEV = str(ROOT / "dev")
WAIT = "import time; print('up', flush=True); time.sleep(60)"


@pytest.fixture
def env(postgres: Postgres) -> Iterator[dict[str, str]]:
    """The environment of a user whose state folder is the scratch one."""
    state = postgres.home.parent.parent
    own = {name: text for name, text in os.environ.items() if name not in ("DATABASE_URL", "LUWU_SOCKET")}
    yield {**own, "PG_BIN": str(postgres.binaries), "LUWU_DATA": str(state)}


def start(words: list[str], env: dict[str, str]) -> subprocess.Popen[str]:
    """A command that has come so far as to say "up"."""
    command = subprocess.Popen([DEV, *words], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert command.stdout
    said = command.stdout.readline()
    assert said == "up\n", command.communicate()
    return command


def test_terminated_command_ends_its_program_and_the_server(env: dict[str, str], postgres: Postgres) -> None:
    command = start(["manage", "shell", "-v0", "-c", WAIT], env)
    assert postgres.answers()
    command.terminate()
    command.communicate(timeout=20)
    assert command.returncode == 143
    assert not postgres.processes()


def test_interrupt_is_left_to_the_program(env: dict[str, str], postgres: Postgres) -> None:
    wait = f"try:\n    {WAIT}\nexcept KeyboardInterrupt:\n    print('tidied', flush=True)"
    command = subprocess.Popen(
        [DEV, "manage", "shell", "-v0", "-c", wait], env=env, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert command.stdout
    assert command.stdout.readline() == "up\n"
    os.killpg(command.pid, signal.SIGINT)  # as the terminal does
    assert command.communicate(timeout=20)[0] == "tidied\n"
    assert command.returncode == 0
    assert not postgres.processes()


def test_killed_command_takes_its_program_along_and_leaves_the_server(env: dict[str, str], postgres: Postgres) -> None:
    command = start(["manage", "shell", "-v0", "-c", WAIT], env)
    command.kill()
    command.communicate(timeout=20)  # returns when the program, too, has closed its output
    assert postgres.answers()


def test_reader_that_leaves_early_leaves_no_server(env: dict[str, str], postgres: Postgres) -> None:
    piped = f"{DEV} test -q --collect-only tests/setup 2>/dev/null | head -1"
    done = subprocess.run(["sh", "-c", piped], env=env, capture_output=True, text=True, timeout=60)
    assert done.stdout.count("\n") == 1
    deadline = time.monotonic() + 20
    while postgres.processes() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not postgres.processes()


def test_exit_code_and_output_of_the_program_come_through(env: dict[str, str]) -> None:
    words = ["manage", "shell", "-v0", "-c", "print('only this'); raise SystemExit(7)"]
    done = subprocess.run([DEV, *words], env=env, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (7, "only this\n")


@pytest.mark.parametrize(("words", "code"), [([], 0), (["--help"], 0), (["fly"], 2)])
def test_words_that_are_no_command_are_answered_with_all_commands(words: list[str], code: int) -> None:
    done = subprocess.run([DEV, *words], capture_output=True, text=True, timeout=20)
    assert done.returncode == code
    assert all(f"./dev {verb}" in done.stderr for verb in ("run", "test", "check", "manage", "bench", "lock"))


def test_port_in_use_is_said_before_anything_is_done(env: dict[str, str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = subprocess.run([DEV, "run", "--port", port], env=env, capture_output=True, text=True, timeout=20)
    assert done.returncode == 1
    assert done.stderr.startswith(f"Port {port} cannot be used")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("verb", ["run", "test"])
def test_make_is_an_alias(verb: str) -> None:
    text = (ROOT / "Makefile").read_text()
    assert f"{verb}" in text
    if shutil.which("make"):
        planned = subprocess.run(["make", "-n", verb], cwd=ROOT, capture_output=True, text=True, check=True)
        assert planned.stdout == f"./dev {verb}\n"


def test_accounts_that_are_announced_are_those_of_the_demo() -> None:
    dev = runpy.run_path(DEV)
    rows = tomllib.loads((ROOT / "accounts/demo/people.toml").read_text())["users"]
    people = {row["username"]: row["role"] for row in rows if row.get("active", True)}
    roles = {name: role for role, names in dev["DEMO_ACCOUNTS"].items() for name in names}
    assert {name: people.get(name) for name in roles} == {
        name: {"heads of OPD": "head", "contributors of an OPD": "contributor"}.get(role, role)
        for name, role in roles.items()
    }
    assert dev["DEMO_PASSWORD"] == settings.DEMO_PASSWORD
