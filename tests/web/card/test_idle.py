"""A card in hand: prolonged by work on it, given back when it is left alone."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client

from dozvon.orders.actions import claims
from tests.web.desk.conftest import NOW, Desk


def test_the_card_says_how_long_it_is_held_and_is_kept_on_demand(desk: Desk, olga: Client) -> None:
    order, person = desk.order(), desk.people["Olga"]
    claims.claim(person, order.pk, NOW - timedelta(minutes=5))
    page = olga.get(f"/orders/{order.pk}/").content.decode()
    assert 'data-held-for="600"' in page
    assert 'data-lease="900"' in page
    assert olga.post(f"/orders/{order.pk}/keep").status_code == 204
    order.refresh_from_db()
    assert order.claimed_until == NOW + timedelta(minutes=15)


def test_what_is_not_in_hand_cannot_be_kept(desk: Desk, olga: Client, irina: Client, stranger: Client) -> None:
    order = desk.order()
    assert olga.post(f"/orders/{order.pk}/keep").status_code == 409
    claims.claim(desk.people["Irina"], order.pk, NOW)
    assert olga.post(f"/orders/{order.pk}/keep").status_code == 409
    claims.release(desk.people["Irina"], order.pk, NOW)
    claims.claim(desk.people["Irina"], order.pk, NOW - timedelta(minutes=15))
    assert irina.post(f"/orders/{order.pk}/keep").status_code == 409
    assert stranger.post(f"/orders/{order.pk}/keep").status_code == 404
    assert "data-held-for" not in olga.get(f"/orders/{order.pk}/?look=1").content.decode()


def test_an_idle_card_goes_back_and_says_so(desk: Desk, olga: Client) -> None:
    order = desk.order()
    claims.claim(desk.people["Olga"], order.pk, NOW)
    page = olga.post(f"/orders/{order.pk}/release", {"idle": "1", "from_tab": "new"}, follow=True).content.decode()
    assert "inactive for too long" in page
    order.refresh_from_db()
    assert order.claimed_by_id is None
