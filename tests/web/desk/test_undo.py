"""«Undo» in the notice after an action."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from dozvon.orders.actions import claims
from dozvon.orders.models import Order
from tests.web.desk.conftest import NOW, Desk


def done(browser: Client, order: Order) -> str:
    answer = browser.post(f"/orders/{order.pk}/actions/no_answer", {"problem": "busy", "from_tab": "new"}, follow=True)
    return answer.content.decode()


def test_the_notice_offers_the_undo_for_as_long_as_it_is_possible(desk: Desk, olga: Client) -> None:
    order = desk.order()
    page = done(olga, order)
    assert f'action="/orders/{order.pk}/undo"' in page
    assert 'data-seconds="10"' in page
    till = int(NOW.timestamp())
    for told in (f"till={till}", f"till={till - 5}", "till=x", "till=²", ""):
        assert "/undo" not in olga.get(f"/?done={order.pk}&{told}").content.decode()
    assert 'data-seconds="10"' in olga.get(f"/?done={order.pk}&till={till + 999}").content.decode()


@pytest.mark.parametrize("seconds", [0, 3, 60])
def test_the_shop_says_how_long(desk: Desk, olga: Client, monkeypatch: pytest.MonkeyPatch, seconds: int) -> None:
    order = desk.order()
    type(order.shop).objects.filter(pk=order.shop_id).update(undo_seconds=seconds)
    page = done(olga, order)
    assert (f'data-seconds="{seconds}"' in page) == (seconds > 0)
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(seconds=seconds))
    taken_back = "The action is undone" in olga.post(f"/orders/{order.pk}/undo", follow=True).content.decode()
    assert taken_back == (seconds > 0)


def test_undo_opens_the_card_as_it_was(desk: Desk, olga: Client) -> None:
    order = desk.order()
    done(olga, order)
    answer = olga.post(f"/orders/{order.pk}/undo", {"from_tab": "new"}, follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain == [(f"/orders/{order.pk}/?from_tab=new&undone={order.pk}", 303)]
    assert "The action is undone" in page
    assert "Give back" in page
    assert re.search(r"is-undone.*?No answer", page, re.S)
    order.refresh_from_db()
    assert (order.status, order.attempts, order.claimed_by_id) == ("new", 0, desk.people["Olga"].user_id)


def test_a_refused_undo_says_why(desk: Desk, olga: Client, irina: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    order = desk.order()
    done(olga, order)
    assert "someone else&#39;s" in irina.post(f"/orders/{order.pk}/undo", follow=True).content.decode()
    claims.claim(desk.people["Irina"], order.pk, NOW)
    assert "already working on the order" in olga.post(f"/orders/{order.pk}/undo", follow=True).content.decode()
    claims.release(desk.people["Irina"], order.pk, NOW)
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(seconds=11))
    assert "Too much time has passed" in olga.post(f"/orders/{order.pk}/undo", follow=True).content.decode()


def test_nobody_else_reaches_it(desk: Desk, olga: Client, stranger: Client) -> None:
    order = desk.order()
    assert stranger.post(f"/orders/{order.pk}/undo").status_code == 404
    assert Client().post(f"/orders/{order.pk}/undo").status_code == 302
    assert olga.get(f"/orders/{order.pk}/undo").status_code == 405
    assert "kept=undo_changed" in olga.post(f"/orders/{order.pk}/undo")["Location"]


def test_a_form_sent_again_says_saved_and_is_done_once(desk: Desk, olga: Client, irina: Client) -> None:
    order = desk.order()
    sent = {"problem": "busy", "version": "1", "once": "key-of-this-form"}
    first = olga.post(f"/orders/{order.pk}/actions/no_answer", sent)
    claims.claim(desk.person("Vera", shop=desk.shop()), order.pk, NOW)
    again = olga.post(f"/orders/{order.pk}/actions/no_answer", sent)
    assert (again.status_code, again["Location"]) == (303, first["Location"])
    order.refresh_from_db()
    assert (order.attempts, order.version) == (1, 2)
    assert irina.post(f"/orders/{order.pk}/actions/no_answer", sent).status_code == 409
    assert 'data-saved="key-of-this-form"' in olga.get(f"/orders/{order.pk}/?look=1").content.decode()
