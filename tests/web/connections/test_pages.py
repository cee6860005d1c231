"""The page «Connections»: whom it lets in, that it never shows a secret, and what can be decided there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from ipaddress import ip_network
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from dozvon import providers as package
from dozvon.core.actor import SYSTEM
from dozvon.platform.accounts.models import AccountChange
from dozvon.platform.connections import actions
from dozvon.platform.connections.models import Connection
from dozvon.platform.connections.providers import providers
from dozvon.platform.outbox import actions as outbox
from dozvon.platform.outbox.models import Attempt, Outgoing
from dozvon.shops.models import Shop
from tests import factories as make
from tests.web.office.conftest import PASSWORD, browser_of

pytestmark = pytest.mark.django_db
CANARY = "canary-e4f2-secret"
FIELDS = {"url": "https://echo.example", "pages": "2", "tone": "quiet", "is_slow": "1", "note": "two\r\nlines"}


@pytest.fixture(autouse=True)
def echo(settings: Settings) -> Iterator[None]:
    settings.OUTBOUND_PRIVATE = (ip_network("127.0.0.0/8"),)
    folder = str(Path(__file__).resolve().parents[2] / "outside" / "adapters")
    package.__path__.append(folder)
    providers.cache_clear()
    yield
    package.__path__.remove(folder)
    providers.cache_clear()


@pytest.fixture
def shop() -> Shop:
    return make.shop()


def browser(role: str = "admin", language: str = "en", **given: object) -> Client:
    make.user("Somebody", role, password=PASSWORD, language=language, **given)
    return browser_of("Somebody")


def connect(shop: Shop | None = None) -> Connection:
    shops = None if shop is None else {shop.pk: shop.code}
    return actions.add(SYSTEM, "probe", "echo", shops, {"url": "https://echo.example"}, {"key": CANARY})


def failed(target: str = "letters") -> Outgoing:
    now = datetime.now(UTC)
    with transaction.atomic():
        row = outbox.add("tests.note", target, {}, now)
    Outgoing.objects.filter(pk=row.pk).update(attempts=1)
    Attempt.objects.create(outgoing=row, target=target, what="x", at=now, succeeded=False, reason="time_out")
    return row


def test_a_connection_is_made_by_the_form_its_provider_declares(shop: Shop) -> None:
    page = browser()
    form = page.get(reverse("connection-new") + "?provider=probe/echo").content.decode()
    for name in ("url", "pages", "tone", "is_slow", "note", "secret-key", "secret-spare", "shops"):
        assert f'name="{name}"' in form
    sent = page.post(
        reverse("connection-new"),
        {"provider": "probe/echo", **FIELDS, "secret-key": CANARY, "shops": [shop.pk]},
        follow=True,
    )
    made = Connection.objects.get()
    assert made.settings == {
        "url": "https://echo.example", "pages": 2, "tone": "quiet", "is_slow": True, "note": "two\nlines",
    }  # fmt: skip
    assert (made.secret("key"), made.shop_ids, made.created_by) == (CANARY, [shop.pk], "Somebody")
    html = sent.content.decode()
    assert CANARY not in html
    assert made.hook_path() in html
    assert "It is set. Leave this empty to keep it." in html


def test_what_is_wrong_stands_at_its_field(shop: Shop) -> None:
    sent = browser().post(reverse("connection-new"), {"provider": "probe/echo", **FIELDS, "url": "nowhere"})
    html = sent.content.decode()
    assert sent.status_code == 422
    assert "Write the address with https://." in html
    sent = browser_of("Somebody").post(reverse("connection-new"), {"provider": "probe/echo", **FIELDS})
    assert 'id="field-secret-key-error"' in sent.content.decode()
    assert not Connection.objects.exists()


def test_a_change_keeps_the_secret_that_is_left_empty_and_is_noted(shop: Shop) -> None:
    made, page = connect(shop), browser()
    page.post(reverse("connection", args=[made.code]), {**FIELDS, "secret-spare": CANARY + "2", "shops": [shop.pk]})
    made.refresh_from_db()
    assert (made.secret("key"), made.secret("spare"), made.settings["tone"]) == (CANARY, CANARY + "2", "quiet")
    log = page.get(reverse("account-log")).content.decode()
    assert "Connection changed" in log
    assert "secret “spare” set" in log
    assert CANARY not in log


def test_check_on_and_off(shop: Shop) -> None:
    made, page = connect(shop), browser()
    assert "works" in page.post(reverse("connection-check", args=[made.code]), follow=True).content.decode()
    page.post(reverse("connection-off", args=[made.code]))
    made.refresh_from_db()
    assert made.state == "off"
    page.post(reverse("connection-on", args=[made.code]))
    made.refresh_from_db()
    assert made.state == "on"
    Connection.objects.update(settings={"url": "https://down.example"})
    sent = page.post(reverse("connection-check", args=[made.code]))
    assert (sent.status_code, "The echo does not answer." in sent.content.decode()) == (422, True)


def test_failed_calls_are_shown_tried_again_and_given_up(shop: Shop) -> None:
    row, page = failed(), browser()
    assert "The other side did not answer in time." in page.get(reverse("connections")).content.decode()
    page.post(reverse("outgoing-give-up", args=[row.pk]))
    row.refresh_from_db()
    assert row.state == "given_up"
    page.post(reverse("outgoing-retry", args=[row.pk]))
    row.refresh_from_db()
    assert row.state == "waiting"
    kinds = list(AccountChange.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds[-2:] == ["outgoing.given_up", "outgoing.retried"]


def test_others_are_not_let_in_and_narrow_ones_see_their_shops_only(shop: Shop) -> None:
    other = make.shop("other")
    mine, theirs, everybodys = connect(shop), connect(other), connect()
    assert browser("head").get(reverse("connections")).status_code == 403
    make.user("Narrow", "admin", password=PASSWORD, language="en", shop_ids=[shop.pk])
    page, row = browser_of("Narrow"), failed(f"connection:{theirs.code}")
    html = page.get(reverse("connections")).content.decode()
    assert (mine.code in html, f">{theirs.code}<" in html, f">{everybodys.code}<" in html) == (True, False, False)
    assert page.get(reverse("connection", args=[theirs.code])).status_code == 404
    for route in ("connection-check", "connection-off", "connection-on"):
        assert page.post(reverse(route, args=[theirs.code])).status_code == 404
    assert page.post(reverse("outgoing-retry", args=[row.pk])).status_code == 404
    assert page.get(reverse("connection-new") + "?provider=no/body").status_code == 404


@pytest.mark.parametrize(("language", "title"), [("ru", "Подключения"), ("uk", "Підключення"), ("en", "Connections")])
def test_the_page_speaks_three_languages(shop: Shop, language: str, title: str) -> None:
    connect(shop)
    assert f"<h1>{title}</h1>" in browser(language=language).get(reverse("connections")).content.decode()


@pytest.mark.parametrize("sent", ["9" * 30, "9" * 5000])
def test_a_shop_that_is_no_number_of_ours_is_passed_over(sent: str, shop: Shop) -> None:
    connection = connect(shop)
    answer = browser().post(reverse("connection", args=[connection.code]), {**FIELDS, "shops": [sent, shop.pk]})
    assert answer.status_code in (302, 303)
    connection.refresh_from_db()
    assert connection.shop_ids == [shop.pk]
