"""What a command does with a database that is not of its own age."""

from __future__ import annotations

from unittest.mock import Mock

import pytest

from dozvon.config.cli import _installation
from dozvon.platform.console import CommandRefused
from dozvon.platform.database import schema
from dozvon.platform.database.schema import Schema


@pytest.fixture
def migrated(monkeypatch: pytest.MonkeyPatch) -> Mock:
    done = Mock()
    monkeypatch.setattr(_installation, "attach", Mock())
    monkeypatch.setattr(schema, "migrate", done)
    return done


def stands(monkeypatch: pytest.MonkeyPatch, state: Schema) -> None:
    monkeypatch.setattr(schema, "state", lambda: state)


def test_an_older_database_is_left_to_migrate(monkeypatch: pytest.MonkeyPatch, migrated: Mock) -> None:
    stands(monkeypatch, Schema.BEHIND)
    with pytest.raises(CommandRefused, match="dozvon migrate"):
        _installation.prepare()
    migrated.assert_not_called()


def test_the_demos_own_is_brought_up_to_date(monkeypatch: pytest.MonkeyPatch, migrated: Mock) -> None:
    stands(monkeypatch, Schema.BEHIND)
    _installation.prepare(may_migrate=True)
    migrated.assert_called_once_with()


@pytest.mark.parametrize("state", [Schema.NEWER, Schema.FOREIGN])
def test_a_newer_or_foreign_one_is_refused_even_then(
    monkeypatch: pytest.MonkeyPatch, migrated: Mock, state: Schema
) -> None:
    stands(monkeypatch, state)
    with pytest.raises(CommandRefused):
        _installation.prepare(may_migrate=True)
    migrated.assert_not_called()
