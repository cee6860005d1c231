"""The embedded server on a home of its own: started once, killed, starved, taken from others."""

from __future__ import annotations

import fcntl
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from dozvon.platform.database import binaries, cluster, dsn
from dozvon.platform.database.errors import DatabaseUnavailable

SMALL = {"fsync": "off", "shared_buffers": "16MB", "max_connections": "20"}


@pytest.fixture(scope="module")
def filled() -> Iterator[Path]:
    """A home with a made server and one row; tests of this module start and stop it as they need.

    Not in pytest's own folder: a session that begins closes it to the server's account, for those under way too.
    """
    home = Path(tempfile.mkdtemp(prefix="dozvon-cluster-"))
    home.chmod(0o755)
    cluster.ensure_running(home, SMALL)
    with connect(home) as connection:
        connection.execute("CREATE TABLE kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('kept')")
    yield home
    cluster.stop(home)
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def down(filled: Path) -> Path:
    """The same home with its server stopped."""
    cluster.stop(filled)
    return filled


def connect(home: Path) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(**dsn.conninfo(None, home), autocommit=True)


def kept(home: Path) -> object:
    with connect(home) as connection:
        row = connection.execute("SELECT word FROM kept").fetchone()
    return row[0] if row else None


def python(code: str, home: Path) -> subprocess.Popen[str]:
    head = (
        "import sys, time, os\nfrom pathlib import Path\nfrom dozvon.platform.database import cluster\n"
        f"home, small = Path({str(home)!r}), {SMALL!r}\n"
    )
    return subprocess.Popen(
        [sys.executable, "-c", head + code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.PIPE,
        text=True,
    )


def postmaster(home: Path) -> int:
    pid = cluster.status(home).pid
    assert pid is not None
    return pid


def wait_until_dead(home: Path) -> None:
    deadline = time.monotonic() + 20
    while cluster.status(home).running and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not cluster.status(home).running


def test_processes_that_start_a_fresh_home_at_once_share_one_server(tmp_path: Path) -> None:
    code = "cluster.ensure_running(home, small); print(cluster.status(home).pid)"
    starters = [python(code, tmp_path) for _ in range(4)]
    said = [starter.communicate(timeout=60) for starter in starters]
    try:
        assert [starter.returncode for starter in starters] == [0, 0, 0, 0], said
        assert len({out for out, _ in said}) == 1
    finally:
        cluster.stop(tmp_path)


def test_the_data_survives_a_kill_of_the_server_and_its_stale_files(filled: Path) -> None:
    cluster.ensure_running(filled, SMALL)
    first = postmaster(filled)
    os.kill(first, signal.SIGKILL)
    cluster.ensure_running(filled, SMALL)
    assert postmaster(filled) != first
    assert kept(filled) == "kept"


def test_a_stale_pid_file_that_names_a_living_stranger_does_not_stop_a_start(down: Path) -> None:
    pid_file = down / "pg" / "postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n{down / 'pg'}\n1\n5432\n{dsn.socket_directory(down)}\n\n  1 1\nready   \n")
    cluster.ensure_running(down, SMALL)
    assert kept(down) == "kept"


def test_a_killed_starter_leaves_a_home_that_the_next_one_finishes(tmp_path: Path) -> None:
    starter = python("print('go', flush=True); cluster.ensure_running(home, small)", tmp_path)
    assert starter.stdout is not None
    starter.stdout.readline()
    deadline = time.monotonic() + 20
    while not (tmp_path / "pg.new").exists() and time.monotonic() < deadline:
        time.sleep(0.005)
    starter.kill()
    starter.wait()
    try:
        cluster.ensure_running(tmp_path, SMALL)
        assert cluster.status(tmp_path).answering
        assert not (tmp_path / "pg.new").exists()
    finally:
        cluster.stop(tmp_path)


def test_the_last_process_to_leave_stops_the_server_and_no_other(down: Path) -> None:
    code = "use = cluster.ClusterUse(home, small); print('up', flush=True); sys.stdin.readline(); print(use.leave())"
    users = [python(code, down) for _ in range(2)]
    for user in users:
        assert user.stdout is not None
        assert user.stdout.readline() == "up\n"
    first, _ = users[0].communicate("\n", timeout=30)
    assert (first, cluster.status(down).answering) == ("False\n", True)
    last, _ = users[1].communicate("\n", timeout=30)
    assert (last, cluster.status(down).running) == ("True\n", False)


def test_a_killed_user_does_not_count_as_one(down: Path) -> None:
    victim = python("use = cluster.ClusterUse(home, small); print('up', flush=True); time.sleep(60)", down)
    assert victim.stdout is not None
    victim.stdout.readline()
    victim.kill()
    victim.wait()
    assert cluster.status(down).answering
    assert cluster.ClusterUse(down, SMALL).leave()
    assert not cluster.status(down).running


def test_data_of_another_major_version_is_named_and_left_alone(down: Path) -> None:
    version = down / "pg" / "PG_VERSION"
    version.write_text("16\n")
    try:
        with pytest.raises(DatabaseUnavailable, match="of PostgreSQL 16, this Dozvon brings 18"):
            cluster.ensure_running(down, SMALL)
        assert version.read_text() == "16\n"
    finally:
        version.write_text("18\n")
    cluster.ensure_running(down, SMALL)
    assert kept(down) == "kept"


def test_a_folder_that_is_no_data_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pg").mkdir()
    (tmp_path / "pg" / "holiday.jpg").write_bytes(b"x")
    with pytest.raises(DatabaseUnavailable, match="is not a PostgreSQL data folder"):
        cluster.ensure_running(tmp_path, SMALL)
    assert (tmp_path / "pg" / "holiday.jpg").read_bytes() == b"x"


def test_missing_programs_are_named_with_the_cure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    binaries.directory.cache_clear()
    monkeypatch.setattr(binaries, "find_spec", lambda name: None)
    with pytest.raises(DatabaseUnavailable, match="make setup"):
        cluster.ensure_running(tmp_path, SMALL)


def test_a_mistake_in_local_settings_is_named(down: Path) -> None:
    local = down / "pg" / "local.conf"
    local.write_text("shared_buffers = 'plenty'\n")
    local.chmod(0o644)
    try:
        with pytest.raises(DatabaseUnavailable, match="local.conf has a mistake"):
            cluster.ensure_running(down, SMALL)
    finally:
        local.unlink()


def test_a_home_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DatabaseUnavailable, match="DOZVON_HOME"):
        cluster.ensure_running(tmp_path / "file" / "home", SMALL)


def test_a_full_disk_while_making_the_data_is_named_and_leaves_nothing(tmp_path: Path) -> None:
    # A limit on the size of files stands for a full disk where nothing may be mounted.
    code = (
        "import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))\n"
        "try: cluster.ensure_running(home, small)\nexcept cluster.DatabaseUnavailable as error: print(error)\n"
    )
    said, _ = python(code, tmp_path).communicate(timeout=60)
    assert "the disk is full; free some space" in said
    assert not (tmp_path / "pg").exists()
    assert not (tmp_path / "pg.new").exists()


def test_a_full_disk_at_start_is_named_and_loses_nothing(down: Path) -> None:
    code = (
        "import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))\n"
        "try: cluster.ensure_running(home, small)\nexcept cluster.DatabaseUnavailable as error: print(error)\n"
    )
    said, errors = python(code, down).communicate(timeout=60)
    assert "the disk is full; free some space" in said, errors
    cluster.ensure_running(down, SMALL)
    assert kept(down) == "kept"


def test_the_socket_and_the_data_are_closed_to_others(filled: Path) -> None:
    cluster.ensure_running(filled, SMALL)
    assert [(filled / name).stat().st_mode & 0o777 for name in ("pg", "run")] == [0o700, 0o700]
    with connect(filled) as connection:
        row = connection.execute(
            "SELECT current_setting('listen_addresses'), current_setting('data_checksums')"
        ).fetchone()
    assert row == ("", "on")


@pytest.mark.parametrize("doors", ["closed", "open"])
def test_another_user_of_the_machine_is_kept_out(filled: Path, doors: str) -> None:
    """Also when the socket's folder was opened by mistake: the server itself asks the kernel who is there."""
    cluster.ensure_running(filled, SMALL)
    code = (
        "import os, sys, psycopg\n"
        "if os.geteuid() == 0: os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
        "try: psycopg.connect(sys.argv[1]); print('in')\n"
        "except psycopg.OperationalError as error: print(error)\n"
    )
    folder = dsn.socket_directory(filled)
    if doors == "open":
        for path in (*reversed(folder.parents[:-1]), folder, folder / ".s.PGSQL.5432"):
            if path.stat().st_uid in (os.geteuid(), folder.stat().st_uid):
                path.chmod(path.stat().st_mode | 0o007)
    name = "dozvon" if os.geteuid() == 0 else "postgres"
    where = f"host={folder} user={name} dbname={name}"
    said = subprocess.run(
        [sys.executable, "-c", code, where], capture_output=True, text=True, check=True, cwd="/"
    ).stdout
    folder.chmod(0o700)
    assert "in\n" not in said
    assert ("authentication failed" if doors == "open" else "Permission denied") in said or os.geteuid() != 0


def test_a_long_home_gets_a_short_private_socket_folder(tmp_path: Path) -> None:
    home = tmp_path / ("long-" * 25)
    folder = dsn.socket_directory(home)
    assert len(os.fsencode(folder)) < 90
    try:
        cluster.ensure_running(home, SMALL)
        assert cluster.status(home).answering
        assert folder.stat().st_mode & 0o777 == 0o700
    finally:
        cluster.stop(home)
        folder.rmdir()


def test_a_strangers_socket_folder_is_refused(tmp_path: Path) -> None:
    home = tmp_path / ("strange" * 20)
    folder = dsn.socket_directory(home)
    folder.symlink_to(tmp_path)
    try:
        with pytest.raises(DatabaseUnavailable, match="belongs to somebody else"):
            cluster.ensure_running(home, SMALL)
    finally:
        folder.unlink()


def test_a_busy_lock_is_waited_for_and_a_dead_ones_is_not(down: Path) -> None:
    holder = python(
        "import fcntl\nf = open(home / 'database.lock', 'w'); fcntl.flock(f, fcntl.LOCK_EX)\n"
        "print('held', flush=True); time.sleep(60)",
        down,
    )
    assert holder.stdout is not None
    holder.stdout.readline()
    probe = os.open(down / "database.lock", os.O_RDWR)
    with pytest.raises(BlockingIOError):
        fcntl.flock(probe, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(probe)
    holder.kill()
    holder.wait()
    cluster.ensure_running(down, SMALL)
    assert kept(down) == "kept"


def test_the_server_never_runs_as_root(filled: Path) -> None:
    cluster.ensure_running(filled, SMALL)
    owner = Path(f"/proc/{postmaster(filled)}").stat().st_uid
    assert pwd.getpwuid(owner).pw_name != "root"


def test_a_dead_server_is_noticed(filled: Path) -> None:
    cluster.ensure_running(filled, SMALL)
    assert cluster.is_alive(filled)
    os.kill(postmaster(filled), signal.SIGKILL)
    wait_until_dead(filled)
    assert not cluster.is_alive(filled)
