"""Commands as a person runs them: one sentence when something is wrong, never a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from dozvon.config.cli import _parser
from dozvon.platform.database import cluster, dsn

DOZVON = [sys.executable, "-c", "import sys; from dozvon.config.cli import main; sys.exit(main())"]


def cluster_connection(home: Path) -> psycopg.Connection[tuple[object, ...]]:
    cluster.ensure_running(home, {"fsync": "off"})
    return psycopg.connect(**dsn.conninfo(None, home), autocommit=True)


def dozvon(home: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DOZVON_")}
    return subprocess.run(
        [*DOZVON, *arguments],
        env=kept | {"DOZVON_HOME": str(home)} | variables,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home whose database is kept running between commands."""
    folder = tmp_path_factory.mktemp("commands")
    cluster.ensure_running(folder, {"fsync": "off"})
    first = dozvon(folder, "migrate")
    assert first.returncode == 0, first.stderr
    cluster.ensure_running(folder, {"fsync": "off"})
    yield folder
    cluster.stop(folder)


def test_the_commands_of_this_package_are_found() -> None:
    text = _parser().format_help()
    assert all(name in text for name in ("serve", "worker", "migrate", "doctor", "backup", "restore"))


def test_migrate_twice_changes_nothing_and_the_last_command_stops_the_server(home: Path) -> None:
    again = dozvon(home, "migrate")
    assert (again.returncode, again.stdout) == (0, "The schema was up to date already.\n")
    assert not cluster.status(home).running


def test_a_backup_comes_back_in_a_fresh_home_and_never_over_a_filled_one(home: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.dump"
    assert dozvon(home, "backup", str(kept)).returncode == 0
    assert kept.stat().st_mode & 0o777 == 0o600
    fresh = tmp_path / "fresh"
    try:
        restored = dozvon(fresh, "restore", str(kept))
        assert (restored.returncode, restored.stdout) == (0, "Restored.\n"), restored.stderr
        refused = dozvon(fresh, "restore", str(kept))
        assert (refused.returncode, "--force" in refused.stderr) == (2, True)
        assert dozvon(fresh, "backup", str(tmp_path / "again.dump")).returncode == 0
        cut = tmp_path / "cut.dump"
        cut.write_bytes(kept.read_bytes()[:-5000])
        damaged = dozvon(fresh, "restore", "--force", str(cut))
        assert (damaged.returncode, "nothing was changed" in damaged.stderr) == (2, True)
        assert dozvon(fresh, "migrate").stdout == "The schema was up to date already.\n"
        assert dozvon(fresh, "restore", "--force", str(tmp_path / "again.dump")).returncode == 0
    finally:
        cluster.stop(fresh)


KEEP_TWO = """
from dozvon.config.cli import _installation
_installation.prepare()
from datetime import UTC, datetime
from django.db import transaction
from dozvon.platform.files import actions, store
for number, content in enumerate((b"first", b"second"), 1):
    with transaction.atomic():
        actions.own(store.receive([content], 100), "trial", number, f"{number}.csv", datetime.now(UTC))
_installation.leave()
"""


def test_kept_files_come_back_with_the_backup_and_what_is_missing_is_named(tmp_path: Path) -> None:
    home, fresh, kept = tmp_path / "home", tmp_path / "fresh", tmp_path / "kept.dump"
    environment = {"PATH": "/usr/bin:/bin", "DOZVON_HOME": str(home)}
    try:
        subprocess.run([sys.executable, "-c", KEEP_TWO], env=environment, check=True)
        assert "2 kept files are not in it" in dozvon(home, "backup", str(kept)).stdout
        bare = dozvon(fresh, "restore", str(kept))
        assert (bare.returncode, bare.stdout.count("missing: ")) == (1, 2), bare.stderr
        assert "2 files, 11 bytes" in dozvon(home, "backup", "--files", str(kept)).stdout
        archive = tmp_path / "kept.dump.files.tar"
        assert archive.stat().st_mode & 0o777 == 0o600
        whole = dozvon(fresh, "restore", "--force", str(kept))
        assert (whole.returncode, "missing" in whole.stdout) == (0, False), whole.stderr
        contents = sorted(path.read_bytes() for path in (fresh / "files").rglob("*") if path.is_file())
        assert contents == [b"first", b"second"]
        archive.write_bytes(archive.read_bytes()[:700])
        damaged = dozvon(fresh, "restore", "--force", str(kept))
        assert (damaged.returncode, "is damaged" in damaged.stderr) == (2, True), damaged.stderr
    finally:
        cluster.stop(home)
        cluster.stop(fresh)


@pytest.mark.parametrize(
    "arguments, sentence",
    [
        (("restore", "/nowhere"), "The database is not empty"),
        (("restore", "--force", "/nowhere"), "/nowhere cannot be read"),
        (("restore", "--force", __file__), "is not a backup made by"),
        (("backup", "/nowhere/x"), "/nowhere/x cannot be written"),
        (("serve", "--port", "99999"), "Port 99999 does not exist"),
        (("serve", "--host", "203.0.113.1"), "check --host and --port"),
    ],
)
def test_a_mistake_is_one_sentence(home: Path, arguments: tuple[str, ...], sentence: str) -> None:
    ended = dozvon(home, *arguments)
    assert ended.returncode == 2
    assert ended.stderr.startswith("dozvon: ")
    assert sentence in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    "url, sentence",
    [
        ("postgresql://u:secret-word@127.0.0.1:1/x", "nobody listens there"),
        ("postgresql://u@no-such-host.invalid/x", "there is no such host"),
        ("postgresql://u@127.0.0.1:1", "names no database"),
        ("postgresql://u@127.0.0.1:none/x", "cannot be used"),
    ],
)
def test_an_unusable_server_is_one_sentence_without_the_password(tmp_path: Path, url: str, sentence: str) -> None:
    ended = dozvon(tmp_path, "migrate", DOZVON_DATABASE_URL=url)
    assert ended.returncode == 2
    assert sentence in ended.stderr
    assert "secret-word" not in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1


def test_serve_refuses_an_older_schema_until_it_is_migrated(home: Path) -> None:
    with cluster_connection(home) as connection:
        connection.execute("DELETE FROM django_migrations WHERE app = 'events'")
    try:
        ended = dozvon(home, "serve", "--port", "0")
        assert (ended.returncode, "run `dozvon migrate`" in ended.stderr) == (2, True)
        sick = dozvon(home, "doctor", "--port", "1")
        assert (sick.returncode, " BAD  schema" in sick.stdout) == (1, True)
    finally:
        with cluster_connection(home) as connection:
            connection.execute(
                "INSERT INTO django_migrations (app, name, applied)"
                " VALUES ('events', '0001_initial', now()), ('events', '0002_append_only', now())"
            )


def test_doctor_names_a_key_that_others_may_read(home: Path) -> None:
    key = home / "secret.key"
    key.chmod(0o644)
    try:
        sick = dozvon(home, "doctor")
        assert sick.returncode == 1
        assert f"chmod 600 {key}" in sick.stdout
    finally:
        key.chmod(0o600)


def test_connections_are_checked_and_switched_by_commands(tmp_path: Path) -> None:
    own = tmp_path / "home"
    own.mkdir()
    assert dozvon(own, "shop", "create", "linked", "--preset", "shop", "--timezone", "Europe/Moscow").returncode == 0
    mapping = tmp_path / "mapping.toml"
    mapping.write_text('external_id = "id"\nclient.phone = "phone"\nlines[] = "items[]"\nlines[].sku = "sku"\n')
    added = dozvon(own, "connection", "add", "shop", "mapping", "--shop", "linked", "--set", f"mapping=@{mapping}")
    code = added.stdout.splitlines()[-1]
    for command, told in (("off", "off"), ("on", "on"), ("check", "works"), ("pull", "")):
        done = dozvon(own, "connection", command, code)
        assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
        assert told in done.stdout
