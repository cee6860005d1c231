"""`dozvon role`: the same grid as in the office."""

from __future__ import annotations

from typing import Any

import pytest

from dozvon.config.cli import _installation, main
from dozvon.core.roles import Role
from dozvon.exchange.permissions import EXPORT_TABLES
from dozvon.platform.accounts import staff_state

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_installation, "prepare", lambda *given, **named: None)


def test_a_role_is_given_more_listed_and_reset(capsys: Any) -> None:
    assert main(["role", "allow", "operator", "export"]) == 0
    assert EXPORT_TABLES in staff_state.current_state().rights[Role.OPERATOR]
    assert main(["role", "deny", "operator", "see_clients"]) == 0
    capsys.readouterr()
    assert main(["role", "list"]) == 0
    operator = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("operator: "))
    assert "+export" in operator
    assert "-see_clients" in operator
    assert main(["role", "reset"]) == 0
    assert "2 cells changed" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words", [["allow", "king", "export"], ["allow", "operator", "fly"], ["deny", "admin", "manage_users"]]
)
def test_what_cannot_be_is_refused(words: list[str], capsys: Any) -> None:
    assert main(["role", *words]) != 0
