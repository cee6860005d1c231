"""The environment and the key."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dozvon.config import env
from dozvon.config.env import BadEnvironment
from dozvon.config.secret import secret_key


@pytest.mark.parametrize(
    "name, junk",
    [
        ("DOZVON_DATABASE_URL", "mysql://x"),
        ("DOZVON_SECRET_KEY", "short"),
        ("DOZVON_SECRET_KEY_FILE", "/nowhere/at/all"),
        ("DOZVON_SECRET_KEY_OLD", "short"),
        ("DOZVON_OUTBOUND_PRIVATE", "10.0.0.0/8, everything"),
        ("DOZVON_OUTBOUND_PRIVATE", "10.0.0.1/8"),
        ("DOZVON_DEBUG", "perhaps"),
        ("DOZVON_ALLOWED_HOSTS", "desk.example.org, http://x"),
        ("DOZVON_HOME", __file__),
    ],
)
def test_junk_is_refused_with_the_variables_name(name: str, junk: str) -> None:
    with pytest.raises(BadEnvironment, match=name):
        env.read({name: junk})


def test_a_value_and_its_file_together_are_refused(tmp_path: Path) -> None:
    (tmp_path / "url").write_text("postgresql://x/y\n")
    given = {"DOZVON_DATABASE_URL_FILE": str(tmp_path / "url")}
    assert env.read(given).database_url == "postgresql://x/y"
    with pytest.raises(BadEnvironment, match="both set"):
        env.read(given | {"DOZVON_DATABASE_URL": "postgresql://x/y"})


def test_private_networks_are_listed_with_commas() -> None:
    found = env.read({"DOZVON_OUTBOUND_PRIVATE": "10.0.0.0/8, fd00::/8,"}).outbound_private
    assert [str(network) for network in found] == ["10.0.0.0/8", "fd00::/8"]


def test_processes_that_make_the_key_at_once_agree_on_it(tmp_path: Path) -> None:
    given = env.read({"DOZVON_HOME": str(tmp_path / "home")})
    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(lambda _: secret_key(given), range(64)))
    assert len(keys) == 1
    assert len(keys.pop()) >= 32
    assert (tmp_path / "home" / "secret.key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["secret.key"]


def test_an_empty_key_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_text("")
    with pytest.raises(BadEnvironment, match="holds no key"):
        secret_key(env.read({"DOZVON_HOME": str(tmp_path)}))
