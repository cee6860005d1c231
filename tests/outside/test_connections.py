"""Connections: added and changed by those who may, noted, checked, and shown without secrets."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from dozvon.config.cli import _installation, main
from dozvon.core.actor import SYSTEM, Actor
from dozvon.core.errors import NotPermitted
from dozvon.platform.accounts.models import AccountChange
from dozvon.platform.connections import access, actions, traffic
from dozvon.platform.connections.errors import BadConnection, CheckFailed, ConnectionNotFound
from dozvon.platform.connections.models import Connection
from dozvon.platform.connections.providers import providers
from dozvon.platform.secrets import rotation
from dozvon.platform.secrets.sealing import Unreadable
from dozvon.shops.models import Shop
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("echo")]
CANARY = "canary-51f0"
NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
URL = {"url": "https://echo.example"}


@pytest.fixture(autouse=True)
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_installation, "prepare", lambda *given, **named: None)


@pytest.fixture
def shop() -> Shop:
    return make.shop("main")


def connect(shop: Shop | None = None, by: Actor = SYSTEM, **given: object) -> Connection:
    shops = None if shop is None else {shop.pk: shop.code}
    return actions.add(by, "probe", "echo", shops, URL | given, {"key": CANARY})


def wrong(error: pytest.ExceptionInfo[BadConnection]) -> dict[str, str]:
    return {one.field: one.code for one in error.value.errors}


def test_a_connection_is_named_after_its_provider_and_shop(shop: Shop) -> None:
    assert [connect(shop).code, connect(shop).code, connect().code] == ["echo-main", "echo-main-2", "echo"]


def test_settings_are_read_by_the_providers_own_type(shop: Shop) -> None:
    made = connect(shop, pages="3", is_slow="yes")
    assert made.settings == URL | {"pages": 3, "tone": "loud", "is_slow": True, "note": ""}


def test_what_is_wrong_is_named_field_by_field(shop: Shop) -> None:
    with pytest.raises(BadConnection) as refused:
        actions.add(SYSTEM, "probe", "echo", None, {"url": "nowhere", "colour": "red"}, {})
    assert wrong(refused) == {"url": "bad_setting", "colour": "unknown_field"}
    assert "url: This setting is not valid: Write the address" in str(refused.value)
    with pytest.raises(BadConnection) as refused:
        actions.add(SYSTEM, "probe", "echo", None, URL, {"word": "x"})
    assert wrong(refused) == {"word": "unknown_field", "key": "missing"}
    for port, provider in (("nothing", "echo"), ("probe", "nothing")):
        with pytest.raises(BadConnection):
            actions.add(SYSTEM, port, provider, None, URL, {})
    assert not Connection.objects.exists()


def test_secrets_stand_sealed_in_the_row_and_open_there_only(shop: Shop) -> None:
    made, other = connect(shop), connect(shop)
    assert made.secret("key") == CANARY
    assert made.secret("spare") == ""
    assert CANARY not in str(Connection.objects.values())
    assert made.hook_token() not in str(Connection.objects.values())
    assert made.hook_path() == f"/hooks/echo-main/{made.hook_token()}"
    other.sealed_secrets = made.sealed_secrets
    with pytest.raises(Unreadable):
        other.secret("key")


def test_the_database_refuses_a_plain_secret(shop: Shop) -> None:
    made = connect(shop)
    with pytest.raises(IntegrityError, match="secrets_are_sealed"), transaction.atomic():
        Connection.objects.filter(pk=made.pk).update(sealed_secrets=CANARY)


def test_a_change_keeps_secrets_that_are_not_given(shop: Shop) -> None:
    made = connect(shop)
    changed = actions.change(SYSTEM, made.code, [shop.pk], URL | {"pages": "2"}, {"spare": "another"})
    assert (changed.secret("key"), changed.secret("spare"), changed.settings["pages"]) == (CANARY, "another", 2)
    assert changed.hook_path() == made.hook_path()


def test_the_log_of_accounts_names_what_was_set_and_no_secret(shop: Shop) -> None:
    made = connect(shop)
    actions.change(SYSTEM, made.code, None, URL | {"tone": "quiet"}, {"key": CANARY + "2"})
    actions.turn_off(SYSTEM, made.code)
    actions.turn_off(SYSTEM, made.code)
    actions.turn_on(SYSTEM, made.code)
    lines = list(AccountChange.objects.order_by("pk").values_list("kind", "body"))
    assert [kind for kind, _ in lines] == [f"connection.{what}" for what in ("added", "changed", "off", "on")]
    assert lines[1][1] == {"connection": made.code, "settings": ["tone"], "secrets": ["key"]}
    assert CANARY not in str(lines)


def test_only_who_manages_connections_and_in_their_shops_only(shop: Shop) -> None:
    other = make.shop("other")
    mine, theirs, everybodys = connect(shop), connect(other), connect()
    head = make.actor(role="head")
    for forbidden in (lambda: connect(shop, head), lambda: access.visible(head)):
        with pytest.raises(NotPermitted):
            forbidden()
    narrow = make.actor(role="admin", shop_ids=[shop.pk])
    assert [one.code for one in access.visible(narrow)] == [mine.code]
    for code in (theirs.code, everybodys.code, "none", "\x00"):
        with pytest.raises(ConnectionNotFound):
            actions.turn_off(narrow, code)
    for shops in (None, {other.pk: "other"}):
        with pytest.raises(BadConnection):
            actions.add(narrow, "probe", "echo", shops, URL, {"key": "k"})
        with pytest.raises(BadConnection):
            actions.change(narrow, mine.code, None if shops is None else list(shops), URL, {})
    assert connect(shop, narrow).created_by_id == narrow.user_id


def test_a_check_keeps_what_came_of_it(shop: Shop) -> None:
    made, down = connect(shop), connect(shop, url="https://down.example")
    actions.check(SYSTEM, made.code, NOW)
    with pytest.raises(CheckFailed):
        actions.check(SYSTEM, down.code, NOW)
    assert Connection.objects.get(pk=made.pk).last_success_at == NOW
    down.refresh_from_db()
    assert (down.last_failure_at, down.last_failure) == (NOW, "The echo does not answer.")


def test_success_mends_a_broken_connection_and_turns_no_other_on(shop: Shop) -> None:
    broken, off = connect(shop), connect(shop)
    traffic.note_broken(broken.pk, NOW)
    actions.turn_off(SYSTEM, off.code)
    traffic.note_broken(off.pk, NOW)
    for one in (broken, off):
        one.refresh_from_db()
    assert (broken.state, off.state) == ("broken", "off")
    for one in (broken, off):
        traffic.note_success(one.pk, NOW)
        one.refresh_from_db()
    assert (broken.state, off.state) == ("on", "off")


def test_rotation_seals_connections_anew(shop: Shop) -> None:
    made = connect(shop)
    hook, before = made.hook_path(), made.sealed_secrets
    counts = {one.purpose: one.count for one in rotation.rotate()}
    assert (counts["connection"], counts["connection.hook"]) == (1, 1)
    made.refresh_from_db()
    assert (made.secret("key"), made.hook_path()) == (CANARY, hook)
    assert made.sealed_secrets != before


# Commands


def test_the_command_prints_the_code_alone_on_its_last_line(
    shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "key").write_text(CANARY + "\n")
    (tmp_path / "note").write_text("two\nlines\n")
    given = ["--shop", "main", "--set", "url=https://echo.example", "--set", f"note=@{tmp_path / 'note'}"]
    assert main(["connection", "add", "probe", "echo", *given, "--secret", f"key=@{tmp_path / 'key'}"]) == 0
    code = capsys.readouterr().out.splitlines()[-1]
    made = Connection.objects.get(code=code)
    assert (made.secret("key"), made.settings["note"]) == (CANARY, "two\nlines")
    assert main(["connection", "show", code, "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown == {
        "code": code,
        "port": "probe",
        "provider": "echo",
        "shops": ["main"],
        "state": "on",
        "settings": made.settings,
        "hook": made.hook_path(),
    }
    for words in (["list"], ["show", code], ["check", code], ["off", code], ["on", code]):
        assert main(["connection", *words]) == 0
        told = capsys.readouterr()
        assert code in told.out
        assert CANARY not in told.out + told.err


@pytest.mark.parametrize(
    "given, told",
    [
        (["--secret", f"key={CANARY}"], "put it into a file"),
        (["--set", "url=https://x", "--set", f"key={CANARY}"], "put it into a file"),
        (["--set", "url"], "write it as NAME=VALUE"),
        (["--set", "url=@/nowhere/at/all"], "cannot be read"),
        (["--shop", "none"], "there is no shop"),
        (["--set", "url=https://x"], "key: This field is required."),
    ],
)
def test_the_command_refuses(shop: Shop, given: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["connection", "add", "probe", "echo", *given]) == 2
    refused = capsys.readouterr().err
    assert told in refused
    assert CANARY not in refused
    assert not Connection.objects.exists()


def test_a_failed_check_ends_the_command_with_one(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["connection", "check", connect(shop, url="https://down.example").code]) == 1
    assert "does not answer" in capsys.readouterr().err
    assert main(["connection", "check", "none"]) == 2


def test_every_provider_declares_what_the_form_needs() -> None:
    for (port, name), provider in providers().items():
        assert (provider.port, provider.name) == (port, name)
        fields = set(provider.settings.model_fields)
        assert set(provider.titles) | provider.long_texts <= fields
        assert not fields & {secret.name for secret in provider.secrets}
