"""What a page is told when others changed something it shows; nothing is taken and no look is noted twice."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from dozvon.core.pipeline.facts import Form
from dozvon.orders.actions import claims
from dozvon.orders.actions.perform import perform
from dozvon.orders.models import Order
from dozvon.platform.events.models import Access
from dozvon.web.desk import live
from dozvon.web.list.marks import RecentLooks
from tests.web.desk.conftest import NOW, Desk


@pytest.fixture(autouse=True)
def nobody_looked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "noted", RecentLooks())


def text(browser: Client, **asked: object) -> str:
    answer = browser.get("/desk/live", {"from_tab": "new", "rows": 1, **asked})
    assert answer.status_code == 200
    return answer.content.decode()


def marks(page: str) -> str:
    return ".".join(f"{order}-{mark}" for order, mark in re.findall(r'data-row="(\d+)" data-mark="([0-9a-f]+)"', page))


def test_rows_the_page_has_already_are_named_only(desk: Desk, olga: Client) -> None:
    first = desk.order()
    second = desk.order(name="Second", phone="+7 912 488-31-08")
    known = marks(olga.get("/desk/new/").content.decode())
    assert known.count("-") == 2
    page = text(olga, marks=known)
    assert page.count("data-same") == 2
    assert "Second" not in page
    desk.person("Irina", shop=desk.shop())
    claims.claim(desk.people["Irina"], second.pk, NOW)
    page = text(olga, marks=known)
    assert f'data-row="{first.pk}" data-same' in page
    assert "Irina" in page


def test_counts_and_rows_follow_an_action(desk: Desk, olga: Client) -> None:
    order = desk.order()
    assert 'dz-tab-count">1<' in text(olga)
    desk.person("Irina", shop=desk.shop())
    perform(desk.people["Irina"], order.pk, "no_answer", Form(call="made", problem="busy"), NOW)
    assert f'data-row="{order.pk}"' not in text(olga)


def test_nothing_is_taken_and_the_look_is_noted_once(desk: Desk, olga: Client) -> None:
    order = desk.order()
    for _ in range(3):
        text(olga, card=order.pk, version=1, held="")
    order.refresh_from_db()
    assert order.claimed_by_id is None
    assert Access.objects.filter(what="orders.list").count() == 1


def test_the_news_of_a_card_say_who_did_what(desk: Desk, olga: Client) -> None:
    order = desk.order()
    assert 'id="news"' not in text(olga, card=order.pk, version=1, held="")
    irina = desk.person("Irina", shop=desk.shop())
    perform(irina, order.pk, "no_answer", Form(call="made", problem="busy"), NOW)
    page = text(olga, card=order.pk, version=1, held="")
    assert "The order has changed" in page
    assert "Irina: No answer" in page
    claims.claim(irina, order.pk, NOW)
    assert "Irina is working on this order" in text(olga, card=order.pk, version=2, held="")
    assert 'id="news"' not in text(olga, card=order.pk, version=2, held=irina.user_id)
    assert 'id="news"' in text(olga, card=order.pk, version=2, held=desk.people["Olga"].user_id)


def test_a_look_at_a_card_does_not_take_it_and_offers_to(desk: Desk, olga: Client) -> None:
    order = desk.order()
    card = olga.get(f"/orders/{order.pk}/?look=1", headers={"HX-Request": "true", "HX-Target": "article#card"})
    assert card["HX-Reswap"] == "outerMorph"
    assert "No one is working on this order" in card.content.decode()
    assert Order.objects.get(pk=order.pk).claimed_by_id is None
    claims.claim(desk.people["Olga"], order.pk, NOW)
    assert "No one is working" not in olga.get(f"/orders/{order.pk}/?look=1").content.decode()


@pytest.mark.parametrize("target", ["body", "div#elsewhere", ""])
def test_a_look_is_answered_whatever_the_page_says_it_replaces(desk: Desk, olga: Client, target: str) -> None:
    order = desk.order()
    headers = {"HX-Request": "true", "HX-Target": target}
    assert olga.get(f"/orders/{order.pk}/?look=1", headers=headers).status_code == 200


def test_strangers_learn_nothing(desk: Desk, olga: Client, stranger: Client) -> None:
    order = desk.order()
    page = text(stranger, card=order.pk, version=0, held="")
    assert "Кузнецова" not in page
    assert 'id="news"' not in page
    assert Client().get("/desk/live").status_code == 302


@pytest.mark.parametrize(
    "asked",
    [
        {"rows": "x"},
        {"rows": "²"},
        {"rows": "99999999999999999999"},
        {"card": "x"},
        {"card": "99999999999999999999"},
        {"card": "999999"},
        {"marks": "1-.-2.x-y"},
        {"from_tab": "nothing"},
        {"from_search": "\x00"},
    ],
)
def test_junk_is_answered(desk: Desk, olga: Client, asked: dict[str, str]) -> None:
    desk.order()
    assert olga.get("/desk/live", {"rows": 5, **asked}).status_code == 200


def test_a_page_that_shows_two_hundred_rows_goes_on_showing_them(desk: Desk, olga: Client) -> None:
    for place in range(60):
        desk.order(name=f"Client {place}", phone=f"+7 912 488-{10 + place}-07", ago=timedelta(minutes=1))
    assert text(olga, rows=60).count("data-row=") == 60
    assert text(olga, rows=50).count("data-row=") == 50
